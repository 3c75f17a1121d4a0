import {
  buildMessage,
  type Channel,
  type Identifier,
  type Message,
  type MessageDraft,
  type MessageType,
} from '@rialto/core';
import type { Clock, Random } from '@rialto/core/delivery';
import type { CallConsent } from './call-gate.ts';
import { isObject } from './client-options.ts';

/** What the client adds to every message. */
export interface DraftDefaults {
  readonly source: string;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly random: Random;
}

/** A message of what the caller gave, or why there is none. */
export type Drafted =
  | {
      readonly ok: true;
      readonly message: Message;
      /** What the call says of consent, copied; undefined where it leaves that to others. */
      readonly consent: CallConsent | undefined;
    }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly reason: 'invalid_message' | 'not_serialisable';
    };

const fields = [
  ...(['timestamp', 'channel', 'userId', 'anonymousId', 'event', 'name', 'category', 'groupId'] as const),
  ...(['previousId', 'identifiers', 'properties', 'traits'] as const),
];

/**
 * Makes a message of a tracking call, whatever was passed: a till must not stop because of a getter that throws.
 * Only what makes sending pointless is refused here; the rest the hub judges, field by field.
 */
export function draftMessage(type: MessageType, call: unknown, defaults: DraftDefaults): Drafted {
  const given: Given = {};
  try {
    if (!isObject(call)) return refused(type, 'invalid_message', given, defaults);
    const { messageId, context, consent } = call;
    given.messageId = messageId;
    if (type === 'track' && (typeof call.event !== 'string' || call.event === '')) {
      return refused(type, 'invalid_message', given, defaults);
    }
    const draft = {
      channel: defaults.channel,
      // Read once each: what a getter says the second time may be something else.
      ...Object.fromEntries(
        fields.map((field) => [field, call[field]]).filter(([, value]) => value !== undefined),
      ),
      ...given,
      type,
      context: withTouchpoint(context, defaults.source),
    };
    // What the types promise is the caller's to keep; where it is not kept, the hub says so.
    const built = buildMessage(draft as MessageDraft, moment(defaults));
    return { ok: true, message: withTextIds(built), consent: copyConsent(consent) };
  } catch {
    return refused(type, 'not_serialisable', given, defaults);
  }
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
  return { ok: false, reason, message: buildMessage({ type, ...given } as MessageDraft, moment(defaults)) };
}

const moment = ({ clock, random }: DraftDefaults) => ({ now: clock.now(), random: random.bytes(10) });

function withTouchpoint(context: unknown, source: string): MessageDraft['context'] {
  const { touchpoint, ...rest } = isObject(context) ? context : {};
  return { ...rest, touchpoint: { id: source, ...(isObject(touchpoint) ? touchpoint : {}) } };
}

/** Something is there that is no decision: then nothing has been decided, and the hub is not asked either. */
function copyConsent(consent: unknown): CallConsent | undefined {
  if (consent === undefined || consent === null) return undefined;
  return isObject(consent) ? ({ ...consent } as CallConsent) : {};
}

/** Numbers are common as customer ids, and mean their text. */
function withTextIds(message: Message): Message {
  const { userId, anonymousId }: { userId?: unknown; anonymousId?: unknown } = message;
  return {
    ...message,
    ...(typeof userId === 'number' && { userId: String(userId) }),
    ...(typeof anonymousId === 'number' && { anonymousId: String(anonymousId) }),
  };
}

/** By what the hub is asked about a person: the business's own id first, then what the call names, then the device. */
export function personOf({ userId, anonymousId, context }: Message): Identifier | undefined {
  const [first] = context?.externalIds ?? [];
  if (isId(userId)) return { kind: 'userId', value: userId };
  if (first && isId(first.type) && isId(first.id)) return { kind: first.type, value: first.id };
  return isId(anonymousId) ? { kind: 'anonymousId', value: anonymousId } : undefined;
}

const isId = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
