// A reader of customers with everything around it in a test's hands: the hub, the clock, the page, the tab, the gate.
import { createAnnouncer } from '@rialto/core/delivery';
import type { CustomerContext, Purpose } from '@rialto/core/model';
import { manualClock, seededRandom } from '@rialto/core/testing';
import { createCustomerReader } from '../src/customer.ts';
import { createCustomerLink } from '../src/customer-link.ts';

/** Answers one request. */
export type Respond = (url: string, init: RequestInit) => Response | Promise<Response>;

/** A context that says no more than its version. */
export const customer = (version: number) => ({ version }) as CustomerContext;

/** A refusal as the hub writes it. */
export const problem = (status: number, code: string) =>
  Response.json({ status, code, title: 'No' }, { status });

/** A hub that does not answer until it is left. */
export const hanging: Respond = (_url, { signal }) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

/** A network that is away. */
export const away: Respond = () => Promise.reject(new TypeError('Failed to fetch'));

/** One event of the stream. */
export const event = (version: number) =>
  `event: customer\nid: ${version}\ndata: ${JSON.stringify(customer(version))}\n\n`;

/** A stream that a test writes. */
export function stream(type = 'text/event-stream') {
  let controller: ReadableStreamDefaultController<string> | undefined;
  let isLeft = false;
  const respond: Respond = (_url, { signal }) => {
    const body = new ReadableStream<string>({
      start(given) {
        controller = given;
        signal?.addEventListener('abort', () => {
          isLeft = true;
          given.error(signal.reason);
        });
      },
    });
    return new Response(body.pipeThrough(new TextEncoderStream()), { headers: { 'content-type': type } });
  };
  return {
    respond,
    write: (text: string) => controller?.enqueue(text),
    end: () => controller?.close(),
    isLeft: () => isLeft,
  };
}

/** A stream that sends these, and then ends or stays. */
export const streaming =
  (texts: readonly string[], stays = false): Respond =>
  (url, init) => {
    const { respond, write, end } = stream();
    const response = respond(url, init);
    for (const text of texts) write(text);
    if (!stays) end();
    return response;
  };

/** A context token as the hub signs it; nobody here looks at the signature. */
export const tokenOf = (sub: string, purposes = ['self'], jti = 'one'): string =>
  [{ alg: 'HS256' }, { sub, purposes, jti }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('signature')
    .join('.');

/** What outlives a page of a tab. */
export interface TestTab {
  text: string | undefined;
  permitted: boolean;
}

/** Makes the reader. What the script does not answer hangs. */
export function customerPage(
  script: readonly Respond[] = [],
  tab: TestTab = { text: undefined, permitted: false },
) {
  const asked: {
    readonly path: string;
    readonly url: string;
    readonly headers: Headers;
    readonly signal: AbortSignal | null | undefined;
  }[] = [];
  const left = [...script];
  const clock = manualClock();
  const announcer = createAnnouncer();
  const problems: string[] = [];
  announcer.on('error', ({ code }) => problems.push(code));
  const pageListeners = new Set<() => void>();
  const gateListeners = new Set<() => void>();
  const withdrawn = new Set<Purpose>();
  let visible = true;
  let loads: (() => Promise<void>)[] = [];
  const around = {
    page: {
      isAwake: () => visible,
      onChange(listener: () => void) {
        pageListeners.add(listener);
        return () => void pageListeners.delete(listener);
      },
    },
    tab: {
      get: () => tab.text,
      set: (text: string) => {
        tab.text = text;
      },
      delete: () => {
        tab.text = undefined;
      },
    },
  };
  const reader = createCustomerReader({
    endpoint: '/rialto',
    channel: 'web',
    clock,
    random: seededRandom(),
    announcer,
    permitted: () => tab.permitted,
    consent: {
      decide: ([purpose = '']) =>
        withdrawn.has(purpose) ? { verdict: 'drop', reason: '' } : { verdict: 'pass', reason: '' },
      on: (_name, listener) => {
        gateListeners.add(listener);
        return () => void gateListeners.delete(listener);
      },
    },
    forgetTab: () => {
      tab.text = undefined;
    },
    load: async () => {
      for (const load of loads.splice(0)) await load();
      return { createCustomerLink: (parts) => createCustomerLink(parts, around) };
    },
    fetch: async (url, init) => {
      const { pathname } = new URL(url, 'http://page.test');
      const path = pathname.endsWith('/stream') ? 'stream' : 'read';
      asked.push({ path, url, headers: new Headers(init.headers), signal: init.signal });
      const respond = left.shift() ?? hanging;
      return respond(url, init);
    },
  });
  return {
    reader,
    asked,
    clock,
    problems,
    tab,
    thenAnswer: (...more: readonly Respond[]) => left.push(...more),
    /** How often what was asked: `read`, `stream`. */
    paths: () => asked.map(({ path }) => path),
    beforeLoad: (load: () => Promise<void>) => {
      loads = [load];
    },
    show(isVisible: boolean) {
      visible = isVisible;
      for (const listener of [...pageListeners]) listener();
    },
    withdraw(purpose: Purpose) {
      withdrawn.add(purpose);
      for (const listener of [...gateListeners]) listener();
    },
    listeners: () => pageListeners.size + gateListeners.size,
  };
}
