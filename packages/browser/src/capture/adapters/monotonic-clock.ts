/** The page's time, which only goes on, whatever somebody does to the clock on the wall. */
export const monotonicClock = { now: (): number => performance.now() };
