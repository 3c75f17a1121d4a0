import { checkListener, checkName } from '../options.ts';
import type { MessageCode } from '../protocol/batch.ts';
import type { Issue } from '../result.ts';

/** Why an event was let go before the hub could judge it. A refusal of the gate brings its own reason, `refused:analytics`. */
export type DropReason =
  | 'queue_full'
  | 'hold_full'
  | 'too_old'
  | 'message_too_large'
  | 'unreadable'
  | 'not_serialisable'
  | 'storage_failed'
  | 'closed'
  | (string & {});

/** The hub has the event in its log. */
export interface DeliveredEvent {
  readonly messageId: string;
  readonly status: 'accepted' | 'duplicate';
}

/** The hub judged the event and did not keep it; sending it again cannot help. */
export interface RejectedEvent {
  readonly messageId: string;
  readonly status: 'rejected' | 'held';
  readonly code?: MessageCode | undefined;
  readonly issues?: readonly Issue[] | undefined;
}

/** The event was let go on this side, with the reason. */
export interface DroppedEvent {
  readonly messageId: string;
  readonly reason: DropReason;
}

/** Something that the shop should know: a wrong key, a hub that does not answer, storage that is full. */
export interface DeliveryProblem {
  /** `hub_refused`, `hub_unreachable`, `storage_failed`, `storage_fallback`, `listener_failed`, … */
  readonly code: string;
  /** For people: what happened and what to do next. Nothing personal. */
  readonly message: string;
}

/** What a tracker or client announces, by name. */
export interface DeliveryEvents {
  delivered: DeliveredEvent;
  rejected: RejectedEvent;
  dropped: DroppedEvent;
  error: DeliveryProblem;
}

/** The events of a tracker: listen with `on`; a listener that throws is reported and harms nobody. */
export interface Announcer {
  /**
   * Adds a listener; returns the way to remove it.
   *
   * @throws RialtoError `invalid-option`, for a name that is never announced, and for what is no function
   */
  on<Name extends keyof DeliveryEvents>(
    name: Name,
    listener: (event: DeliveryEvents[Name]) => void,
  ): () => void;
  /** Tells every listener of that name. */
  emit<Name extends keyof DeliveryEvents>(name: Name, event: DeliveryEvents[Name]): void;
}

const names: readonly string[] = [
  'delivered',
  'rejected',
  'dropped',
  'error',
] satisfies (keyof DeliveryEvents)[];

/**
 * Makes an {@link Announcer}. It is our own and not a library's, because every page pays for it
 * (docs/decisions/0005-own-announcer.md).
 *
 * @example
 * ```ts
 * const stop = announcer.on('dropped', ({ reason }) => console.warn(reason));
 * ```
 */
export function createAnnouncer(): Announcer {
  // One entry for each `on`, so that a function that listens twice is told twice, and stops one by one. A new list for
  // each change: who begins to listen while the news is told hears the next.
  let entries: readonly (readonly [name: string, listener: (event: never) => unknown])[] = [];
  const emit: Announcer['emit'] = (name, event) => {
    // One by one: the fault of one listener must not keep the news from the others.
    for (const entry of entries) {
      if (entry[0] !== name) continue;
      const failed = (): void => {
        if (name !== 'error')
          emit('error', { code: 'listener_failed', message: `A listener for "${name}" threw.` });
      };
      try {
        const answer = (entry[1] as (event: unknown) => unknown)(event);
        // An async listener: its rejection would end a Node process.
        if (answer instanceof Promise) answer.catch(failed);
      } catch {
        failed();
      }
    }
  };
  return {
    emit,
    on(name, listener) {
      checkName('event', name, names);
      checkListener(`on('${name}')`, listener);
      const entry = [name, listener] as const;
      entries = [...entries, entry];
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
  };
}
