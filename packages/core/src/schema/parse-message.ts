import { parseAmount } from '../model/amount.ts';
import { purposesOfMessage } from '../model/message-purposes.ts';
import type { Purpose } from '../model/purpose.ts';
import { limits } from '../model/wire-limits.ts';
import { type EventDefinition, findEvent, type Plan } from '../plan/define-plan.ts';
import { parseWith } from '../plan/parse-with.ts';
import type { MessageCode } from '../protocol/batch.ts';
import type { Issue } from '../result.ts';
import { mendConsent } from './mend-consent.ts';
import { messageSchema, type WireMessage } from './message-schema.ts';

/** A message that the plan accepts, with what the plan says of it. */
export interface ParsedMessage {
  readonly message: WireMessage;
  readonly purposes: readonly Purpose[];
  /** The event's definition; only `track` has one. */
  readonly definition: EventDefinition | undefined;
  /** What the event adds to revenue, in whole millionths; undefined where it has no part in it. */
  readonly revenue: { readonly micros: bigint; readonly currency: string } | undefined;
  /** What was left out of the message, and why. */
  readonly issues: readonly Issue[];
}

/** What {@link parseMessage} answers. */
export type ParseMessageResult =
  | { readonly ok: true; readonly value: ParsedMessage }
  | {
      readonly ok: false;
      readonly messageId: string;
      readonly code: MessageCode;
      readonly issues: readonly Issue[];
    };

/** The currency of an amount that names none. */
const unknownCurrency = 'XXX';

/**
 * Checks one message from the wire against the protocol and the plan: unknown in, typed out.
 * Size is the caller's to check, who has the bytes.
 *
 * @example
 * ```ts
 * const parsed = parseMessage(JSON.parse(line), retailPlan);
 * if (!parsed.ok) console.warn(parsed.code, parsed.issues);
 * ```
 */
export function parseMessage(value: unknown, plan: Plan): ParseMessageResult {
  const messageId = readMessageId(value);
  const refuse = (code: MessageCode, issues: readonly Issue[]): ParseMessageResult => ({
    ok: false,
    messageId,
    code,
    issues,
  });
  if (depthOf(value) > limits.depth) {
    return refuse('too_deep', [{ path: '', message: `nested deeper than ${limits.depth} levels` }]);
  }
  const parsed = parseWith(messageSchema, value);
  if (!parsed.ok) return refuse('invalid_message', parsed.issues);
  const message = parsed.value;
  if (message.type !== 'track') {
    return {
      ok: true,
      value: {
        message,
        purposes: purposesOfMessage(message),
        definition: undefined,
        revenue: undefined,
        issues: [],
      },
    };
  }
  const definition = findEvent(plan, message.event ?? '');
  if (!definition) {
    return refuse('unknown_event', [
      {
        path: 'event',
        message: 'the plan has no event of this name; add it with definePlan or check the spelling',
      },
    ]);
  }
  const given = message.properties ?? {};
  const { properties, issues } =
    message.event === 'Consent Recorded'
      ? mendConsent(given, definition.properties, plan.purposes)
      : { properties: given, issues: [] };
  const checked = parseWith(definition.properties, properties, 'properties');
  if (!checked.ok) return refuse('invalid_properties', issues.length > 0 ? issues : checked.issues);
  return {
    ok: true,
    value: {
      message: issues.length > 0 ? { ...message, properties } : message,
      purposes: definition.purposes,
      definition,
      revenue: revenueOf(definition, given),
      issues,
    },
  };
}

function revenueOf(
  { revenue }: EventDefinition,
  properties: Readonly<Record<string, unknown>>,
): ParsedMessage['revenue'] {
  for (const field of revenue?.from ?? []) {
    const micros = Object.hasOwn(properties, field) ? parseAmount(properties[field]) : undefined;
    if (micros === undefined || !revenue) continue;
    const { currency } = properties;
    // Money that went back lowers revenue, whether the shop writes it as 5 or as -5.
    const moved = revenue.sign < 0 && micros > 0n ? -micros : micros;
    return {
      micros: moved,
      currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : unknownCurrency,
    };
  }
  return undefined;
}

function readMessageId(value: unknown): string {
  const id = (value as { messageId?: unknown } | null | undefined)?.messageId;
  // Whole, even where it is too long to be taken: a client knows its message by this and by nothing else.
  return typeof id === 'string' ? id : '';
}

/** Iterative: a document that is nested a million deep must not end the process. */
function depthOf(value: unknown): number {
  let deepest = 0;
  const open: [unknown, number][] = [[value, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, depth] = next;
    if (typeof node !== 'object' || node === null) continue;
    deepest = Math.max(deepest, depth);
    if (deepest > limits.depth) return deepest;
    for (const child of Object.values(node)) open.push([child, depth + 1]);
  }
  return deepest;
}
