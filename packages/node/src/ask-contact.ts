import { isChannel, RialtoError } from '@rialto/core';
import { isConsentState } from './call-gate.ts';
import { checkNames, invalid, isObject, show } from './check-options.ts';
import type { Confirmation, ConfirmationRequest, MayContact, MayContactQuery } from './consent-calls.ts';
import type { HubAnswer, HubHttp } from './hub-http.ts';
import { checkIdentifier } from './read-hub.ts';

/** What a sender asks the hub before it writes or calls. */
export interface ContactDesk {
  /**
   * Asks the hub for the token of a confirmation link (double opt-in). Send it in a message that asks and advertises
   * nothing; the permission is `pending` until the person presses the button behind the link.
   *
   * @throws RialtoError `hub-unreachable`, `hub-refused` or `invalid-option`, as a rejection
   * @example
   * ```ts
   * const { token } = await rialto.requestConfirmation({
   *   identifier: { kind: 'email', value: 'ada@example.org' },
   *   purposes: ['marketing'],
   *   text: 'Ja, schreibt mir per E-Mail.',
   * });
   * ```
   */
  requestConfirmation(request: ConfirmationRequest): Promise<Confirmation>;
  /**
   * Asks at the moment of sending whether a person may be contacted. It fails closed: where the hub does not answer
   * `may` is false, with the reason `hub-unreachable`.
   *
   * @throws RialtoError `invalid-option`, as a rejection
   * @example
   * ```ts
   * const query = { identifier: { kind: 'email', value: 'ada@example.org' }, purpose: 'marketing', channel: 'email' } as const;
   * if ((await rialto.mayContact(query)).may) send();
   * ```
   */
  mayContact(query: MayContactQuery): Promise<MayContact>;
}

export function createContactDesk(http: HubHttp): ContactDesk {
  return {
    async requestConfirmation(request) {
      return readConfirmation(await http.post('/v1/consent/confirmations', bodyOf(checkRequest(request))));
    },
    async mayContact(query) {
      const { identifier, purpose, channel, productGroup } = checkMayQuery(query);
      const { kind, value } = identifier;
      const goods = productGroup === undefined ? {} : { product_group: productGroup };
      return readMayContact(await http.get('/v1/consent/may', { kind, value, purpose, channel, ...goods }));
    },
  };
}

const requestNames = [
  'identifier',
  'purposes',
  'text',
  'textHash',
  'locale',
  'policyVersion',
  'reach',
  'ttl',
];

/** @throws RialtoError `invalid-option`; it repeats nothing personal */
function checkRequest(request: ConfirmationRequest): ConfirmationRequest {
  checkNames('requestConfirmation', request, requestNames);
  const { identifier, purposes, text, textHash, ttl } = request;
  checkIdentifier(identifier);
  if (!['email', 'phone'].includes(identifier.kind)) {
    throw invalid(`identifier.kind must be email or phone; got ${show(identifier.kind)}.`);
  }
  if (!Array.isArray(purposes) || purposes.length === 0 || !purposes.every(isName)) {
    throw invalid('purposes must be a list of purposes, such as marketing.');
  }
  if (!isName(text) && !isName(textHash)) {
    throw invalid('text must be the words that the person agreed to, or textHash their hash.');
  }
  if (ttl !== undefined && !(Number.isInteger(ttl) && ttl >= 60 && ttl <= 2_592_000)) {
    throw invalid(`ttl must be whole seconds from 60 to 2592000; got ${show(ttl)}.`);
  }
  return request;
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const bodyOf = ({ identifier, purposes, text, locale, reach, ttl, ...rest }: ConfirmationRequest) => ({
  identifier: { kind: identifier.kind, value: identifier.value },
  purposes,
  text,
  text_hash: rest.textHash,
  locale,
  policy_version: rest.policyVersion,
  reach,
  ttl,
});

function readConfirmation(answer: HubAnswer | undefined): Confirmation {
  const { token, expiresAt }: { token?: unknown; expiresAt?: unknown } = isObject(answer?.body)
    ? answer.body
    : {};
  if (answer?.status === 200 && typeof token === 'string' && typeof expiresAt === 'string') {
    return { token, expiresAt };
  }
  if (answer && isRefused(answer)) {
    throw new RialtoError(
      'hub-refused',
      `The hub takes no request for a confirmation (${answer.status}${codeOf(answer)}). Check the key, which must be a secret one, the address and the purposes.`,
    );
  }
  throw new RialtoError(
    'hub-unreachable',
    `The hub gave no token (${answer ? `status ${answer.status}` : 'no answer in time'}). Nothing was asked of the person; try again later.`,
  );
}

const isRefused = ({ status }: HubAnswer): boolean => status >= 400 && status < 500 && status !== 429;

function codeOf({ body }: HubAnswer): string {
  const code = isObject(body) ? body.code : undefined;
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? `, ${code}` : '';
}

const mayNames = ['identifier', 'purpose', 'channel', 'productGroup'];

/** @throws RialtoError `invalid-option`; it repeats nothing personal */
function checkMayQuery(query: MayContactQuery): MayContactQuery {
  checkNames('mayContact', query, mayNames);
  const { identifier, purpose, channel, productGroup } = query;
  checkIdentifier(identifier);
  if (!isName(purpose)) throw invalid(`purpose must be a purpose, such as marketing; got ${show(purpose)}.`);
  if (!isChannel(channel)) {
    throw invalid(`channel must be one of Rialto's channels or begin with x-; got ${show(channel)}.`);
  }
  if (productGroup !== undefined && !isName(productGroup)) {
    throw invalid(`productGroup must be a name of goods; got ${show(productGroup)}.`);
  }
  return query;
}

const no = (reason: string): MayContact => ({ may: false, state: 'unset', reason, validFor: 0, duties: [] });

/** Only a clear yes is one: of what contradicts itself, or comes from a proxy, nobody may be contacted. */
function readMayContact(answer: HubAnswer | undefined): MayContact {
  if (!answer) return no('hub-unreachable');
  if (isRefused(answer)) return no('hub-refused');
  const { status, body } = answer;
  if (status !== 200 || !isObject(body)) return no('hub-unreachable');
  const { may, state, reason, validFor, duties } = body;
  if (typeof may !== 'boolean' || !isConsentState(state) || typeof reason !== 'string')
    return no('hub-unreachable');
  const isGiven = state === 'granted' || state === 'soft_opt_in' || reason === 'necessary';
  if (may && !isGiven) return no('hub-unreachable');
  return {
    may,
    state,
    reason,
    validFor: typeof validFor === 'number' && validFor > 0 ? validFor : 0,
    duties: Array.isArray(duties) ? duties.filter((duty): duty is string => typeof duty === 'string') : [],
  };
}
