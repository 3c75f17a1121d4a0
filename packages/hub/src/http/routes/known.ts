import { type KnownReply, limits } from '@rialto/core';
import { answer } from '../wire/answer.ts';
import { problemResponse, refuse, type Step } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { createTurns, inSlices, type Turns } from '../wire/take-turns.ts';
import { readSent } from './read-sent.ts';

/** Ids that are looked up before whatever else waits has its turn: about a millisecond of a disk that is warm. */
const sliceSize = 250;

/** Requests of one source that may be under way. Who comes when so many wait would wait for a second and longer. */
const mostUnderWay = 64;

/**
 * `POST /v1/known`: which of these messages the source has in its log already. A sender asks it about what may have
 * arrived without its hearing so, before it sends that again.
 */
export function createKnownRoute(services: HubServices): (request: Request) => Promise<Response> {
  /** Each source by itself: one that asks too much must not turn away the others. */
  const turnsOf = new Map<string, Turns>();
  return async (request) => {
    const sent = await readSent(request, services);
    if (sent instanceof Response) return sent;
    const { caller, body } = sent;
    if (caller.kind === 'token') {
      return problemResponse(refuse('key_not_allowed', 'a context token only reads'));
    }
    const ids = parseIds(body);
    if (!ids.ok) return problemResponse(ids);
    const { source } = caller.key;
    const store = await services.store();
    const turns = turnsOf.get(source) ?? createTurns(mostUnderWay);
    turnsOf.set(source, turns);
    const known = turns.take(() => inSlices(ids.value, sliceSize, (slice) => store.findKnown(source, slice)));
    if (!known) return problemResponse(refuse('store_unavailable', 'too many ask at once'));
    const reply: KnownReply = { known: await known };
    return answer(reply);
  };
}

function parseIds(body: unknown): Step<readonly string[]> {
  const ids = (body as { messageIds?: unknown } | null)?.messageIds;
  if (!Array.isArray(ids)) return refuse('invalid_body', 'expected an object with a list `messageIds`');
  if (ids.length > limits.batchMessages) {
    return refuse('too_many_messages', `expected at most ${limits.batchMessages} ids`);
  }
  return ids.every(isId)
    ? { ok: true, value: ids }
    : refuse('invalid_body', `messageIds: expected texts of 1 to ${limits.messageIdLength} characters`);
}

const isId = (id: unknown): id is string =>
  typeof id === 'string' && id.length > 0 && id.length <= limits.messageIdLength;
