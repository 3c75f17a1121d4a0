import type { Identifier } from './identifier.ts';
import { messageIdLength } from './limits.ts';
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
export function buildMessage(draft: MessageDraft, input: BuildMessageInput): Message {
  const { identifiers, messageId, context, ...rest } = readable(draft);
  const given = readable(context);
  const externalIds = [...listOf(given.externalIds), ...listOf(identifiers).flatMap(toExternalId)];
  const full: MessageContext = { ...given, ...(externalIds.length > 0 && { externalIds }) };
  const message = dateMessage(
    { ...rest, ...(Object.keys(full).length > 0 && { context: full }) } as MessageDraft,
    input,
  );
  return isMessageId(messageId) ? { ...message, messageId } : message;
}

/**
 * The part of {@link buildMessage} that a page needs, whose drafts bring neither identifiers nor an id. What is
 * undefined in a draft is left out once the message is written as JSON.
 *
 * @example
 * ```ts
 * dateMessage({ type: 'page', name: 'Home' }, { now: clock.now(), random: random.bytes(10) });
 * ```
 */
export const dateMessage = (
  { timestamp, ...draft }: Omit<MessageDraft, 'identifiers' | 'messageId'>,
  { now, random }: BuildMessageInput,
): Message =>
  ({ ...draft, messageId: createMessageId(now, random), timestamp: toIso(timestamp, now) }) as Message;

/** The fields that can be read and say something, one by one: a getter that throws costs its own field only. */
function readable<Fields extends object>(source: Fields | null | undefined): Partial<Fields> {
  const fields: Partial<Fields> = {};
  if (typeof source !== 'object' || source === null) return fields;
  for (const field of Object.keys(source) as (keyof Fields)[]) {
    try {
      const value = source[field];
      if (value !== undefined) fields[field] = value;
    } catch {
      // The rest of the message is worth more than this field.
    }
  }
  return fields;
}

const listOf = <Entry>(value: readonly Entry[] | undefined): readonly Entry[] =>
  Array.isArray(value) ? value : [];

const toExternalId = (
  identifier: Identifier | null | undefined,
): NonNullable<MessageContext['externalIds']> =>
  identifier ? [{ id: identifier.value, type: identifier.kind, collection: 'users', encoding: 'none' }] : [];

/** A hub cannot answer for an id that it does not take, and what has no answer is sent again and again. */
const isMessageId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= messageIdLength;

function toIso(timestamp: unknown, now: number): string {
  const isTime = typeof timestamp === 'string' || typeof timestamp === 'number' || timestamp instanceof Date;
  const at = new Date(isTime ? timestamp : now);
  return (Number.isNaN(at.getTime()) ? new Date(now) : at).toISOString();
}
