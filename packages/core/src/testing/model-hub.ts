import type { Clock } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { KnownResult, SendResult } from '../ports/transport.ts';
import type { MessageResult } from '../protocol/batch.ts';

/** What a {@link ModelHub} depends on. */
export interface ModelHubOptions {
  readonly clock: Clock;
  readonly chance: () => number;
  /** Whether it answers which events it has. */
  readonly canAsk: boolean;
  /** Whether it fails now and then. */
  readonly isIll: () => boolean;
  /** Hears of what it will never take. */
  readonly refuse: (messageId: string) => void;
}

/** A hub that answers when it likes. */
export interface ModelHub {
  /** What it has, with the time at which it took it. */
  readonly log: ReadonlyMap<string, number>;
  readonly canAsk: boolean;
  /** Takes these, though nobody may hear of it. */
  commit(batch: readonly StoredEvent[]): MessageResult[];
  judge(batch: readonly StoredEvent[]): SendResult;
  tell(messageIds: readonly string[]): KnownResult;
}

/** Events that a hub never takes, alone or in a batch. */
export const isTooLarge = (messageId: string): boolean => messageId.endsWith('7');
const isRejected = (messageId: string): boolean => messageId.endsWith('5');

/** Makes a {@link ModelHub}. */
export function modelHub({ clock, chance, canAsk, isIll, refuse }: ModelHubOptions): ModelHub {
  const log = new Map<string, number>();

  function commit(batch: readonly StoredEvent[]): MessageResult[] {
    return batch.map(({ messageId }) => {
      if (isRejected(messageId)) {
        refuse(messageId);
        return { messageId, status: 'rejected' };
      }
      const status = log.has(messageId) ? 'duplicate' : 'accepted';
      if (status === 'accepted') log.set(messageId, clock.now());
      return { messageId, status };
    });
  }

  const busy = () =>
    ({ outcome: 'retry', reason: 'status_503', retryAfter: Math.ceil(chance() * 20_000) }) as const;

  return {
    log,
    canAsk,
    commit,
    judge(batch) {
      const large = batch.find(({ messageId }) => isTooLarge(messageId));
      if (large) {
        if (batch.length === 1) refuse(large.messageId);
        return { outcome: 'split', reason: 'too_large' };
      }
      const lot = isIll() ? chance() : 1;
      if (lot < 0.15) return busy();
      if (lot < 0.3) return { outcome: 'retry', reason: 'network' };
      if (lot < 0.4) return { outcome: 'answered', results: commit(batch.filter(() => chance() < 0.5)) };
      const results = commit(batch);
      return lot < 0.6 ? { outcome: 'retry', reason: 'timeout' } : { outcome: 'answered', results };
    },
    tell(messageIds) {
      if (!canAsk) return { outcome: 'unsupported' };
      const lot = isIll() ? chance() : 1;
      if (lot < 0.1) return busy();
      if (lot < 0.2) return { outcome: 'retry', reason: 'network' };
      return { outcome: 'answered', known: messageIds.filter((messageId) => log.has(messageId)) };
    },
  };
}
