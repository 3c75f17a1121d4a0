import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConsentManager } from '../index.ts';
import { type CleanUpReport, cleanUp, type StoredItem } from './index.ts';

const policy = { version: '2026-11', url: '/privacy' };
const purposes = ['analytics', 'marketing'] as const;
let stop: () => void = () => {};

beforeEach(emptyDevice);
afterEach(async () => {
  stop();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  await emptyDevice();
});

async function emptyDevice(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  for (const pair of document.cookie.split('; ')) setCookie(`${pair.split('=')[0]}=; max-age=0; path=/`);
  for (const name of await caches.keys()) await caches.delete(name);
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name ?? '');
}

function setCookie(text: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: what scripts of others do.
  document.cookie = text;
}

const items: readonly StoredItem[] = [
  { kind: 'cookie', name: '_a*', purpose: 'analytics' },
  { kind: 'cookie', name: 'ads', purpose: 'marketing' },
  { kind: 'localStorage', name: '_a_last', purpose: 'analytics' },
  { kind: 'localStorage', name: 'cart', purpose: 'necessary', reason: 'Keeps the cart.' },
  { kind: 'sessionStorage', name: '_a*', purpose: 'analytics' },
  { kind: 'indexedDB', name: '_a_hits', purpose: 'analytics' },
  { kind: 'cache', name: '_a*', purpose: 'analytics' },
];

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What the scripts of two purposes, and the shop itself, have left. */
async function fillDevice(): Promise<void> {
  setCookie('_a=1; path=/');
  setCookie('_a_2=1');
  setCookie('ads=1; path=/');
  setCookie('unheard=1; path=/');
  localStorage.setItem('_a_last', '1');
  localStorage.setItem('cart', '1');
  localStorage.setItem('unheard', '1');
  sessionStorage.setItem('_a_page', '1');
  (await openDatabase('_a_hits')).close();
  (await openDatabase('shop')).close();
  await caches.open('_a_v1');
  await caches.open('shop');
}

const cookieNames = () =>
  document.cookie
    .split('; ')
    .map((pair) => pair.split('=')[0])
    .toSorted();

function start(list = items) {
  const consent = createConsentManager({ purposes, policy });
  const reports: CleanUpReport[] = [];
  const queue: ((report: CleanUpReport) => void)[] = [];
  const next = () => new Promise<CleanUpReport>((resolve) => queue.push(resolve));
  stop = cleanUp(consent, list, {
    onReport: (report) => {
      reports.push(report);
      queue.shift()?.(report);
    },
  });
  return { consent, reports, next };
}

it('D5: a withdrawal removes in its own turn what is stored for the purpose, and nothing else', async () => {
  await fillDevice();
  const { consent, next } = start();
  consent.acceptAll();
  expect(cookieNames()).toEqual(['_a', '_a_2', 'ads', 'unheard']);
  const report = next();
  consent.withdraw('analytics');
  expect(cookieNames()).toEqual(['ads', 'unheard']);
  expect(Object.keys(localStorage).toSorted()).toEqual(['cart', 'rialto:consent', 'unheard']);
  expect(sessionStorage).toHaveLength(0);
  const { removed, remaining } = await report;
  expect(remaining).toEqual([]);
  expect(removed.map(({ kind, name, purpose }) => `${kind} ${name} ${purpose}`).toSorted()).toEqual([
    'cache _a_v1 analytics',
    'cookie _a analytics',
    'cookie _a_2 analytics',
    'indexedDB _a_hits analytics',
    'localStorage _a_last analytics',
    'sessionStorage _a_page analytics',
  ]);
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['shop']);
  expect(await caches.keys()).toEqual(['shop']);
});

it('D1: touches nothing before there is an answer', async () => {
  await fillDevice();
  const read = vi.spyOn(document, 'cookie', 'get');
  const write = vi.spyOn(document, 'cookie', 'set');
  const list = vi.spyOn(indexedDB, 'databases');
  start();
  expect([read, write, list].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  expect(localStorage.getItem('_a_last')).toBe('1');
});

it('D5: removes at the start what is refused already, and what a refusal names', async () => {
  createConsentManager({ purposes, policy }).save({ marketing: true });
  await fillDevice();
  const { reports, next } = start();
  expect(cookieNames()).toEqual(['ads', 'unheard']);
  expect((await next()).removed).toHaveLength(6);
  expect(reports).toHaveLength(1);
});

it('D5: an answer that has lapsed removes, too', async () => {
  setCookie('_a=1; path=/');
  let now = Date.parse('2026-11-25');
  const clock = { now: () => now };
  createConsentManager({ purposes, policy, clock }).acceptAll();
  now += 181 * 86_400_000;
  stop = cleanUp(createConsentManager({ purposes, policy, clock }), items);
  expect(cookieNames()).toEqual(['']);
});

it('D5: what was stored by a permission of the account goes with it when the person signs out', async () => {
  const { consent, next } = start();
  const cells = [{ purpose: 'analytics', state: 'granted', reach: ['web'] } as const];
  consent.signIn({ cells });
  await fillDevice();
  const report = next();
  consent.signOut();
  expect(consent.state().analytics).toBe('unset');
  expect(cookieNames()).toEqual(['ads', 'unheard']); // nobody ever permitted or refused what stores `ads`
  expect((await report).removed).toHaveLength(6);
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['shop']);
  setCookie('_a=1; path=/');
  consent.signIn({ cells });
  expect(cookieNames()).toContain('_a');
});

