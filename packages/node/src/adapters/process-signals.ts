/** What {@link closeOnSignals} needs. */
export interface SignalOptions {
  /** The signals to listen for. None: nothing is installed. */
  readonly signals: readonly NodeJS.Signals[];
  /** Sends what can be sent within so many milliseconds, and goes on working: the host ends the process itself. */
  readonly drain: (timeout: number) => Promise<unknown>;
  /** Sends what can be sent within so many milliseconds, and stops: the process ends afterwards. */
  readonly close: (timeout: number) => Promise<unknown>;
  /**
   * How long a signal may be put off for, milliseconds; storage that hangs costs a second more.
   * @default 3_000
   */
  readonly deadline?: number;
}

/** All clients of a process behind one listener for each signal. */
interface SignalRegistry {
  add(options: SignalOptions): () => void;
}

const defaultDeadline = 3_000;
/** What a `close` may take beyond its deadline before the process ends without it. */
const grace = 1_000;

// On the process, not in the module: an ESM and a CJS copy of this package share one listener.
const registryKey = Symbol.for('rialto.signals');

/**
 * Has a client drained when the process is told to end, which then ends as it would have without us: by the signal,
 * so that whoever started it sees that; or by its own listener, where it has one. A second signal is not put off.
 *
 * @returns the way to stop listening
 * @example
 * ```ts
 * const stop = closeOnSignals({
 *   signals: ['SIGTERM'],
 *   drain: (timeout) => client.flush({ timeout }),
 *   close: (timeout) => client.close({ timeout }),
 * });
 * ```
 */
export function closeOnSignals(options: SignalOptions): () => void {
  if (options.signals.length === 0) return () => {};
  const shared = globalThis as { [registryKey]?: SignalRegistry };
  if (typeof shared[registryKey]?.add !== 'function') {
    Object.defineProperty(shared, registryKey, { value: createRegistry(), configurable: true });
  }
  return shared[registryKey]?.add(options) ?? (() => {});
}

function createRegistry(): SignalRegistry {
  const clients = new Map<NodeJS.Signals, Set<SignalOptions>>();
  let draining = false;

  function listen(signal: NodeJS.Signals): void {
    // First in line: a listener of the host that was added by `once` is gone as soon as it has been called.
    process.prependListener(signal, hear);
  }

  function hear(signal: NodeJS.Signals): void {
    const hostEndsIt = othersOn(signal) > 0 || process.pid === 1;
    if (!hostEndsIt && draining) {
      endBy(signal);
      return;
    }
    if (draining) return;
    draining = true;
    const told = [...(clients.get(signal) ?? [])];
    void within(told, hostEndsIt ? 'drain' : 'close').then(() => {
      draining = false;
      if (!hostEndsIt) endBy(signal);
    });
  }

  /** How many listeners a signal has that are the host's own, and that end the process or decide not to. */
  function othersOn(signal: NodeJS.Signals): number {
    const listeners = process.listeners(signal).filter((listener) => listener !== hear);
    return listeners.length - reraisers();
  }

  /** Lets the signal do what it does where nobody listens. */
  function endBy(signal: NodeJS.Signals): void {
    for (const one of clients.keys()) process.removeListener(one, hear);
    clients.clear();
    process.kill(process.pid, signal);
  }

  return {
    add(options) {
      const wanted = [...new Set(options.signals)].filter((signal) => {
        const known = clients.get(signal) ?? new Set();
        if (known.size === 0) {
          try {
            listen(signal);
          } catch {
            return false; // SIGKILL and its like: nobody can listen for them
          }
        }
        clients.set(signal, known.add(options));
        return true;
      });
      return () => {
        for (const signal of wanted) {
          const known = clients.get(signal);
          known?.delete(options);
          if (known?.size !== 0) continue;
          clients.delete(signal);
          process.removeListener(signal, hear);
        }
      };
    },
  };
}

/** Resolves when every client has done its part, or its time is over. Until then the process stays: our timers do not keep it. */
function within(clients: readonly SignalOptions[], part: 'drain' | 'close'): Promise<void> {
  const longest = Math.max(0, ...clients.map(({ deadline = defaultDeadline }) => deadline));
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longest + grace);
    const done = clients.map(async (client) => client[part](client.deadline ?? defaultDeadline));
    void Promise.allSettled(done).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Listeners of the package `signal-exit`, which is in many hosts: each raises the signal again by itself, but only
 * where nobody else listens. They say how many they are where their copies find one another.
 */
function reraisers(): number {
  const places: readonly unknown[] = [
    Reflect.get(globalThis, Symbol.for('signal-exit emitter')),
    Reflect.get(process, '__signal_exit_emitter__'),
  ];
  return places.reduce<number>((sum, place) => {
    const count: unknown = typeof place === 'object' && place !== null ? Reflect.get(place, 'count') : 0;
    return sum + (typeof count === 'number' ? count : 0);
  }, 0);
}
