/** The time now, for the stub: it has no room for a clock. */
export const timeOfCall = (): number => Date.now();
