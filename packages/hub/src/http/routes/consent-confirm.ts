import { type Identifier, isRialtoError } from '@rialto/core';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import {
  confirmationStyles,
  type PageContent,
  type PageLanguage,
  pageLanguages,
  renderConfirmationPage,
} from '../../confirm/confirmation-page.ts';
import { answerIdOf, readConfirmationToken, requestIdOf } from '../../confirm/confirmation-token.ts';
import {
  type ConfirmationDecision,
  type ConfirmationFault,
  confirmedEvent,
  decideConfirmation,
  isVoid,
} from '../../confirm/decide-confirmation.ts';
import { answer } from '../wire/answer.ts';
import { parseJson } from '../wire/parse-json.ts';
import { problemResponse, problems, type Refusal, refuse, type Step } from '../wire/problem.ts';
import { readBody } from '../wire/read-body.ts';
import type { HubServices } from '../wire/services.ts';

/** A body with a token needs no more. */
const bodyBytes = 4_096;

type Open = Extract<ConfirmationDecision, { kind: 'open' }>;

/**
 * `GET /v1/consent/confirm?token=…`: a page that says what will be confirmed, with a button. It confirms nothing,
 * however often it is fetched: scanners of mail open every link.
 */
export async function showConfirmation(context: Context, services: HubServices): Promise<Response> {
  const token = new URL(context.req.url).searchParams.get('token');
  if (!token) return refusal(context, refuse('invalid_query', 'expected a token'));
  const looked = await safely(services, () => lookUpWithWords(token, services));
  if (!looked.ok) return refusal(context, looked);
  const { decision, words } = looked.value;
  const { purposes, channel } = decision;
  return page(context, 200, { kind: 'ask', token, purposes, channel, words });
}

/**
 * `POST /v1/consent/confirm`: the person confirms, by the page's form or by JSON `{ token }`. No key: the token is one,
 * and it works once, because the log keeps one message of each id.
 */
export async function confirm(context: Context, services: HubServices): Promise<Response> {
  const token = await readToken(context.req.raw);
  if (!token.ok) return refusal(context, token);
  const confirmed = await safely(services, () => confirmOnce(token.value, services));
  if (!confirmed.ok) return refusal(context, confirmed);
  const { purposes, channel } = confirmed.value;
  return prefersHtml(context)
    ? page(context, 200, { kind: 'done', purposes, channel })
    : answer({ purposes, channel, state: 'granted' });
}

/** The look of the page, from the hub itself: its policy lets in no other. */
export const confirmStyles = (): Response =>
  new Response(confirmationStyles, {
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=86400',
      'x-content-type-options': 'nosniff',
    },
  });

async function confirmOnce(token: string, services: HubServices): Promise<Step<Open>> {
  const looked = await lookUp(token, services);
  if (!looked.ok) return looked;
  const { request, key, decision } = looked.value;
  const store = await services.store();
  const { results, changed } = await store.commit([
    confirmedEvent(request, key, decision, services.clock.now()),
  ]);
  services.changes.announce(changed);
  // Of two clicks at once the log takes one.
  if (results[0]?.status === 'duplicate') return refuse('confirmation_used');
  if (results[0]?.status !== 'accepted') return refuse('internal');
  // A refusal may have come between the look and the commit: then the answer opened nothing.
  return isVoid(request, decision, await consentsOf(request.identifiers, services))
    ? refuse('confirmation_void')
    : { ok: true, value: decision };
}

/** What those permit to whom identifiers lead. */
async function consentsOf(identifiers: readonly Identifier[], services: HubServices) {
  const store = await services.store();
  const people = await Promise.all(identifiers.map((one) => store.findProfile(one)));
  return people.flatMap((profile) => (profile ? [profile.consent] : []));
}

