import {
  type Channel,
  type ConsentActor,
  type ConsentCell,
  type ConsentException,
  consentActors,
  isChannel,
  isRefusal,
  type JsonObject,
  type Purpose,
} from '@rialto/core';
import { isConsentState } from './call-gate.ts';
import { isObject } from './check-options.ts';

/** What a call to record consent comes to. */
export interface CheckedConsent {
  /** The properties of `Consent Recorded`; undefined where no cell is left to record. */
  readonly properties: JsonObject | undefined;
  /** One line for each cell that is left out or was taken for more, with what it lacks. Nothing personal. */
  readonly faults: readonly string[];
}

/** Where a call is made. */
export interface ConsentCallSetting {
  /** The channel of the call. */
  readonly channel: unknown;
  /** The purposes of the client's plan; left out, the hub says which it does not know. */
  readonly purposes?: readonly Purpose[] | undefined;
}

/** Where people are met by staff: what is said there is proven by who took it down, and where. */
const staffed: readonly Channel[] = ['store', 'phone', 'field', 'post', 'chat'];

/** Channels on which nobody is spoken to without a proof of its own. */
const spoken: readonly (Channel | undefined)[] = ['phone', 'voice'];

/** Ways of saying yes whose proof lies somewhere else. */
const provenElsewhere: readonly string[] = ['signed', 'paper', 'import'];

/** Bytes of JSON. What the hub does not take would cost the whole record, its refusals included. */
const longest = { short: 256, evidence: 2_048, text: 16_384 } as const;

/**
 * Checks a decision that was told to staff, pure (GDPR Article 7(1)): a grant without its proof is left out, a
 * refusal never is.
 *
 * @param given - what the caller passed, whatever it is; read once, so give a copy
 * @example
 * ```ts
 * checkConsentCall({ cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }] }, { channel: 'store' }).faults;
 * // ['marketing@email lacks method, text, staff, place']
 * ```
 */
export function checkConsentCall(
  given: Readonly<Record<string, unknown>>,
  { channel, purposes }: ConsentCallSetting,
): CheckedConsent {
  const proof = readProof(given);
  const cells = Array.isArray(given.cells) ? given.cells.map((cell) => readCell(cell, purposes)) : [];
  const missing = lackingInAll(proof, given, channel);
  const judged = cells.map((cell) => judge(cell, missing, proof));
  const kept = judged.flatMap(({ cell }) => cell ?? []);
  const faults = judged.flatMap(({ fault }) => fault ?? []);
  if (cells.length === 0) faults.push('there are no cells');
  if (kept.length > 0 && !isPerson(given)) faults.push('nobody is named');
  const properties = kept.length > 0 ? ({ ...proof, cells: kept } as unknown as JsonObject) : undefined;
  return { properties, faults };
}

/** The fields of a record that fit, under their names on the wire. */
function readProof(given: Readonly<Record<string, unknown>>) {
  const { method, text, textHash, locale, staff, place, evidence, actor, policyVersion, reach } = given;
  const fields = {
    method: fitting(method, longest.short),
    text: fitting(text, longest.text),
    text_hash: fitting(textHash, longest.short),
    locale: fitting(locale, longest.short),
    staff: fitting(staff, longest.short),
    place: fitting(place, longest.short),
    evidence: fitting(evidence, longest.evidence),
    actor: consentActors.find((one): one is ConsentActor => one === actor),
    policy_version: fitting(policyVersion, longest.short),
    reach: Array.isArray(reach) ? nonEmpty(reach.filter(isChannel).slice(0, 40)) : undefined,
    valid_until: isoOf(given.validUntil),
    decided_at: isoOf(given.decidedAt),
  };
  return withoutUndefined(fields);
}

type Proof = ReturnType<typeof readProof>;

/** What any grant of the call lacks. */
function lackingInAll(
  proof: Proof,
  given: Readonly<Record<string, unknown>>,
  channel: unknown,
): readonly string[] {
  const { method, text, text_hash, staff, place, evidence, actor } = proof;
  const isStaffed = actor === 'staff' || staffed.includes(channel as Channel);
  const isElsewhere = provenElsewhere.includes(method ?? '');
  return [
    isPerson(given) ? [] : ['userId, anonymousId or identifiers'],
    method ? [] : ['method'],
    text || text_hash ? [] : ['text'],
    isStaffed && !staff ? ['staff'] : [],
    isStaffed && !place ? ['place'] : [],
    isElsewhere && !evidence ? ['evidence'] : [],
    isUnread(given.actor, actor) ? ['actor'] : [],
    // A word that cannot be read must not make a permission older or longer than it is.
    isUnread(given.validUntil, proof.valid_until) ? ['validUntil'] : [],
    isUnread(given.decidedAt, proof.decided_at) ? ['decidedAt'] : [],
  ].flat();
}

