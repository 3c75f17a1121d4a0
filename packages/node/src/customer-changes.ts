import type { Identifier, Message } from '@rialto/core';
import { isObject } from './check-options.ts';

/** After one of these, what was read of the person before must not be shown again. */
const changing: ReadonlySet<string> = new Set([
  'Consent Recorded',
  'Opt-Out Received',
  'Offer Accepted',
  'Offer Declined',
  'Offer Dismissed',
  'Offer Redeemed',
]);

/** Who was changed by an own event, and how strictly. */
export interface CustomerChange {
  readonly people: readonly Identifier[];
  /** Nothing of them may be kept until the hub has the event: it says what they want and what they do not. */
  readonly strict: boolean;
}

/**
 * Whose customer context an own event changes so that copies of it have to go; undefined for all other events, whose
 * effect a copy may miss for as long as the hub does not answer.
 *
 * @example
 * ```ts
 * changeOf(message); // { people: [{ kind: 'userId', value: 'c-42' }], strict: true }
 * ```
 */
export function changeOf(message: Message): CustomerChange | undefined {
  const { type, event } = message;
  const strict = type === 'track' && event !== undefined && changing.has(event);
  if (!strict && type !== 'identify' && type !== 'alias') return undefined;
  const people = peopleOf(message);
  return people.length > 0 ? { people, strict } : undefined;
}

function peopleOf({ userId, anonymousId, previousId, context }: Message): readonly Identifier[] {
  const named: readonly unknown[] = Array.isArray(context?.externalIds) ? context.externalIds : [];
  return [
    { kind: 'userId', value: userId },
    { kind: 'userId', value: previousId },
    { kind: 'anonymousId', value: previousId },
    { kind: 'anonymousId', value: anonymousId },
    ...named.filter(isObject).map(({ type, id }) => ({ kind: type, value: id })),
  ].filter((pair): pair is Identifier => isText(pair.kind) && isText(pair.value));
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
