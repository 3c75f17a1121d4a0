import type { Clock } from '@rialto/core/delivery';

/** `setTimeout` fires at once beyond this (a 32-bit count of milliseconds, 24.8 days). */
const longestTimer = 2 ** 31 - 1;

/** The machine's clock. Its timers never keep the host process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delay), longestTimer));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
