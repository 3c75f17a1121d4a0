import type { Clock } from '@rialto/core/delivery';

/** Resolves after a while, or when all is over. */
export function pause(clock: Clock, ms: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (closing.aborted) return resolve();
    const end = (): void => {
      timer.cancel();
      closing.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.after(ms, end);
    closing.addEventListener('abort', end);
  });
}