async function lookUp(token: string, services: HubServices) {
  const key = readConfirmationToken(token);
  if (!key) return refuse('unknown_confirmation');
  const store = await services.store();
  const [asked, answered] = await Promise.all([
    store.findEntry(key.source, requestIdOf(key)),
    store.findEntry(key.source, answerIdOf(key)),
  ]);
  const request = asked?.event;
  const decision = decideConfirmation({
    request,
    isAnswered: answered !== undefined,
    consents: await consentsOf(request?.identifiers ?? [], services),
    now: services.clock.now(),
  });
  if (decision.kind === 'refused') return refuse(decision.code);
  return request
    ? ({ ok: true, value: { request, key, decision } } as const)
    : refuse('unknown_confirmation');
}

/** With the words that the person agreed to: she confirms what she read. */
async function lookUpWithWords(token: string, services: HubServices) {
  const looked = await lookUp(token, services);
  if (!looked.ok) return looked;
  const { text_hash: hash } = looked.value.request.properties;
  const words = typeof hash === 'string' ? await (await services.store()).readText(hash) : undefined;
  return { ok: true, value: { ...looked.value, words } } as const;
}

async function readToken(request: Request): Promise<Step<string>> {
  const text = await readBody(request, bodyBytes);
  if (!text.ok) return text;
  const type = (request.headers.get('content-type') ?? '').toLowerCase();
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  const body: Step<unknown> = isForm
    ? { ok: true, value: { token: new URLSearchParams(text.value).get('token') } }
    : parseJson(text.value);
  if (!body.ok) return body;
  const token = (body.value as { token?: unknown } | null)?.token;
  return typeof token === 'string' && token !== ''
    ? { ok: true, value: token }
    : refuse('invalid_body', 'expected a token');
}

/** A person stands before it: she is told in her language that the store is away, and that nothing was confirmed. */
async function safely<Value>(
  { onFault }: HubServices,
  work: () => Promise<Step<Value>>,
): Promise<Step<Value>> {
  try {
    return await work();
  } catch (error) {
    if (!isRialtoError(error) || (error.code !== 'store-unavailable' && error.code !== 'closed')) throw error;
    onFault(error);
    return refuse('store_unavailable');
  }
}

const faults: Readonly<Partial<Record<string, ConfirmationFault>>> = {
  unknown_confirmation: 'unknown_confirmation',
  confirmation_used: 'confirmation_used',
  confirmation_expired: 'confirmation_expired',
  confirmation_void: 'confirmation_void',
  // A link without its token was cut in two by a mail program.
  invalid_query: 'unknown_confirmation',
  invalid_body: 'unknown_confirmation',
};

function refusal(context: Context, refused: Refusal): Response {
  if (!prefersHtml(context)) return problemResponse(refused);
  const { status } = problems[refused.code];
  return page(context, status, { kind: faults[refused.code] ?? 'unavailable' });
}

const prefersHtml = (context: Context): boolean =>
  accepts(context, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  }) === 'text/html';

function page(context: Context, status: number, content: PageContent): Response {
  const language = languageOf(context);
  return new Response(renderConfirmationPage(content, language), {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'cache-control': 'no-store',
      vary: 'Accept, Accept-Language',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      // The token stands in the address: no other page may learn it, no search engine keep it.
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      ...(status === 503 ? { 'retry-after': '2' } : {}),
    },
  });
}

/** By the language, whatever the country: `de-AT` is German. */
function languageOf(context: Context): PageLanguage {
  const [fallback] = pageLanguages;
  const found = accepts(context, {
    header: 'Accept-Language',
    supports: [...pageLanguages],
    default: fallback,
    match: (wanted, { supports, default: otherwise }) =>
      wanted
        .filter(({ q }) => q > 0)
        .toSorted((a, b) => b.q - a.q)
        .map(({ type }) => type.toLowerCase().split('-', 1)[0] ?? '')
        .find((language) => supports.includes(language)) ?? otherwise,
  });
  return pageLanguages.find((language) => language === found) ?? fallback;
}
