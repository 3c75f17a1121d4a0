import type { Clock } from '../ports/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`, ringing every timer on the way in its order, and lets promises settle between them. */
  advance(ms: number): Promise<void>;
}

/**
 * Makes a {@link ManualClock}.
 *
 * @param start - epoch milliseconds at which it stands
 * @param settle - how promises are let to settle; left out, by a turn of the real clock
 * @example
 * ```ts
 * const clock = manualClock();
 * await clock.advance(5_000);
 * ```
 */
export function manualClock(start = Date.UTC(2026, 10, 22, 9), settle = settlePromises): ManualClock {
  let now = start;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after(delay, callback) {
      const timer = { at: now + Math.max(0, delay), callback };
      timers.push(timer);
      return {
        cancel() {
          timers = timers.filter((other) => other !== timer);
        },
      };
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.callback();
        await settle();
      }
      now = end;
    },
  };
}

/** A queue of microtasks is deep; one macrotask turn empties it. */
const settlePromises = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
