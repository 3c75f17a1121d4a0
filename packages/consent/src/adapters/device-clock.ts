/** The device's clock; the manager needs no more of it than the day. */
export const deviceClock = { now: (): number => Date.now() };
