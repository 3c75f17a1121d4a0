import { type MayUse, mayUse } from '../../read/may-use.ts';
import { answer } from '../wire/answer.ts';
import { problemResponse, refuse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { identifyReader, parseChannel, parseIdentifier } from './read-request.ts';

/** How long an answer may be kept, seconds: a withdrawal must take effect soon. */
const longestValidFor = 60;

/** What the hub answers to "may I?". */
interface MayAnswer extends Omit<MayUse, 'until'> {
  /** Seconds for which the answer may be kept. */
  readonly validFor: number;
}

/** `GET /v1/consent/may`: whether a person may be contacted, or her data used, for a purpose. Secret keys only. */
export async function askMay(request: Request, services: HubServices): Promise<Response> {
  const caller = await identifyReader(request, services);
  if (!caller.ok) return problemResponse(caller);
  if (caller.value.kind === 'token')
    return problemResponse(refuse('key_not_allowed', 'a token reads the context only'));
  const query = new URL(request.url).searchParams;
  const purpose = query.get('purpose');
  if (!purpose) return problemResponse(refuse('invalid_query', 'expected a purpose'));
  const by = query.get('channel');
  const channel = by === null ? undefined : parseChannel(by);
  if (channel && !channel.ok) return problemResponse(channel);
  const identifier = await parseIdentifier(query, services);
  if (!identifier.ok) return problemResponse(identifier);
  const profile = await (await services.store()).findProfile(identifier.value);
  const now = services.clock.now();
  const { until, ...said } = mayUse(profile?.consent ?? {}, {
    purpose,
    channel: channel?.value,
    productGroup: query.get('product_group') ?? undefined,
    known: services.plan.purposes,
    now,
  });
  const reply: MayAnswer = { ...said, validFor: validForUpTo(until, now) };
  return answer(reply);
}

/** An answer does not outlive the permission. */
const validForUpTo = (until: number | undefined, now: number): number =>
  until === undefined ? longestValidFor : Math.min(longestValidFor, Math.floor((until - now) / 1_000));
