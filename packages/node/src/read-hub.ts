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
import { invalid, isObject, show } from './client-options.ts';
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

/** How the hub is read. */
export interface HubReaderParts {
  readonly http: HubHttp;
  readonly channel: Channel;
  readonly clock: Clock;
}

/** The hub's answers to questions. */
export interface HubReader {
  customer(query: CustomerQuery): Promise<CustomerContext | undefined>;
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
    async customer(query) {
      return readCustomer(await http.get('/v1/customer', customerQuery(checkQuery(query))));
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

function readCustomer(answer: HubAnswer | undefined): CustomerContext | undefined {
  if (answer?.status === 404) return undefined;
  if (answer?.status === 200 && isObject(answer.body)) return answer.body as unknown as CustomerContext;
  if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
    const code = isObject(answer.body) ? answer.body.code : undefined;
    throw new RialtoError(
      'hub-refused',
      `The hub refused to show the customer (${answer.status}${typeof code === 'string' ? `, ${code}` : ''}). Check that the key is a secret key, sk_…, and that the source may read.`,
    );
  }
  throw new RialtoError(
    'hub-unreachable',
    `The hub did not answer with a customer (${answer ? `status ${answer.status}` : 'no answer in time'}). Check the endpoint and the network; go on without the context.`,
  );
}

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
