import {
  type Channel,
  type Consent,
  cellKey,
  consentStateOf,
  decideGate,
  isRefusal,
  type Purpose,
} from '@rialto/core';
import { answer } from '../wire/answer.ts';
import { problemResponse, refuse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { identifyReader, parseChannel, parseIdentifier } from './read-request.ts';

/** How long an answer may be kept, seconds: a withdrawal must take effect soon. */
const validFor = 60;

/** What the hub answers to "may I?". */
export interface MayAnswer {
  readonly may: boolean;
  readonly state: string;
  /** As the gate says it: `granted`, `undecided:marketing@email`, `refused:marketing`, `unknown-purpose:…`. */
  readonly reason: string;
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
  const question = {
    purpose,
    channel: channel?.value,
    known: services.plan.purposes,
    now: services.clock.now(),
  };
  return answer(mayUse(profile?.consent ?? {}, question));
}

/** Channels on which the retailer seeks the person out; each needs a permission of its own (UWG section 7). */
const contactChannels: readonly Channel[] = [
  'email',
  'sms',
  'messaging',
  'phone',
  'post',
  'chat',
  'social',
  'voice',
  'field',
  'app',
];

/**
 * Whether a use is permitted, pure. A refusal of the purpose outweighs every channel; a contact channel
 * needs its own grant; elsewhere the channel's cell counts where there is one.
 *
 * @example
 * ```ts
 * mayUse(profile.consent, { purpose: 'marketing', channel: 'email', known: plan.purposes, now }).may;
 * ```
 */
export function mayUse(
  consent: Consent,
  question: {
    readonly purpose: Purpose;
    readonly channel: Channel | undefined;
    readonly known: readonly Purpose[];
    readonly now: number;
  },
): MayAnswer {
  const { purpose, channel, known, now } = question;
  const general = consentStateOf(consent, purpose, now);
  const hasOwnCell = channel !== undefined && Object.hasOwn(consent, cellKey(purpose, channel));
  const isByChannel = channel !== undefined && (hasOwnCell || contactChannels.includes(channel));
  const counts = isByChannel && !isRefusal(general);
  const state = counts ? consentStateOf(consent, purpose, now, channel) : general;
  const cell = counts && purpose !== 'necessary' ? cellKey(purpose, channel) : purpose;
  const { verdict, reason } = decideGate([cell], () => (known.includes(purpose) ? state : undefined));
  return { may: verdict === 'pass', state, reason, validFor };
}
