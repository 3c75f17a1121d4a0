/** Tells streams of the profiles that a commit of this process changed. */
export interface ChangeFeed {
  announce(profileIds: readonly string[]): void;
  /** @returns the way to stop listening */
  on(listener: (profileIds: readonly string[]) => void): () => void;
}

/** Makes a {@link ChangeFeed}. */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(profileIds: readonly string[]) => void>();
  return {
    announce(profileIds) {
      if (profileIds.length === 0) return;
      for (const listener of [...listeners]) listener(profileIds);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
