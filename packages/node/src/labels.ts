import type { Message, Purpose } from '@rialto/core';
import type { EventLabels, Priority } from '@rialto/core/delivery';
import { personOf } from './draft.ts';

const priorities: readonly unknown[] = ['high', 'normal', 'low'] satisfies Priority[];

/**
 * How an event is sent: what the business owes comes before what it would like to know, a sale before a click. One
 * person's events keep their order; those of nobody are spread.
 *
 * @param wanted - what the call says of it; anything else than a priority says nothing
 */
export function labelsOf(message: Message, purposes: readonly Purpose[], wanted?: unknown): EventLabels {
  const person = personOf(message);
  return {
    priority: isPriority(wanted) ? wanted : priorityOf(message, purposes),
    order: hash(person ? `${person.kind}:${person.value}` : message.messageId),
  };
}

const isPriority = (value: unknown): value is Priority => priorities.includes(value);

function priorityOf({ type }: Message, purposes: readonly Purpose[]): Priority {
  if (type === 'page' || type === 'screen') return 'low';
  return purposes.every((purpose) => purpose === 'necessary') ? 'high' : 'normal';
}

/** FNV-1a, 32 bits: spreads well, and is over before a map would be looked into. Source: RFC 9923. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