const isUnread = (given: unknown, read: string | undefined): boolean =>
  given !== undefined && given !== null && read === undefined;

interface ReadCell {
  /** Undefined where it is no purpose at all. */
  readonly purpose: Purpose | undefined;
  readonly channel: Channel | undefined;
  /** The plan does not know the purpose; a newer one at the hub may. */
  readonly isStrange: boolean;
  /** A channel is named that nobody knows. */
  readonly isAstray: boolean;
  readonly state: ConsentCell['state'] | undefined;
  readonly exception: ConsentException | undefined;
}

function readCell(cell: unknown, purposes: readonly Purpose[] | undefined): ReadCell {
  const { purpose, channel, state, exception }: Readonly<Record<string, unknown>> = isObject(cell)
    ? cell
    : {};
  return {
    purpose: isPurpose(purpose) ? purpose : undefined,
    isStrange: isPurpose(purpose) && !(purposes?.includes(purpose) ?? true),
    channel: isChannel(channel) ? channel : undefined,
    isAstray: channel !== undefined && channel !== null && !isChannel(channel),
    // `true` may be a box that was ticked before; `false` refuses, and a refusal is never turned away.
    state: state === false ? 'denied' : isConsentState(state) ? state : undefined,
    exception: readException(exception),
  };
}

function readException(exception: unknown): ConsentException | undefined {
  const { sale, notice, product_group }: Readonly<Record<string, unknown>> = isObject(exception)
    ? exception
    : {};
  const [a, b, c] = [sale, notice, product_group].map((text) => fitting(text, longest.short));
  return a && b && c ? { sale: a, notice: b, product_group: c } : undefined;
}

/** A cell to record, what is wrong with it, or both. */
interface Judged {
  readonly cell?: ConsentCell;
  readonly fault?: string;
}

function judge(read: ReadCell, missing: readonly string[], { evidence }: Proof): Judged {
  const { purpose, state, isStrange, isAstray, exception } = read;
  const isRefused = state !== undefined && isRefusal(state);
  if (purpose === undefined || (isStrange && !isRefused))
    return { fault: 'a cell names no purpose of the plan' };
  const name = read.channel ? `${purpose}@${read.channel}` : purpose;
  const by = read.channel ? { channel: read.channel } : {};
  const lacking = (...what: readonly string[]): Judged => ({ fault: `${name} lacks ${what.join(', ')}` });
  if (state === undefined || state === 'unset') return lacking('state');
  if (isRefused) {
    // She meant one of them; which, nobody can say.
    const fault = isStrange
      ? { fault: 'a refusal names no purpose of the plan: the hub says whether it knows it' }
      : isAstray
        ? { fault: `${name} names no channel that there is: refused on all` }
        : {};
    return { cell: { purpose, state, ...by }, ...fault };
  }
  if (isAstray) return lacking('channel');
  if (state === 'pending') return { cell: { purpose, state, ...by } };
  if (state === 'soft_opt_in') {
    const isWritten = read.channel === 'email' || read.channel === 'sms';
    if (!isWritten) return lacking('channel email or sms');
    return exception ? { cell: { purpose, state, ...by, exception } } : lacking('exception');
  }
  // UWG §7a: no call without a proof of its own.
  const isUnproven = spoken.includes(read.channel) && !evidence && !missing.includes('evidence');
  const all = [...missing, ...(isUnproven ? ['evidence'] : [])];
  return all.length > 0 ? lacking(...all) : { cell: { purpose, state, ...by } };
}

const isPurpose = (value: unknown): value is Purpose =>
  typeof value === 'string' && /^[a-z][\w-]{0,63}$/i.test(value);

/** Whether anybody is named; the hub says whether it can read the name. */
function isPerson({ userId, anonymousId, identifiers }: Readonly<Record<string, unknown>>): boolean {
  const isId = (id: unknown): boolean =>
    typeof id === 'number' || (typeof id === 'string' && id.trim() !== '');
  return isId(userId) || isId(anonymousId) || (Array.isArray(identifiers) && identifiers.length > 0);
}

const fitting = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' && Buffer.byteLength(JSON.stringify(value)) <= most
    ? value
    : undefined;

const nonEmpty = <Value>(list: readonly Value[]): readonly Value[] | undefined =>
  list.length > 0 ? list : undefined;

/** A time as ISO 8601; undefined where it is none, or of a year that the wire cannot write. */
export function isoOf(value: unknown): string | undefined {
  const at =
    typeof value === 'string' || typeof value === 'number' || value instanceof Date
      ? new Date(value)
      : undefined;
  const text = at && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
  return /^\d{4}-/.test(text) ? text : undefined;
}

const withoutUndefined = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
