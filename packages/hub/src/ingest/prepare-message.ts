import {
  type Channel,
  type Direction,
  formatAmount,
  type Identifier,
  type Issue,
  type JsonObject,
  type ParsedMessage,
  type WireMessage,
} from '@rialto/core';
import { correctedTime } from './corrected-time.ts';
import { type IdentifierRules, prepareIdentifier } from './prepare-identifier.ts';
import type { PreparedEvent } from './prepared-event.ts';
import { readSequence } from './read-sequence.ts';

/** Who sent a message. */
export interface MessageSource {
  readonly name: string;
  /** What a message without a channel of its own gets. */
  readonly channel: Channel;
  /** It has a secret key: the hub may decide by the person's recorded consent where a message has no stamp. */
  readonly trusted: boolean;
}

/** What {@link prepareMessage} needs beside the message. */
export interface PrepareOptions extends IdentifierRules {
  readonly source: MessageSource;
  /** Epoch milliseconds by the hub's clock. */
  readonly receivedAt: number;
}

/** A message that is ready for the store, and what of it was left out. */
export interface PreparedMessage {
  readonly event: PreparedEvent;
  /** Identifiers and a place in a queue that were not understood: the event is taken all the same, and says so. */
  readonly issues: readonly Issue[];
}

/**
 * Turns a message that the plan accepts into what the log keeps. Here the dialects become one: RudderStack's
 * `context.traits` and `consentManagement`, Segment's `timestamp`, our `touchpoint`.
 *
 * @example
 * ```ts
 * const { event } = await prepareMessage(parsed.value, { source, receivedAt: clock.now() });
 * ```
 */
export async function prepareMessage(
  { message, purposes, definition, revenue, issues: leftOut }: ParsedMessage,
  { source, receivedAt, ...rules }: PrepareOptions,
): Promise<PreparedMessage> {
  const { type, context } = message;
  const traits = traitsOf(message);
  const { identifiers, issues } = await prepareIdentifiers(claimedIdentifiers(message, traits), rules);
  const properties = propertiesOf(message);
  const touchpoint = context?.touchpoint;
  const inQueue = readSequence(message.sequence);
  const event: PreparedEvent = {
    source: source.name,
    messageId: message.messageId,
    type,
    name: type === 'track' ? (message.event ?? type) : type,
    happenedAt: correctedTime(message, receivedAt),
    receivedAt,
    originalTimestamp: message.originalTimestamp ?? message.timestamp,
    sentAt: message.sentAt,
    channel: channelOf(message, source),
    direction: directionOf(message) ?? definition?.direction ?? 'inbound',
    interaction: definition ? (definition.interaction ?? true) : type === 'page' || type === 'screen',
    phase: definition?.phase,
    purposes,
    stamp: stampOf(context),
    trusted: source.trusted,
    identifiers,
    shared: touchpoint?.device?.shared ?? false,
    training: [properties.training, properties.test, touchpoint?.test].includes(true),
    amount: revenue && formatAmount(revenue.micros),
    currency: revenue?.currency,
    place: touchpoint?.place ?? placeOf(properties.store_id),
    properties,
    traits,
    context: surroundingsOf(context),
    sequence: inQueue.sequence,
  };
  return { event, issues: [...leftOut, ...issues, ...inQueue.issues] };
}

/** An event's own word outweighs the plan's: a call may be placed as well as come in. */
function directionOf({ context, properties }: WireMessage): Direction | undefined {
  const stated = context?.touchpoint?.direction ?? properties?.direction;
  return stated === 'inbound' || stated === 'outbound' ? stated : undefined;
}

/**
 * What the log keeps of an event's surroundings: named fields only. An IP address, a user agent and a device's
 * own ids are not among them, whatever a client sends (GDPR Article 5(1)(c), data minimisation).
 */
const keptSurroundings: readonly string[] = [
  'app',
  'campaign',
  'library',
  'locale',
  'page',
  'referrer',
  'sessionId',
  'sessionStart',
  'timezone',
  'touchpoint',
  'utm',
];

