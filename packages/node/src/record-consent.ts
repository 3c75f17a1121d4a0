import {
  type Channel,
  isChannel,
  type JsonObject,
  limits,
  type MessageType,
  type Purpose,
} from '@rialto/core';
import type { Receipt } from '@rialto/core/delivery';
import { checkConsentCall, isoOf } from './check-consent-call.ts';
import { isObject } from './check-options.ts';
import type { ConsentUseCall, RecordConsentCall } from './consent-calls.ts';
import { splitConsent } from './split-consent.ts';

/** What {@link createConsentDesk} needs. */
export interface ConsentDeskParts {
  /** The client's way of a call into the queue; with a reason it is dropped instead, and announced. Never throws. */
  readonly take: (type: MessageType, call: unknown, dropBecause?: string) => Receipt;
  readonly report: (problem: { readonly code: string; readonly message: string }) => void;
  /** The client's channel. */
  readonly channel: Channel;
  /** The purposes of the client's plan, where it has one. */
  readonly purposes?: readonly Purpose[] | undefined;
}

/** Where decisions and their use are taken down. */
export interface ConsentDesk {
  /**
   * Takes down what a person permits or refuses, with its proof; it waits in the queue like an event, offline too. A
   * grant that lacks its proof is left out and announced as the error `consent_incomplete`; a refusal never is. Where
   * nothing is left the receipt says `dropped` with the reason `consent_incomplete`. Never throws.
   *
   * @example
   * ```ts
   * const { durable } = rialto.recordConsent({
   *   identifiers: [{ kind: 'loyalty_card', value: '7000 42' }],
   *   cells: [
   *     { purpose: 'marketing', channel: 'email', state: 'granted' },
   *     { purpose: 'marketing', channel: 'phone', state: 'denied' },
   *   ],
   *   method: 'screen', text: 'Dürfen wir Ihnen per E-Mail schreiben?', locale: 'de', staff: 's-9', place: 'HH-4',
   * });
   * ```
   */
  recordConsent(call: RecordConsentCall): Receipt;
  /**
   * Notes that a permission was used: a call was placed, a letter was sent. The proof of a permission to call is kept
   * from its last use.
   *
   * @example
   * ```ts
   * rialto.recordConsentUse({ userId: 'c-42', purpose: 'marketing', channel: 'phone', staff: 's-9', reference: 'call-77' });
   * ```
   */
  recordConsentUse(call: ConsentUseCall): Receipt;
}

const incomplete = 'consent_incomplete';

export function createConsentDesk({ take, report, channel, purposes }: ConsentDeskParts): ConsentDesk {
  function tellOf(faults: readonly string[]): void {
    if (faults.length === 0) return;
    // A till that loops must not fill its log with one line.
    const told = faults.slice(0, 20).join('; ');
    report({
      code: incomplete,
      message: `A consent was not recorded as it was given: ${told}. What was refused is recorded; ask the person again for the rest.`,
    });
  }

  const desk: ConsentDesk = {
    recordConsent(call) {
      const given = copyOf(call);
      // What cannot even be read is for the drafting to name.
      if (!given) return take('track', undefined);
      const by = given.channel ?? channel;
      const { person, lost } = readPerson(given);
      const { properties, faults } = checkConsentCall({ ...given, ...person }, { channel: by, purposes });
      tellOf(lost > 0 ? [...faults, `${lost} identifiers cannot be read`] : faults);
      const record = (part: JsonObject, messageId: unknown): Receipt =>
        take(
          'track',
          {
            ...person,
            ...timeOf(given),
            messageId,
            // An unknown channel would cost the refusals too.
            ...(isChannel(by) ? { channel: by } : {}),
            event: 'Consent Recorded',
            properties: part,
          },
          properties ? undefined : incomplete,
        );
      const parts = splitConsent(properties ?? {});
      const last = parts.length - 1;
      return joinReceipts(
        parts.map((part, at) =>
          record(part, at === last ? given.messageId : partId(given.messageId, at + 1)),
        ),
      );
    },
    recordConsentUse(call) {
      const given = copyOf(call);
      if (!given) return take('track', undefined);
      const { purpose, channel: by, campaign_id, staff, reference } = given;
      return take('track', {
        ...readPerson(given).person,
        ...timeOf(given),
        messageId: given.messageId,
        ...(isChannel(by) ? { channel: by } : {}),
        event: 'Consent Used',
        properties: { purpose, channel: by, campaign_id, staff, reference },
      });
    },
  };
  /** What no field can be read of, such as a proxy that was revoked, is for the drafting to name. */
  const guarded =
    <Call>(record: (call: Call) => Receipt) =>
    (call: Call): Receipt => {
      try {
        return record(call);
      } catch {
        return take('track', undefined);
      }
    };
  return { recordConsent: guarded(desk.recordConsent), recordConsentUse: guarded(desk.recordConsentUse) };
}

