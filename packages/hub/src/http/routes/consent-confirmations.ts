import { isChannel, type JsonObject } from '@rialto/core';
import { z } from 'zod';
import {
  makeConfirmationToken,
  readConfirmationToken,
  requestIdOf,
  tokenChance,
} from '../../confirm/confirmation-token.ts';
import { channelOfContact } from '../../confirm/decide-confirmation.ts';
import { ingest } from '../../ingest/ingest.ts';
import { prepareIdentifier } from '../../ingest/prepare-identifier.ts';
import type { StoredKey } from '../../store/store.ts';
import { answer } from '../wire/answer.ts';
import { parseJson } from '../wire/parse-json.ts';
import { problemResponse, refuse, type Step } from '../wire/problem.ts';
import { discardBody, readBody } from '../wire/read-body.ts';
import type { HubServices } from '../wire/services.ts';
import { identifyReader } from './read-request.ts';

const day = 86_400;

const bodySchema = z
  .strictObject({
    identifier: z.strictObject({ kind: z.enum(['email', 'phone']), value: z.string().min(1).max(256) }),
    purposes: z.array(z.string().min(1).max(64)).min(1).max(20),
    text: z.string().min(1).max(16_384).optional(),
    text_hash: z.string().min(1).max(256).optional(),
    locale: z.string().min(1).max(256).optional(),
    policy_version: z.string().min(1).max(256).optional(),
    reach: z.array(z.string().refine(isChannel)).min(1).max(40).optional(),
    ttl: z
      .int()
      .min(60)
      .max(30 * day)
      .default(7 * day),
  })
  .refine(({ text, text_hash }) => text !== undefined || text_hash !== undefined, { path: ['text'] });

type RequestBody = z.infer<typeof bodySchema>;

/**
 * `POST /v1/consent/confirmations`: notes that a person is asked to confirm, and gives the token for the link of the
 * message that asks her. Secret keys only; the message itself is the caller's to send.
 */
export async function requestConfirmation(request: Request, services: HubServices): Promise<Response> {
  const caller = await identifyReader(request, services);
  if (!caller.ok || caller.value.kind === 'token') {
    await discardBody(request);
    return problemResponse(caller.ok ? refuse('key_not_allowed', 'a context token only reads') : caller);
  }
  const text = await readBody(request);
  if (!text.ok) return problemResponse(text, text.code === 'too_large' ? { connection: 'close' } : {});
  const body = parseJson(text.value);
  if (!body.ok) return problemResponse(body);
  const wanted = await parseWanted(body.value, services);
  if (!wanted.ok) return problemResponse(wanted);
  return ask(wanted.value, caller.value.key, services);
}

/** Names the fields that are wrong and repeats nothing of them. */
async function parseWanted(body: unknown, services: HubServices): Promise<Step<RequestBody>> {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) {
    const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'the body');
    return refuse('invalid_body', `not as this route takes it: ${[...new Set(paths)].join(', ')}`);
  }
  const { purposes, identifier } = parsed.data;
  if (purposes.some((purpose) => purpose === 'necessary' || !services.plan.purposes.includes(purpose))) {
    return refuse('invalid_body', 'purposes: expected purposes of the plan that need an opt-in');
  }
  const prepared = await prepareIdentifier(identifier, services.identifierRules);
  if (!prepared.ok)
    return refuse('invalid_body', 'identifier.value: not an address or number that can be read');
  return { ok: true, value: parsed.data };
}

async function ask(wanted: RequestBody, key: StoredKey, services: HubServices): Promise<Response> {
  const { clock, random, plan, identifierRules, changes, onFault } = services;
  const token = makeConfirmationToken(key.source, random.bytes(tokenChance));
  const read = readConfirmationToken(token);
  if (!read) return problemResponse(refuse('internal'));
  const receivedAt = clock.now();
  const expiresAt = new Date(receivedAt + wanted.ttl * 1_000).toISOString();
  const { results, changed } = await ingest([questionOf(wanted, requestIdOf(read), expiresAt)], {
    ...identifierRules,
    plan,
    source: { name: key.source, channel: isChannel(key.channel) ? key.channel : 'web', trusted: true },
    store: await services.store(),
    receivedAt,
    onFault,
  });
  changes.announce(changed);
  const [result] = results;
  return result?.status === 'accepted'
    ? answer({ token, expiresAt })
    : problemResponse(
        refuse('invalid_body', `the plan does not take the record: ${result?.code ?? 'no answer'}`),
      );
}

/** The question as a consent record: `pending`, which permits nothing. */
function questionOf(wanted: RequestBody, messageId: string, expiresAt: string): object {
  const { identifier, purposes, ttl: _ttl, ...words } = wanted;
  const channel = channelOfContact(identifier.kind) ?? 'email';
  const properties: JsonObject = {
    ...(JSON.parse(JSON.stringify(words)) as JsonObject),
    cells: purposes.map((purpose) => ({ purpose, channel, state: 'pending' })),
    method: 'doi_request',
    // Not `valid_until`: that is when the consent lapses, this is when the question does.
    confirm_by: expiresAt,
  };
  return {
    type: 'track',
    event: 'Consent Recorded',
    messageId,
    context: { externalIds: [{ type: identifier.kind, id: identifier.value }] },
    properties,
  };
}
