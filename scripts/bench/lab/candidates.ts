import type { CollectedRequest, TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';
import { adapters } from '../peers/adapters.ts';

/** A tracker as it is measured: its page module exports `page()` and `identify(id)` as well. */
export type Candidate = Omit<TrackerAdapter, 'collector'> & {
  readonly answers: (request: CollectedRequest) => Response | undefined;
};

/** A page that tracks nothing: what the measuring itself costs is taken off everyone's figures. */
export const nothing: Candidate = {
  name: 'no tracker',
  resolveDir: import.meta.dirname,
  answers: () => undefined,
  entry: `
    export const init = () => {};
    export const track = () => {};
    export const page = () => {};
    export const identify = () => {};
    export const flush = () => {};
  `,
};

export const rialto = rialtoWith('Rialto');
export const rialtoCaptures = rialtoWith('Rialto with page views, clicks and forms', [
  'pageViews',
  'clicks',
  'forms',
]);

/** The trackers to compare. */
export const candidates: readonly Candidate[] = [rialto, ...adapters.map(asCandidate)];

function asCandidate({ collector, ...adapter }: TrackerAdapter): Candidate {
  if (collector === 'hub') throw new Error(`${adapter.name} wants a hub; here everyone speaks to a sink.`);
  return { ...adapter, answers: collector };
}

/** Rialto with its defaults, for a visitor who has consented to everything. */
function rialtoWith(name: string, captures: readonly string[] = []): Candidate {
  const imports = ['createTracker', ...captures].join(', ');
  const capture = captures.map((one) => `${one}()`).join(', ');
  return {
    name,
    resolveDir: import.meta.dirname,
    answers: answerAsHub,
    entry: `
      import { ${imports} } from '@rialto/browser';
      const consent = { decide: () => ({ verdict: 'pass', reason: 'granted' }), on: () => () => {} };
      let tracker;
      export const init = (endpoint) => {
        tracker = createTracker({ endpoint, writeKey: 'wk_bench', channel: 'web', consent, capture: [${capture}] });
      };
      export const track = (id, n) =>
        void tracker.track('Product Viewed', { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' });
      export const page = () => void tracker.page();
      export const identify = (id) => void tracker.identify(id);
      export const flush = () => tracker.flush();
    `,
  };
}

function answerAsHub({ path, body }: CollectedRequest): Response {
  if (path.startsWith('/v1/known')) return Response.json({ known: [] });
  const { batch }: { readonly batch: readonly { readonly messageId: string }[] } = JSON.parse(
    body.toString('utf8'),
  );
  return Response.json({ results: batch.map(({ messageId }) => ({ messageId, status: 'accepted' })) });
}
