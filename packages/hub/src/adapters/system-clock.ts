import type { Clock } from '@rialto/core/delivery';

/** `setTimeout` fires at once beyond this (a 32-bit count of milliseconds, 24.8 days). */
const longestTimer = 2 ** 31 - 1;

/** The clock of the machine. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, Math.min(delay, longestTimer));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
