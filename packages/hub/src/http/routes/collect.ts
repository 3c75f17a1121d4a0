import { type BatchReply, isChannel, type MessageType } from '@rialto/core';
import type { Authenticated } from '../../auth/authenticate.ts';
import { ingest } from '../../ingest/ingest.ts';
import type { MessageSource } from '../../ingest/prepare-message.ts';
import { withMessageId } from '../../ingest/with-message-id.ts';
import type { StoredKey } from '../../store/store.ts';
import { answer } from '../wire/answer.ts';
import { parseBatch } from '../wire/parse-batch.ts';
import { problemResponse, refuse, type Step } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { readSent } from './read-sent.ts';

/** `POST /v1/batch` and its siblings: the answer comes when everything that it accepts is durable. */
export const collectBatch = (request: Request, services: HubServices): Promise<Response> =>
  collect(request, services, parseBatch);

/** `POST /v1/track` and its siblings: one message, whose type the route says. */
export const collectOne = (request: Request, services: HubServices, type: MessageType): Promise<Response> =>
  collect(request, services, (body) => parseOne(body, type));

function parseOne(body: unknown, type: MessageType): Step<readonly unknown[]> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? { ok: true, value: [{ ...body, type }] }
    : refuse('invalid_body', 'expected an object, the message');
}

async function collect(
  request: Request,
  services: HubServices,
  messagesOf: (body: unknown) => Step<readonly unknown[]>,
): Promise<Response> {
  const sent = await readSent(request, services);
  if (sent instanceof Response) return sent;
  const messages = messagesOf(sent.body);
  if (!messages.ok) return problemResponse(messages);
  return take(messages.value, sent.caller, services);
}

/** Takes messages of an authenticated sender, and tells the streams whose profiles they changed. */
export async function take(
  messages: readonly unknown[],
  caller: Authenticated,
  services: HubServices,
): Promise<Response> {
  if (caller.kind === 'token')
    return problemResponse(refuse('key_not_allowed', 'a context token only reads'));
  const { plan, clock, identifierRules, changes, onFault } = services;
  const receivedAt = clock.now();
  const identified = messages.map((message) => withMessageId(message, receivedAt));
  const { results, changed } = await ingest(identified, {
    ...identifierRules,
    plan,
    source: sourceOf(caller.key),
    store: await services.store(),
    receivedAt,
    onFault,
  });
  changes.announce(changed);
  const reply: BatchReply = { results };
  return answer(reply);
}

const sourceOf = ({ source, channel, kind }: StoredKey): MessageSource => ({
  name: source,
  channel: isChannel(channel) ? channel : 'web',
  trusted: kind === 'secret',
});
