/** Waits for conditions that only change when something happens. */
export interface ConditionWatch {
  /** Something has happened: looks again. */
  look(): void;
  /** Waits until it is true, looking after each happening; false when the time, in ms, is over. */
  until(condition: () => boolean, timeout: number): Promise<boolean>;
}

export function watchConditions(): ConditionWatch {
  const watchers = new Set<() => void>();
  return {
    look() {
      for (const watcher of [...watchers]) watcher();
    },
    until: (condition, timeout) =>
      new Promise((resolve) => {
        const finish = (result: boolean): void => {
          clearTimeout(timer);
          watchers.delete(look);
          resolve(result);
        };
        const timer = setTimeout(() => finish(condition()), timeout);
        const look = (): void => {
          if (condition()) finish(true);
        };
        watchers.add(look);
        look();
      }),
  };
}
