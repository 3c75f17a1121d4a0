// In the chunk that is loaded with the permission to store: it takes what it needs from the tracker as parameters.
import type { Clock, SharerNews, StoreSharers } from '@rialto/core/delivery';

/** The other tabs of the origin. */
export interface TabSharers extends StoreSharers {
  /** Speaks and listens no more; turns are taken without asking. */
  close(): void;
}

const lock = 'rialto:send';
const channelName = 'rialto';

/** A tab that sends gives up after less; one that is frozen with the lock in its hand would keep us waiting for ever. */
const patience = 30_000;
/** No hub asks for a longer wait, milliseconds, and no tab adds more events; who says so is none of ours. */
const most = 300_000;

/**
 * Takes turns by Web Locks, and tells by a BroadcastChannel. A tab that is closed or dies frees the lock by itself; one that is
 * left lets it go, so that it may be kept in the back/forward cache and others take over at once.
 * Where either is missing, as on a page without https, work is done all the same.
 */
export function createTabSharers(clock: Clock): TabSharers {
  const turns = new Set<AbortController>();
  const listeners = new Set<(news: SharerNews) => void>();
  const stop = new AbortController();
  let channel: BroadcastChannel | undefined;
  let isHere = false;

  function arrive(): void {
    isHere = true;
    try {
      channel = new BroadcastChannel(channelName);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isNews(data)) for (const listener of [...listeners]) listener(data);
      };
    } catch {
      // Then nothing is heard: who is told nothing looks by himself.
    }
  }

  function leave(): void {
    isHere = false;
    channel?.close();
    channel = undefined;
    for (const turn of turns) turn.abort();
  }

  async function locked(turn: AbortController, work: () => Promise<unknown>): Promise<void> {
    const left = new Promise<void>((resolve) => turn.signal.addEventListener('abort', () => resolve()));
    await navigator.locks.request(lock, { signal: turn.signal }, () => Promise.race([work(), left]));
  }

  arrive();
  addEventListener('pagehide', leave, { signal: stop.signal });
  addEventListener('pageshow', (event) => event.persisted && arrive(), { signal: stop.signal });

  return {
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      if (!isHere) return work();
      const turn = new AbortController();
      const timer = clock.after(patience, () => turn.abort());
      turns.add(turn);
      return new Promise<T>((resolve, reject) => {
        let begun: Promise<void> | undefined;
        const begin = (): Promise<void> => {
          timer.cancel();
          begun ??= (async () => work())().then(resolve, reject);
          return begun;
        };
        // No lock manager, no lock in time, or the page is being left: a duplicate is harmless, a loss is not.
        void locked(turn, begin)
          .catch(begin)
          .finally(() => turns.delete(turn));
      });
    },
    tell(news) {
      try {
        channel?.postMessage(news);
      } catch {
        // Only a hint.
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stop.abort();
      leave();
    },
  };
}

/** Whatever runs on this origin can speak on the channel: another version of ours, for one. */
function isNews(data: unknown): data is SharerNews {
  const { kind, count, bytes, delay, outcomes, messageIds } = (data ?? {}) as Partial<
    Record<string, unknown>
  >;
  if (kind === 'settled') return Array.isArray(outcomes) && outcomes.every(isOutcome);
  if (kind === 'taken') return Array.isArray(messageIds) && messageIds.every((id) => typeof id === 'string');
  if (kind === 'added' && !(Number(bytes) >= 0 && Number.isFinite(bytes))) return false;
  const figure = kind === 'added' ? count : kind === 'waiting' && delay;
  return typeof figure === 'number' && figure >= 0 && figure <= most;
}

const isOutcome = (pair: unknown): boolean =>
  Array.isArray(pair) && typeof (pair[1]?.status ?? pair[1]) === 'string';