/** Read once: what a getter says the second time may be something else. */
function copyOf(call: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(call)) return undefined;
  const { cells, ...rest } = readable(call);
  const list = Array.isArray(cells) ? cells : [];
  return { ...rest, cells: list.map((cell: unknown) => (isObject(cell) ? readable(cell) : cell)) };
}

/** Field by field: a getter that throws costs its own field, and no refusal beside it. */
function readable(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const field of Object.keys(source)) {
    try {
      fields[field] = source[field];
    } catch {
      // Then it says nothing.
    }
  }
  return fields;
}

/** A time that the hub would not take is left out: it must not cost a refusal. */
const timeOf = ({ timestamp }: Readonly<Record<string, unknown>>) => ({ timestamp: isoOf(timestamp) });

/** Identifiers of one message. */
const mostIdentifiers = 20;

/** Who it is, without what the hub would not take: one name that cannot be read must not cost a refusal. */
function readPerson({ userId, anonymousId, identifiers }: Readonly<Record<string, unknown>>) {
  const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
  const list: readonly unknown[] = Array.isArray(identifiers) ? identifiers : [];
  const read = list.flatMap(readIdentifier).slice(0, mostIdentifiers);
  const ids = { userId: readId(userId), anonymousId: readId(anonymousId) };
  const lost =
    list.length -
    read.length +
    (isThere(userId) && ids.userId === undefined ? 1 : 0) +
    (isThere(anonymousId) && ids.anonymousId === undefined ? 1 : 0) +
    (isThere(identifiers) && !Array.isArray(identifiers) ? 1 : 0);
  return { person: { ...ids, identifiers: read }, lost };
}

function readIdentifier(identifier: unknown): { kind: string; value: string }[] {
  const { kind, value } = isObject(identifier) ? readable(identifier) : {};
  const id = readId(value);
  return typeof kind === 'string' && kind !== '' && kind.length <= 40 && id ? [{ kind, value: id }] : [];
}

/** Numbers are common as ids, and mean their text. */
function readId(id: unknown): string | undefined {
  const text = typeof id === 'number' && Number.isFinite(id) ? String(id) : id;
  const isFit = typeof text === 'string' && text.trim() !== '' && text.length <= limits.identifierLength;
  return isFit ? text : undefined;
}

/** Of one form typed in twice the parts are the same too. */
const partId = (messageId: unknown, part: number): string | undefined =>
  typeof messageId === 'string' && messageId !== ''
    ? `${messageId.slice(0, limits.messageIdLength - 4)}-${part}`
    : undefined;

/** One receipt for all parts: as good as the worst of them. */
function joinReceipts(receipts: readonly Receipt[]): Receipt {
  const [first, last] = [receipts[0], receipts.at(-1)];
  if (!last || first === last) return last as Receipt;
  return {
    messageId: last.messageId,
    durable: Promise.all(receipts.map(({ durable }) => durable)).then(
      (all) => all.find(({ status }) => status !== 'stored') ?? (all.at(-1) as (typeof all)[number]),
    ),
    get delivered() {
      return Promise.all(receipts.map(({ delivered }) => delivered)).then(
        (all) => all.find(({ status }) => status !== 'accepted') ?? (all.at(-1) as (typeof all)[number]),
      );
    },
  };
}
