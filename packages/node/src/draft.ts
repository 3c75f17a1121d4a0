import {
  buildMessage,
  type Channel,
  type Identifier,
  type Message,
  type MessageDraft,
  type MessageType,
} from '@rialto/core';
import type { Clock, Random } from '@rialto/core/delivery';
import type { NewId } from './adapters/system-ids.ts';
import type { CallConsent } from './call-gate.ts';
import { isObject } from './check-options.ts';

/** What the client adds to every message. */
export interface DraftDefaults {
  readonly source: string;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
}

/** A message of what the caller gave, or why there is none. */
export type Drafted =
  | {
      readonly ok: true;
      readonly message: Message;
      /** What the call says of consent, copied; undefined where it leaves that to others. */
      readonly consent: CallConsent | undefined;
      /** What the call says of its urgency, whatever that is. */
      readonly priority: unknown;
    }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly reason: 'invalid_message' | 'not_serialisable';
    };

/**
 * Makes a message of a tracking call, whatever was passed: a till must not stop because of a getter that throws.
 * Only what makes sending pointless is refused here; the rest the hub judges, field by field.
 */
export function draftMessage(type: MessageType, call: unknown, defaults: DraftDefaults): Drafted {
  const given: Given = {};
  try {
    if (!isObject(call)) return refused(type, 'invalid_message', given, defaults);
    const { messageId, context, consent, priority } = call;
    given.messageId = messageId;
    if (type === 'track' && (typeof call.event !== 'string' || call.event === '')) {
      return refused(type, 'invalid_message', given, defaults);
    }
    // Read once each: what a getter says the second time may be something else.
    const { timestamp, identifiers, userId, anonymousId, event, name, category, groupId } = call;
    const draft = {
      type,
      messageId,
      timestamp,
      channel: call.channel ?? defaults.channel,
      userId: asText(userId),
      anonymousId: asText(anonymousId),
      ...{ event, name, category, groupId, identifiers },
      previousId: call.previousId,
      properties: call.properties,
      traits: call.traits,
      context: withTouchpoint(context, defaults.source),
    };
    return {
      ok: true,
      message: toMessage(draft as MessageDraft, defaults),
      consent: copyConsent(consent),
      priority,
    };
  } catch {
    return refused(type, 'not_serialisable', given, defaults);
  }
}

/** Numbers are common as ids of customers, and mean their text. */
const asText = (id: unknown): unknown => (typeof id === 'number' ? String(id) : id);

/**
 * A message of a draft. What is undefined is left out once it is written; that the types promise more is the caller's
 * to keep, and where it is not kept, the hub says so.
 */
function toMessage(draft: MessageDraft, { clock, random, newId }: DraftDefaults): Message {
  const now = clock.now();
  const isPlain = draft.timestamp === undefined && draft.identifiers === undefined;
  if (!isPlain || draft.messageId !== undefined)
    return buildMessage(draft, { now, random: random.bytes(10) });
  return { ...draft, messageId: newId(now), timestamp: new Date(now).toISOString() } as Message;
}

/** What was read before it went wrong: the caller may know the event by its own id. */
interface Given {
  messageId?: unknown;
}

function refused(
  type: MessageType,
  reason: 'invalid_message' | 'not_serialisable',
  given: Given,
  defaults: DraftDefaults,
): Drafted {
  const moment = { now: defaults.clock.now(), random: defaults.random.bytes(10) };
  return { ok: false, reason, message: buildMessage({ type, ...given } as MessageDraft, moment) };
}

function withTouchpoint(context: unknown, source: string): MessageDraft['context'] {
  const { touchpoint, externalIds, ...rest } = isObject(context) ? context : {};
  return {
    ...rest,
    ...(Array.isArray(externalIds) && { externalIds: externalIds.map(copyOf) }),
    touchpoint: { id: source, ...(isObject(touchpoint) ? touchpoint : {}) },
  };
}

/** Who it is about is read again, where nobody catches what a getter throws. */
const copyOf = (value: unknown): never => (isObject(value) ? { ...value } : value) as never;

/** Something is there that is no decision: then nothing has been decided, and the hub is not asked either. */
function copyConsent(consent: unknown): CallConsent | undefined {
  if (consent === undefined || consent === null) return undefined;
  return isObject(consent) ? ({ ...consent } as CallConsent) : {};
}

/** By what the hub is asked about a person: the business's own id first, then what the call names, then the device. */
export function personOf({ userId, anonymousId, context }: Message): Identifier | undefined {
  const [first] = context?.externalIds ?? [];
  if (isId(userId)) return { kind: 'userId', value: userId };
  if (first && isId(first.type) && isId(first.id)) return { kind: first.type, value: first.id };
  return isId(anonymousId) ? { kind: 'anonymousId', value: anonymousId } : undefined;
}

const isId = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
