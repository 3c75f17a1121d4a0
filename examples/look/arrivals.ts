/** What has arrived so far, and who waits for more. */
export interface Arrivals<Message> {
  readonly all: Message[];
  add(messages: readonly Message[]): void;
  /** Calls whenever something was added, until the returned function is called. */
  watch(look: () => void): () => void;
  /** The first that fits, arrived by now or later. */
  first(fits: (message: Message) => boolean): Promise<Message>;
}

/** Makes {@link Arrivals}. */
export function createArrivals<Message>(): Arrivals<Message> {
  const all: Message[] = [];
  const waiting = new Set<() => void>();
  return {
    all,
    add(messages) {
      all.push(...messages);
      for (const look of [...waiting]) look();
    },
    watch(look) {
      waiting.add(look);
      return () => void waiting.delete(look);
    },
    first: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = all.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
