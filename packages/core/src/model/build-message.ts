import type { Message, MessageContext, MessageDraft } from './message.ts';
import { createMessageId } from './message-id.ts';

/** What {@link buildMessage} needs from outside. */
export interface BuildMessageInput {
  /** Epoch milliseconds at the tracking call, not at the send: a held event keeps its own time. */
  readonly now: number;
  /** At least 10 random bytes. */
  readonly random: Uint8Array;
}

/**
 * Makes a message of a draft: gives it its id and its time, folds `identifiers` into
 * `context.externalIds`, and leaves out what is undefined. It never throws.
 *
 * @example
 * ```ts
 * buildMessage(
 *   { type: 'track', event: 'Product Viewed', userId: 'c-42', properties: { product_id: 'A1' } },
 *   { now: clock.now(), random: random.bytes(10) },
 * );
 * ```
 */
export function buildMessage(draft: MessageDraft, { now, random }: BuildMessageInput): Message {
  const { identifiers, timestamp, messageId, context, ...rest } = draft;
  const externalIds = identifiers?.map(({ kind, value }) => ({
    id: value,
    type: kind,
    collection: 'users' as const,
    encoding: 'none' as const,
  }));
  const full: MessageContext = {
    ...context,
    ...(externalIds?.length ? { externalIds: [...(context?.externalIds ?? []), ...externalIds] } : {}),
  };
  const message = {
    ...rest,
    messageId: messageId || createMessageId(now, random),
    timestamp: toIso(timestamp, now),
    ...(Object.keys(full).length ? { context: full } : {}),
  };
  return Object.fromEntries(
    Object.entries(message).filter(([, value]) => value !== undefined),
  ) as unknown as Message;
}

function toIso(timestamp: MessageDraft['timestamp'], now: number): string {
  const at = timestamp === undefined ? new Date(now) : new Date(timestamp);
  return (Number.isNaN(at.getTime()) ? new Date(now) : at).toISOString();
}
