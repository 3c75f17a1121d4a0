import {
  type Channel,
  type CustomerContext,
  type Identifier,
  isChannel,
  isRefusal,
  type Purpose,
  type ReadPurpose,
  RialtoError,
  readPurposes,
} from '@rialto/core';
import { type Clock, parseRetryAfter } from '@rialto/core/delivery';
import { isConsentState } from './call-gate.ts';
import { invalid, isObject, show } from './check-options.ts';
import type { AskOutcome } from './consent-lookup.ts';
import type { HubAnswer, HubHttp } from './hub-http.ts';

/** Whose customer context, and what for. */
export interface CustomerQuery {
  /** Who stands there: `{ kind: 'loyalty_card', value: '…' }`. */
  readonly identifier: Identifier;
  /** What it is read for; it decides which blocks the answer has. */
  readonly purpose: ReadPurpose;
  /**
   * Where it is read.
   * @default the client's channel
   */
  readonly channel?: Channel;
}

/** What came of asking for a customer once. */
export type CustomerReadOutcome =
  | { readonly kind: 'found'; readonly text: string; readonly subject: string | undefined }
  /** The hub knows nobody of that name. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | undefined }
  /** No answer, or none of a hub; `retryAfter` is in milliseconds. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfter?: number | undefined };

/** How the hub is read. */
export interface HubReaderParts {
  readonly http: HubHttp;
  readonly channel: Channel;
  readonly clock: Clock;
}

/** The hub's answers to questions. */
export interface HubReader {
  /** Asks for a customer once, until `signal` ends it; the query is one that was checked. Never rejects. */
  readCustomer(query: CustomerQuery, signal: AbortSignal): Promise<CustomerReadOutcome>;
  /** Asks whether a person permits a purpose. Never rejects. */
  ask(person: Identifier, purpose: Purpose): Promise<AskOutcome>;
  /** Opens the stream of a customer's contexts. @throws what `fetch` throws */
  stream(query: CustomerQuery, signal: AbortSignal): Promise<Response>;
}

export function createHubReader({ http, channel, clock }: HubReaderParts): HubReader {
  const customerQuery = (query: CustomerQuery) => ({
    kind: query.identifier.kind,
    value: query.identifier.value,
    purpose: query.purpose,
    channel: query.channel ?? channel,
  });

  return {
    async readCustomer(query, signal) {
      return readOutcome(await http.get('/v1/customer', customerQuery(query), signal), clock.now());
    },
    async ask({ kind, value }, purpose) {
      return readMay(await http.get('/v1/consent/may', { purpose, kind, value }), clock.now());
    },
    stream: (query, signal) => http.open('/v1/customer/stream', customerQuery(checkQuery(query)), signal),
  };
}

/** @throws RialtoError `invalid-option` */
export function checkQuery(query: CustomerQuery): CustomerQuery {
  if (!isObject(query)) throw invalid('customer takes { identifier, purpose, channel }.');
  const { identifier, purpose, channel } = query;
  checkIdentifier(identifier);
  if (!readPurposes.includes(purpose)) {
    throw invalid(`purpose must be one of ${readPurposes.join(', ')}; got ${show(purpose)}.`);
  }
  if (channel !== undefined && !isChannel(channel)) {
    throw invalid(`channel must be one of Rialto's channels or begin with x-; got ${show(channel)}.`);
  }
  return query;
}

/** @throws RialtoError `invalid-option`; it does not repeat the value, which is personal */
export function checkIdentifier(identifier: Identifier): void {
  const { kind, value }: { kind?: unknown; value?: unknown } = isObject(identifier) ? identifier : {};
  if (typeof kind === 'string' && kind !== '' && typeof value === 'string' && value !== '') return;
  throw invalid(`identifier must be { kind, value }, both text; got kind ${show(kind)}.`);
}

function readOutcome(answer: HubAnswer | undefined, now: number): CustomerReadOutcome {
  if (!answer) return { kind: 'failed', reason: 'no answer in time' };
  const { status, body, text, retryAfter } = answer;
  if (status === 404) return { kind: 'unknown' };
  if (status === 200 && isObject(body)) {
    const subject = isObject(body.subject) ? body.subject.id : undefined;
    return { kind: 'found', text, subject: typeof subject === 'string' ? subject : undefined };
  }
  if (status >= 400 && status < 500 && status !== 429) {
    const code = isObject(body) && typeof body.code === 'string' ? body.code : undefined;
    return { kind: 'refused', status, code };
  }
  const wait = status === 429 || status === 503 ? parseRetryAfter(retryAfter, now) : undefined;
  return { kind: 'failed', reason: `status ${status}`, retryAfter: wait };
}

/** What a read rejects with. */
export function errorOf(outcome: Extract<CustomerReadOutcome, { kind: 'refused' | 'failed' }>): RialtoError {
  if (outcome.kind === 'refused') {
    const { status, code } = outcome;
    return new RialtoError(
      'hub-refused',
      `The hub refused to show the customer (${status}${code === undefined ? '' : `, ${code}`}). Check that the key is a secret key, sk_…, and that the source may read.`,
    );
  }
  return new RialtoError(
    'hub-unreachable',
    `The hub did not answer with a customer (${outcome.reason}). Check the endpoint and the network; go on without the context.`,
  );
}

/** Of a text that was read as the hub's answer before. */
export const parseCustomer = (text: string): CustomerContext => JSON.parse(text);

/**
 * What the answer to a question of consent means. Only a clear yes is a grant; an answer that settles nothing,
 * such as a proxy's, is asked again.
 */
function readMay(answer: HubAnswer | undefined, now: number): AskOutcome {
  if (!answer) return { kind: 'retry', reason: 'no answer' };
  const { status, retryAfter, body } = answer;
  if (status === 400 || status === 404 || status === 422) {
    return { kind: 'answer', answer: { state: 'unset', validFor: 0 } };
  }
  if (status !== 200 || !isObject(body) || typeof body.may !== 'boolean') {
    return { kind: 'retry', reason: `status ${status}`, retryAfter: parseRetryAfter(retryAfter, now) };
  }
  const { may, state, validFor } = body;
  const seconds = typeof validFor === 'number' && Number.isFinite(validFor) ? validFor : 0;
  if (may && state === 'granted') return { kind: 'answer', answer: { state: 'granted', validFor: seconds } };
  const refused = isConsentState(state) && isRefusal(state);
  return { kind: 'answer', answer: { state: refused ? 'denied' : 'unset', validFor: seconds } };
}
