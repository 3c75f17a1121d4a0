import {
  type Channel,
  type Identifier,
  isChannel,
  parseTokenSubject,
  type ReadPurpose,
  readPurposes,
} from '@rialto/core';
import type { Authenticated } from '../../auth/authenticate.ts';
import { prepareIdentifier } from '../../ingest/prepare-identifier.ts';
import type { StoredKey } from '../../store/store.ts';
import { identifyCaller } from '../wire/identify-caller.ts';
import { refuse, type Step } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';

/** Whose context is read, by whom and what for. */
export interface CustomerRead {
  readonly identifier: Identifier;
  readonly purpose: ReadPurpose;
  readonly channel: Channel;
  /** The key behind the read; a stream ends when it no longer holds. */
  readonly key: StoredKey;
  /** When the token expires, epoch milliseconds; undefined for a key. */
  readonly until: number | undefined;
}

/** Reads the query of `GET /v1/customer`. With a token, the token says whose context it is, whatever the query says. */
export async function parseCustomerRead(
  request: Request,
  services: HubServices,
): Promise<Step<CustomerRead>> {
  const caller = await identifyReader(request, services);
  if (!caller.ok) return caller;
  const query = new URL(request.url).searchParams;
  const { key } = caller.value;
  const purpose = parsePurpose(query.get('purpose'), caller.value);
  if (!purpose.ok) return purpose;
  const channel = parseChannel(query.get('channel') ?? key.channel);
  if (!channel.ok) return channel;
  const identifier =
    caller.value.kind === 'token'
      ? await subjectOf(caller.value.claims.sub, services)
      : await parseIdentifier(query, services);
  if (!identifier.ok) return identifier;
  const until = caller.value.kind === 'token' ? caller.value.claims.exp * 1_000 : undefined;
  return {
    ok: true,
    value: { identifier: identifier.value, purpose: purpose.value, channel: channel.value, key, until },
  };
}

/** Who reads: the owner of a secret key, or the bearer of a token that she signed. */
export async function identifyReader(request: Request, services: HubServices): Promise<Step<Authenticated>> {
  const caller = await identifyCaller(request, services);
  if (caller.ok && caller.value.kind === 'key' && caller.value.key.kind === 'write') {
    return refuse('key_not_allowed', 'a write key may send, not read');
  }
  return caller;
}

function parsePurpose(text: string | null, caller: Authenticated): Step<ReadPurpose> {
  const allowed = caller.kind === 'token' ? caller.claims.purposes : readPurposes;
  const purpose = readPurposes.find(
    (one) => one === (text ?? (caller.kind === 'token' ? allowed[0] : undefined)),
  );
  if (!purpose) return refuse('invalid_query', `expected a purpose, one of: ${readPurposes.join(', ')}`);
  return allowed.includes(purpose)
    ? { ok: true, value: purpose }
    : refuse('key_not_allowed', 'the token does not cover this purpose');
}

/** A channel of the query. */
export const parseChannel = (text: string): Step<Channel> =>
  isChannel(text) ? { ok: true, value: text } : refuse('invalid_query', 'expected a channel, such as store');

async function subjectOf(subject: string, { identifierRules }: HubServices): Promise<Step<Identifier>> {
  const claimed = parseTokenSubject(subject);
  const prepared = claimed && (await prepareIdentifier(claimed, identifierRules));
  return prepared?.ok ? prepared : refuse('bad_token', 'its subject is not an identifier');
}

/** `kind` and `value` of the query, in the form in which the hub keeps identifiers. */
export async function parseIdentifier(
  query: URLSearchParams,
  { identifierRules }: HubServices,
): Promise<Step<Identifier>> {
  const kind = query.get('kind');
  const value = query.get('value');
  if (!kind || !value) return refuse('invalid_query', 'expected kind and value');
  const prepared = await prepareIdentifier({ kind, value }, identifierRules);
  if (prepared.ok) return prepared;
  const [issue] = prepared.issues;
  return refuse('invalid_query', issue && `${issue.path}: ${issue.message}`);
}