function surroundingsOf(context: WireMessage['context']): JsonObject | undefined {
  const kept = Object.entries(context ?? {}).filter(([field]) => keptSurroundings.includes(field));
  return kept.length > 0 ? (Object.fromEntries(kept) as JsonObject) : undefined;
}

/** RudderStack's `channel` says on what the client runs, not where we meet the customer. */
function channelOf({ channel, context }: WireMessage, source: MessageSource): Channel {
  const { library } = (context ?? {}) as { library?: { name?: unknown } | null };
  const isRudder = typeof library?.name === 'string' && /rudder/i.test(library.name);
  return (isRudder ? undefined : channel) ?? source.channel;
}

/** What is said of the person, on the messages whose matter that is; on others it would be data without a need. */
function traitsOf({ type, traits, context }: WireMessage): JsonObject {
  return type === 'identify' || type === 'group' ? ({ ...context?.traits, ...traits } as JsonObject) : {};
}

/** The properties, with the fields that Segment writes beside them. */
function propertiesOf({ properties, name, category, groupId }: WireMessage): JsonObject {
  const beside = Object.entries({ name, category, groupId }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(beside), ...(properties as JsonObject | undefined) };
}

const placeOf = (storeId: JsonObject[string]): string | undefined =>
  (typeof storeId === 'string' && storeId !== '') || typeof storeId === 'number'
    ? String(storeId).slice(0, 200)
    : undefined;

/** Segment's stamp and RudderStack's as one; where they disagree the refusal stands. */
function stampOf(context: WireMessage['context']): PreparedEvent['stamp'] {
  const given = context?.consent?.categoryPreferences;
  const managed = context?.consentManagement;
  if (!given && !managed?.allowedConsentIds && !managed?.deniedConsentIds) return undefined;
  const denied = [
    ...(managed?.deniedConsentIds ?? []),
    ...Object.keys(given ?? {}).filter((purpose) => given?.[purpose] === false),
  ];
  return Object.fromEntries([
    ...(managed?.allowedConsentIds ?? []).map((purpose) => [purpose, true] as const),
    ...Object.entries(given ?? {}),
    ...denied.map((purpose) => [purpose, false] as const),
  ]);
}

interface ClaimedIdentifier {
  readonly path: string;
  readonly kind: string;
  readonly value: unknown;
}

/** The traits of `identify` that point at the person: a page has no other place to name its customer's card. */
const identifyingTraits = ['email', 'phone', 'loyalty_card'] as const;

/** Every identifier that a message states, with the place where it stands. */
function claimedIdentifiers(message: WireMessage, traits: JsonObject): ClaimedIdentifier[] {
  const { type, userId, anonymousId, previousId, context } = message;
  const isIdentify = type === 'identify';
  return [
    { path: 'userId', kind: 'userId', value: userId },
    { path: 'anonymousId', kind: 'anonymousId', value: anonymousId },
    { path: 'previousId', kind: 'anonymousId', value: type === 'alias' ? previousId : undefined },
    ...(context?.externalIds ?? []).map((external, index) => ({
      path: `context.externalIds.${index}`,
      kind: external.type,
      value: external.id,
    })),
    ...identifyingTraits.map((kind) => ({
      path: `traits.${kind}`,
      kind,
      value: isIdentify ? traits[kind] : undefined,
    })),
  ].filter(({ value }) => value !== undefined && value !== null && value !== '');
}

async function prepareIdentifiers(
  claimed: readonly ClaimedIdentifier[],
  rules: IdentifierRules,
): Promise<{ identifiers: readonly Identifier[]; issues: readonly Issue[] }> {
  const identifiers = new Map<string, Identifier>();
  const issues: Issue[] = [];
  for (const { path, kind, value } of claimed) {
    const prepared = await prepareIdentifier({ kind, value }, rules);
    if (prepared.ok) identifiers.set(`${prepared.value.kind}:${prepared.value.value}`, prepared.value);
    else issues.push(...prepared.issues.map(({ message }) => ({ path, message: `${message}; left out` })));
  }
  return { identifiers: [...identifiers.values()], issues };
}
