/** How many events the collector has, as its process says now and then. */
export interface Tally {
  readonly collected: number;
  /** Resolves when it has so many. */
  reaches(count: number): Promise<void>;
}

export function openTally(): Tally {
  const waiting = new Map<() => void, number>();
  let collected = 0;
  process.on('message', (count) => {
    collected = Number(count);
    for (const [resolve, wanted] of waiting) {
      if (collected < wanted) continue;
      waiting.delete(resolve);
      resolve();
    }
  });
  return {
    get collected() {
      return collected;
    },
    reaches: (count) =>
      new Promise((resolve) => {
        if (collected >= count) resolve();
        else waiting.set(resolve, count);
      }),
  };
}
