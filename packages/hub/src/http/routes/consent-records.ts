import { pagePolicy, printDossierPage } from '../../proof/print-page.ts';
import { readConsentDossier } from '../../read/consent-dossier.ts';
import { answer } from '../wire/answer.ts';
import { problemResponse, refuse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';
import { identifyReader, parseIdentifier } from './read-request.ts';

/**
 * `GET /v1/consent/records`: the proof of one person's consents, as JSON or as a page to print. Secret keys only: proof is kept
 * apart from what a page or a touchpoint may read (GDPR Article 5(1)(b)).
 */
export async function readRecords(request: Request, services: HubServices): Promise<Response> {
  const caller = await identifyReader(request, services);
  if (!caller.ok) return problemResponse(caller);
  if (caller.value.kind === 'token')
    return problemResponse(refuse('key_not_allowed', 'a token reads the context only'));
  const query = new URL(request.url).searchParams;
  const identifier = await parseIdentifier(query, services);
  if (!identifier.ok) return problemResponse(identifier);
  const store = await services.store();
  const dossier = await readConsentDossier(store, identifier.value, services.clock.now());
  if (!dossier) return problemResponse(refuse('unknown_customer'));
  const title = `${query.get('kind')} ${query.get('value')}`;
  const response = wantsPage(request) ? page(printDossierPage(dossier, title)) : answer(dossier);
  response.headers.append('vary', 'Accept');
  return response;
}

/** A browser names HTML first; whoever takes anything gets JSON. */
const wantsPage = ({ headers }: Request): boolean => {
  const types = (headers.get('accept') ?? '').toLowerCase().split(',');
  const firstOf = (name: string) => types.findIndex((type) => type.trim().startsWith(name));
  const [html, json] = [firstOf('text/html'), firstOf('application/json')];
  return html >= 0 && (json < 0 || html < json);
};

const page = (html: string): Response =>
  new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': pagePolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
