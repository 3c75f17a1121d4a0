import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type PageHub, pageHub, storedOnDevice, testGate, wipeDevice } from '../test/page-hub.ts';
import type { Stub, StubCall } from './snippet.ts';
import type { Tracker } from './tracker-types.ts';

// One page, in the order of its scripts: the stub, what the page calls, the tracker, the captures, the consent manager.
type Verbs = Tracker & { create(options: unknown): void };
const page = window as unknown as { rialto?: Stub & Verbs; rialtoConsent?: unknown };
const complained = vi.spyOn(console, 'error').mockImplementation(() => {});
const written = vi.spyOn(Storage.prototype, 'setItem');
let hub: PageHub;

function rialto(): Stub & Verbs {
  if (!page.rialto) throw new Error('There is no stub.');
  return page.rialto;
}

beforeAll(async () => {
  await wipeDevice();
  written.mockClear();
  hub = pageHub();
  page.rialto = [['identify', 'c-42']] as unknown as Stub & Verbs;
  await import('./snippet.ts');
});
afterAll(async () => {
  await rialto().close();
  hub.close();
  vi.restoreAllMocks();
  await wipeDevice();
});

it('the stub notes every verb of the tracker with its time, and what was there before it', () => {
  const before = Date.now();
  const product = { product_id: 'A1' };
  rialto().track('Product Viewed', product);
  product.product_id = 'changed later';
  const calls = rialto().map((call) => [...call]);
  expect(calls).toEqual([
    ['identify', 'c-42'],
    ['track', 'Product Viewed', { product_id: 'A1' }],
  ]);
  expect(rialto()[1]?.time).toBeGreaterThanOrEqual(before);
});

it('the stub gives what callers can use', () => {
  expect(rialto().anonymousId()).toBeUndefined();
  expect(rialto().flush()).toBeInstanceOf(Promise);
  const never = vi.fn();
  rialto().on('delivered', never)();
  expect(rialto().at(-1)).toMatchObject({ off: true });
});

it('the stub takes what cannot be copied, for the tracker to judge it', () => {
  const ring: { self?: unknown } = {};
  ring.self = ring;
  rialto().page('Ring', ring);
  expect(rialto().at(-1)?.[2]).toBe(ring);
});

it('the stub has every verb of the tracker, and a second one changes nothing', async () => {
  const { createTracker } = await import('./tracker.ts');
  const tracker = createTracker({ endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web' });
  for (const [verb, is] of Object.entries(tracker))
    if (typeof is === 'function')
      expect(typeof (rialto() as unknown as Record<string, unknown>)[verb]).toBe('function');
  await tracker.close();
  const { track } = rialto();
  const again = './snippet.ts?again';
  await import(/* @vite-ignore */ again);
  expect(rialto().track).toBe(track);
});

it('the stub is bounded, and stores nothing', async () => {
  rialto().splice(3); // the calls of the tests above that nobody needs any more
  for (let n = rialto().length; n < 600; n += 1) rialto().track('Cart Viewed');
  expect(rialto().length).toBe(500);
  expect(rialto().lost).toBe(100);
  rialto().create({
    endpoint: 'https://hub.test',
    writeKey: 'wk_demo',
    channel: 'web',
    capture: ['pageView', 'sessions', 'pageViews', ['links', { ownHosts: ['pay.example'] }]],
    queue: { flushAt: 500 },
  });
  expect(rialto().length).toBe(501);
  rialto().splice(3, 497); // so that the hub need not take them
  expect(written).not.toHaveBeenCalled();
  expect(await storedOnDevice()).toBeUndefined();
  expect(hub.requests).toEqual([]);
});

it('the tracker takes the stub over, and is the same object', async () => {
  const kept = rialto();
  const answered = kept.flush();
  await import('./global.ts');
  expect(page.rialto).toBe(kept);
  expect(await answered).toMatchObject({ delivered: 1 }); // who she is needs no permission
  const said = complained.mock.calls.map(([words]) => words);
  expect(said).toEqual([
    expect.stringMatching(
      /^rialto: There is no capture "pageView"\. Use: sessions, pageViews, clicks, forms, .*links/,
    ),
    'rialto: 100 calls were let go: more than 500 came before the tracker.',
  ]);
});

it('the tracker waits for the consent manager of the other script, and stores nothing until it permits', async () => {
  expect(await rialto().flush()).toMatchObject({ delivered: 0 });
  expect(hub.names()).toEqual(['identify']);
  expect(written).not.toHaveBeenCalled();
  const consent = testGate();
  page.rialtoConsent = consent;
  document.dispatchEvent(new CustomEvent('rialto-consent'));
  expect(hub.names()).toEqual(['identify']);
  consent.choose('granted', 'analytics');
  expect(await rialto().flush()).toMatchObject({ pending: 0 });
  expect(hub.names()).toEqual(expect.arrayContaining(['Consent Recorded', 'Product Viewed', 'page']));
  expect(hub.taken().find(({ event }) => event === 'Product Viewed')).toMatchObject({
    properties: { product_id: 'A1' },
    context: { sessionId: expect.any(String) },
  });
});

it('the captures of the second script begin when it comes', async () => {
  await import('./global-captures.ts');
  const link = document.createElement('a');
  link.href = 'https://elsewhere.example/';
  link.onclick = (event) => event.preventDefault();
  document.body.append(link);
  link.click();
  link.remove();
  await rialto().flush();
  expect(hub.names()).toContain('Link Clicked');
});

it('a call that is pushed by hand keeps the time that it has', async () => {
  const call: StubCall = ['track', 'Order Completed', { order_id: 'O-1' }];
  rialto().push(Object.assign(call, { time: 1_700_000_000_000 }));
  rialto().push(['track', 'Order Completed', { order_id: 'O-2' }]);
  await rialto().flush();
  const [first, second] = hub.taken().filter(({ event }) => event === 'Order Completed');
  expect(first?.timestamp).toBe('2023-11-14T22:13:20.000Z');
  expect(second?.timestamp).not.toBe(first?.timestamp);
});
