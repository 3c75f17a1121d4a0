import type { Clock, DeliveryProblem, FlushReport } from '@rialto/core/delivery';

/** What {@link createWaitUntil} needs. */
export interface WaitUntilParts {
  /** The platform's way to learn that a function must not be frozen yet. It may throw. */
  readonly waitUntil: (work: Promise<unknown>) => unknown;
  readonly flush: (options: { readonly timeout: number }) => Promise<FlushReport>;
  readonly clock: Clock;
  readonly report: (problem: DeliveryProblem) => void;
  /**
   * How long the platform is asked to wait at most, milliseconds.
   * @default 10_000
   */
  readonly deadline?: number;
}

/** The pause before a hub that did not take the events is tried again, milliseconds; doubled each time. */
const firstPause = 500;

/**
 * Asks the platform of a serverless function to wait until what was tracked is delivered, or its time is over: one
 * promise for all calls of a tick, and one flush at a time for all promises.
 *
 * @returns what to call with each tracking call; it never throws
 * @example
 * ```ts
 * const tracked = createWaitUntil({ waitUntil, flush: client.flush, clock, report });
 * ```
 */
export function createWaitUntil(parts: WaitUntilParts): () => void {
  const { waitUntil, flush, clock, report, deadline = 10_000 } = parts;
  let gathering = false;
  let running: Promise<void> | undefined;
  let behind: Promise<void> | undefined;
  let failed = false;

  const pause = (delay: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(delay, resolve);
    });

  async function drain(): Promise<void> {
    const end = clock.now() + deadline;
    for (let wait = firstPause; ; wait *= 2) {
      const { pending } = await flush({ timeout: Math.max(0, end - clock.now()) });
      const left = end - clock.now();
      if (pending === 0 || left <= 0) return;
      await pause(Math.min(wait, left));
    }
  }

  function run(): Promise<void> {
    running = drain()
      .catch(() => {})
      .then(() => {
        running = behind;
        behind = undefined;
      });
    return running;
  }

  /** A flush that is under way may not see what came since: the next one does, for all that wait for it. */
  function delivered(): Promise<void> {
    if (!running) return run();
    behind ??= running.then(run);
    return behind;
  }

  const atMost = (work: Promise<void>): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.after(deadline, resolve);
      void work.then(() => {
        timer.cancel();
        resolve();
      });
    });

  function fail(): void {
    if (failed) return;
    failed = true;
    report({
      code: 'wait_until_failed',
      message: 'waitUntil threw: the platform may freeze this function before its events are sent.',
    });
  }

  return () => {
    if (gathering) return;
    gathering = true;
    // Told at once: after the answer of the function it would be too late.
    const work = Promise.resolve().then(() => {
      gathering = false;
      return atMost(delivered());
    });
    try {
      const answer = waitUntil(work);
      if (answer instanceof Promise) answer.catch(fail);
    } catch {
      fail();
    }
  };
}