it('D5: a withdrawal in one tab removes in every other', async () => {
  const page = document.createElement('iframe');
  const ready = new Promise((resolve) => Object.assign(globalThis, { pageReady: resolve }));
  page.srcdoc = `<!doctype html><script type="module">
    import { createConsentManager } from '${new URL('../index.ts', import.meta.url).href}';
    import { cleanUp } from '${new URL('./index.ts', import.meta.url).href}';
    const consent = createConsentManager({ purposes: ['analytics', 'marketing'], policy: { version: '2026-11', url: '/' } });
    cleanUp(consent, ${JSON.stringify(items)}, { onReport: (report) => parent.onPageReport(report) });
    parent.pageReady(consent);
  </script>`;
  document.body.append(page);
  const there = (await ready) as ReturnType<typeof start>['consent'];
  there.acceptAll();
  const { consent, next } = start();
  expect(consent.state().analytics).toBe('granted');
  const reportThere = new Promise<CleanUpReport>((resolve) =>
    Object.assign(globalThis, { onPageReport: resolve }),
  );
  sessionStorage.setItem('_a_page', '1');
  const reportHere = next();
  // Something that the other tab cannot have removed: the withdrawal is told to it, and it looks for itself.
  const lastSeen = new Promise((resolve) => consent.on('change', () => resolve(sessionStorage.length)));
  there.withdraw('analytics');
  setCookie('_a=again; path=/');
  expect(await lastSeen).toBe(0);
  expect(cookieNames()).toEqual(['']);
  expect((await reportHere).removed).toContainEqual({ kind: 'cookie', name: '_a', purpose: 'analytics' });
  expect((await reportThere).removed).toContainEqual({
    kind: 'sessionStorage',
    name: '_a_page',
    purpose: 'analytics',
  });
});

it('reports a database that another page has open, and a storage that cannot be read', async () => {
  const open = await openDatabase('_a_hits');
  const { consent, next } = start();
  consent.acceptAll();
  vi.spyOn(caches, 'keys').mockRejectedValue(new DOMException('no', 'SecurityError'));
  const report = next();
  consent.rejectAll();
  expect(await report).toEqual({
    removed: [],
    remaining: [
      { kind: 'indexedDB', name: '_a_hits', purpose: 'analytics', why: 'in-use' },
      { kind: 'cache', name: '_a*', purpose: 'analytics', why: 'unreadable' },
    ],
  });
  open.close();
});

it('reports a cookie that stays', () => {
  setCookie('_a=1; path=/');
  vi.spyOn(document, 'cookie', 'set').mockImplementation(() => {}); // stands in for one of a path that nobody knows
  const { consent, reports } = start([{ kind: 'cookie', name: '_a*', purpose: 'analytics' }]);
  consent.rejectAll();
  expect(reports).toEqual([
    { removed: [], remaining: [{ kind: 'cookie', name: '_a', purpose: 'analytics', why: 'kept' }] },
  ]);
});

it('removes a cookie of another path where the path is declared', async () => {
  setCookie('_a=1; path=/checkout');
  const { consent } = start([{ kind: 'cookie', name: '_a', purpose: 'analytics', path: '/checkout' }]);
  consent.rejectAll();
  const other = document.createElement('iframe');
  other.src = '/checkout';
  document.body.append(other);
  await new Promise((resolve) => other.addEventListener('load', resolve, { once: true }));
  expect(other.contentDocument?.cookie).toBe('');
});

it('leaves a database alone that was permitted again before it was found', async () => {
  await fillDevice();
  const { consent, next } = start();
  consent.acceptAll();
  const report = next();
  consent.withdraw('analytics');
  consent.acceptAll();
  expect((await report).removed.map(({ kind }) => kind)).not.toContain('indexedDB');
  expect((await indexedDB.databases()).map(({ name }) => name)).toContain('_a_hits');
});

it('removes nothing after the stop, and outlives a listener that throws', () => {
  const reported = vi.spyOn(globalThis, 'reportError').mockImplementation(() => {});
  const consent = createConsentManager({ purposes, policy });
  const list: StoredItem[] = [{ kind: 'localStorage', name: '_a*', purpose: 'analytics' }];
  const stopFirst = cleanUp(consent, list, {
    onReport: () => {
      throw new Error('theirs');
    },
  });
  localStorage.setItem('_a', '1');
  consent.rejectAll();
  expect(localStorage.getItem('_a')).toBeNull();
  expect(reported).toHaveBeenCalledTimes(1);
  stopFirst();
  stopFirst();
  localStorage.setItem('_a', '1');
  consent.acceptAll();
  consent.rejectAll();
  expect(localStorage.getItem('_a')).toBe('1');
});

it.each([
  [undefined, items, {}],
  [{ decide: () => {}, on: () => {} }, items, {}],
  [createConsentManager({ purposes, policy }), 'all', {}],
  [createConsentManager({ purposes, policy }), items, { onreport: () => {} }],
  [createConsentManager({ purposes, policy }), items, { onReport: 'me' }],
])('D4: refuses what it cannot use (%#), and removes nothing', (consent, list, options) => {
  expect(() => cleanUp(consent as never, list as never, options as never)).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  );
});
