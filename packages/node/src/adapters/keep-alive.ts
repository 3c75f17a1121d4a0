/** Keeps the process alive while somebody waits for an answer, and not a moment longer. */
export interface KeepAlive {
  /** The process stays until `settled` does, or until `release`. */
  until(settled: Promise<unknown>): void;
  /** Nobody is waited for any more. */
  release(): void;
}

/** `setInterval` counts milliseconds in 32 bits; the callback does nothing, its being there is the point. */
const longestTimer = 2 ** 31 - 1;

/**
 * Makes a {@link KeepAlive}. The client's own timers never keep a process alive; a script that awaits a delivery
 * would otherwise end before it.
 *
 * @example
 * ```ts
 * keepAlive.until(receipt.delivered);
 * ```
 */
export function createKeepAlive(): KeepAlive {
  const awaited = new Set<Promise<unknown>>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const release = (): void => {
    awaited.clear();
    clearInterval(timer);
    timer = undefined;
  };
  return {
    until(settled) {
      if (awaited.has(settled)) return;
      awaited.add(settled);
      timer ??= setInterval(() => {}, longestTimer);
      void settled.finally(() => {
        if (awaited.delete(settled) && awaited.size === 0) release();
      });
    },
    release,
  };
}
