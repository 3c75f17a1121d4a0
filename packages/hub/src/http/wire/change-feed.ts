import { EventEmitter } from 'eventemitter3';

/** Tells streams of the profiles that a commit of this process changed. */
export interface ChangeFeed {
  announce(profileIds: readonly string[]): void;
  /** @returns the way to stop listening */
  on(listener: (profileIds: readonly string[]) => void): () => void;
}

/** Makes a {@link ChangeFeed}. */
export function createChangeFeed(): ChangeFeed {
  const emitter = new EventEmitter<{ changed: [profileIds: readonly string[]] }>();
  return {
    announce(profileIds) {
      if (profileIds.length > 0) emitter.emit('changed', profileIds);
    },
    on(listener) {
      emitter.on('changed', listener);
      return () => void emitter.off('changed', listener);
    },
  };
}
