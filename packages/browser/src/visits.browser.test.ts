// Who is at the device: shared devices, the cookie of a domain, signing in and out, in a real browser.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PageHub, pageHub, storedOnDevice, type TestGate, testGate } from '../test/page-hub.ts';
import { order, pageTrackers, product, type StartTracker } from '../test/page-trackers.ts';
import { acquisition, pageViews, sessions, subdomainCookie, type Tracker } from './index.ts';

let hub: PageHub;
let gate: TestGate;
let start: StartTracker;
beforeEach(async () => {
  ({ hub, gate, start } = await pageTrackers());
  subdomainCookie({ domain: location.hostname }).delete('rialto:id');
});
afterEach(unwatch);

const down = () => Promise.reject(new TypeError('Failed to fetch'));
const sharedBy = (tracker: Tracker) => tracker.track('Order Completed', order).delivered;
const dispatch = (name: string, init = {}) => dispatchEvent(new PageTransitionEvent(name, init));
/** Each attempt to write to the device, by what was written; a cookie that is only removed is none. */
function watchWrites(): string[] {
  const writes: string[] = [];
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') ?? {};
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation((key) => void writes.push(key));
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation((name) => {
    writes.push(name);
    throw new DOMException('watched', 'SecurityError');
  });
  Object.defineProperty(document, 'cookie', {
    ...cookie,
    configurable: true,
    set: (text: string) => void (text.includes('Max-Age=0;') || writes.push(text)),
  });
  return writes;
}
function unwatch(): void {
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, 'cookie');
}
const nothingStored = async (): Promise<void> => {
  expect(Object.keys(localStorage)).toEqual([]);
  expect(document.cookie).toBe('');
  expect(await storedOnDevice()).toBeUndefined();
};

describe('a shared device', () => {
  const device = { shared: true };

  it('S10: stores nothing, whatever is permitted and however the hub is', async () => {
    gate.set('granted');
    hub.answer(down, 'always');
    const writes = watchWrites();
    const tracker = start({
      device,
      capture: [sessions(), acquisition(), pageViews()],
      idStore: subdomainCookie({ domain: location.hostname }),
    });
    tracker.identify('c-42');
    tracker.track('Product Viewed', product);
    await tracker.flush();
    gate.set('withdrawn');
    gate.set('granted');
    tracker.track('Product Viewed', product);
    await tracker.flush();
    expect(writes).toEqual([]);
    unwatch();
    await nothingStored();
  });

  it('S10: clears what it kept when it was not shared, and sends what waited', async () => {
    gate.set('granted');
    hub.answer(down, 'always');
    const idStore = subdomainCookie({ domain: location.hostname });
    const earlier = start({ capture: [sessions()], idStore });
    earlier.identify('c-1');
    await earlier.flush();
    const id = earlier.anonymousId();
    await earlier.close();
    expect(localStorage.getItem('rialto:user')).toBe('c-1');
    expect(await storedOnDevice()).toHaveLength(1);
    hub = pageHub();
    const tracker = start({ device, idStore });
    await expect.poll(() => localStorage.length).toBe(0);
    await expect.poll(storedOnDevice).toBeUndefined();
    await nothingStored();
    await tracker.flush();
    expect(hub.taken().map(({ userId, anonymousId }) => [userId, anonymousId])).toEqual([['c-1', id]]);
    tracker.page();
    await tracker.flush();
    expect(hub.taken()[1]).not.toHaveProperty('userId');
    expect(hub.taken()[1]?.anonymousId).not.toBe(id);
  });

  it('S11: says so in every event, with and without consent', async () => {
    const tracker = start({ device });
    await Promise.all([sharedBy(tracker), tracker.flush()]);
    gate.choose('granted');
    tracker.identify('c-42');
    tracker.track('Product Viewed', product, { touchpoint: { id: 'shelf-3', place: 'hh-4' } });
    tracker.page();
    await tracker.flush();
    expect(hub.names()).toEqual([
      'Order Completed',
      'Consent Recorded',
      'identify',
      'Product Viewed',
      'page',
    ]);
    for (const { context } of hub.taken()) expect(context?.touchpoint?.device).toEqual({ shared: true });
    expect(hub.taken()[3]?.context?.touchpoint).toMatchObject({ id: 'shelf-3', place: 'hh-4' });
  });

  it('S11: a device that is not shared says nothing of it', async () => {
    const tracker = start({ device: { shared: false } });
    await Promise.all([sharedBy(tracker), tracker.flush()]);
    expect(hub.taken()[0]?.context).not.toHaveProperty('touchpoint');
  });

  it('S12, S13: forgets with reset(), and sends what waits under the ids of its visit', async () => {
    gate.set('granted');
    hub.answer(down);
    const tracker = start({ device, capture: [sessions()] });
    tracker.identify('c-1');
    tracker.track('Product Viewed', product);
    const first = tracker.anonymousId();
    await tracker.flush();
    tracker.reset();
    tracker.track('Cart Viewed', {});
    await tracker.flush();
    const [signIn, view, cart] = hub.taken();
    expect([signIn, view].map((message) => message?.anonymousId)).toEqual([first, first]);
    expect(view?.userId).toBe('c-1');
    expect(cart).not.toHaveProperty('userId');
    expect(cart?.anonymousId).not.toBe(first);
    expect(cart?.context?.sessionId).not.toBe(view?.context?.sessionId);
    expect(cart?.context?.sessionStart).toBe(true);
  });

  it('S12: lets go of what waits for a decision of the one who has gone', async () => {
    const tracker = start({ device });
    const { delivered } = tracker.track('Product Viewed', product);
    tracker.reset();
    gate.set('granted');
    expect(await delivered).toEqual({ status: 'dropped', reason: 'reset' });
  });

  it('S12, S13: forgets when the page goes, and sends what waits with it', async () => {
    gate.set('granted');
    const tracker = start({ device });
    await loaded();
    tracker.identify('c-1');
    const first = tracker.anonymousId();
    const { delivered } = tracker.track('Product Viewed', product);
    dispatch('pagehide', { persisted: true });
    expect(tracker.anonymousId()).not.toBe(first);
    tracker.page();
    await tracker.flush();
    expect((await delivered).status).toMatch(/accepted|duplicate/);
    const byName = new Map(hub.taken().map((message) => [message.event ?? message.type, message]));
    expect(byName.get('Product Viewed')).toMatchObject({ userId: 'c-1', anonymousId: first });
    expect(byName.get('page')).not.toHaveProperty('userId');
    expect(byName.get('page')?.anonymousId).not.toBe(first);
  });

  it('S12, S14: ends by itself, and tells it before it forgets', async () => {
    gate.set('granted');
    const ended: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const tracker = start({
      device: {
        shared: true,
        idle: 30,
        onVisitEnd() {
          ended.push(tracker.anonymousId());
          resolve();
        },
      },
    });
    await loaded();
    tracker.identify('c-1');
    const first = tracker.anonymousId();
    await promise;
    expect(ended).toEqual([first]);
    expect(tracker.anonymousId()).not.toBe(first);
    tracker.page();
    await tracker.flush();
    expect(hub.taken().at(-1)).not.toHaveProperty('userId');
  });

  /** The part that watches visits is a chunk of its own. */
  const loaded = async (): Promise<unknown> => import('./adapters/shared-device.ts');
});

describe('subdomainCookie() in a browser', () => {
  const idStore = () => subdomainCookie({ domain: location.hostname });

  it('S15: writes nothing before a decision, one cookie after a grant, none after a withdrawal', async () => {
    const tracker = start({ idStore: idStore() });
    tracker.page();
    await tracker.flush();
    expect(document.cookie).toBe('');
    gate.set('granted');
    await tracker.flush();
    expect(document.cookie).toBe(`rialto_id=${tracker.anonymousId()}`);
    expect(localStorage.getItem('rialto:id')).toBeNull();
    gate.set('withdrawn');
    expect(document.cookie).toBe('');
    expect(localStorage).toHaveLength(0);
  });

  it('S15: a refusal in force when the page begins removes what an earlier page has left', async () => {
    gate.set('granted');
    const earlier = start({ idStore: idStore() });
    earlier.anonymousId();
    await earlier.close();
    expect(document.cookie).not.toBe('');
    gate = testGate();
    gate.set('denied');
    start({ consent: gate, idStore: idStore() });
    expect(document.cookie).toBe('');
  });

  it('S15, S19: is removed by reset(), and written anew with the next event', async () => {
    gate.set('granted');
    const tracker = start({ idStore: idStore() });
    const first = tracker.anonymousId();
    tracker.reset();
    expect(document.cookie).toBe('');
    tracker.page();
    expect(document.cookie).toBe(`rialto_id=${tracker.anonymousId()}`);
    expect(tracker.anonymousId()).not.toBe(first);
  });

  it('S17: takes over the id of a page that had no cookie', async () => {
    gate.set('granted');
    const earlier = start();
    const id = earlier.anonymousId();
    await earlier.close();
    const tracker = start({ idStore: idStore() });
    expect(tracker.anonymousId()).toBe(id);
    expect(document.cookie).toBe(`rialto_id=${id}`);
    expect(localStorage.getItem('rialto:id')).toBeNull();
  });

  it('S16: refuses a domain of somebody else', () => {
    expect(() => subdomainCookie({ domain: 'other.example' })).toThrow(
      `subdomainCookie: domain must be that of the page, ${location.hostname}, or one above it; got "other.example".`,
    );
  });
});

describe('who is signed in', () => {
  it('S21: another id is a sign-out first: nobody gets what was the last one’s', async () => {
    gate.set('granted');
    const tracker = start({ capture: [sessions()] });
    tracker.identify('c-1');
    tracker.identify('c-1');
    tracker.identify('c-2');
    tracker.track('Cart Viewed', {});
    await tracker.flush();
    const [one, same, other, cart] = hub.taken();
    expect(same?.anonymousId).toBe(one?.anonymousId);
    expect(same?.context?.sessionId).toBe(one?.context?.sessionId);
    expect(other?.userId).toBe('c-2');
    expect(other?.anonymousId).not.toBe(one?.anonymousId);
    expect(other?.context).toMatchObject({ sessionStart: true });
    expect(cart).toMatchObject({ userId: 'c-2', anonymousId: other?.anonymousId });
  });

  it('S21: what is held of one is not sent for the next', async () => {
    const tracker = start();
    tracker.identify('c-1');
    const { delivered } = tracker.track('Product Viewed', product);
    tracker.identify('c-2');
    expect(await delivered).toEqual({ status: 'dropped', reason: 'reset' });
  });

  it.each([[undefined], [null], [Number.NaN], [''], ['a'.repeat(257)], [{}], [[]]])(
    'S21: identify(%j) is dropped and changes nothing',
    async (garbage) => {
      gate.set('granted');
      const tracker = start();
      tracker.identify('c-1');
      const id = tracker.anonymousId();
      expect(await tracker.identify(garbage as string).delivered).toEqual({
        status: 'dropped',
        reason: 'invalid_user',
      });
      tracker.page();
      await tracker.flush();
      expect(hub.taken().at(-1)).toMatchObject({ userId: 'c-1', anonymousId: id });
    },
  );

  it('S22: a sign-in after a withdrawal is for what is necessary, and not for the device', async () => {
    gate.set('granted');
    const tracker = start({ capture: [sessions()] });
    tracker.page();
    await tracker.flush();
    gate.set('withdrawn');
    tracker.identify('c-1');
    tracker.track('Order Completed', order);
    await tracker.flush();
    expect(hub.taken().at(-1)).toMatchObject({ event: 'Order Completed', userId: 'c-1' });
    expect(hub.taken().at(-1)).not.toHaveProperty('anonymousId');
    expect(hub.taken().at(-1)?.context).not.toHaveProperty('sessionId');
    expect(localStorage).toHaveLength(0);
  });

  it('S20: a sign-out in one tab ends the sign-in, the id and the session of the other', async () => {
    gate.set('granted');
    const one = start({ capture: [sessions()] });
    const other = start({ capture: [sessions()] });
    one.identify('c-1');
    other.page();
    await other.flush();
    one.reset();
    other.track('Cart Viewed', {});
    await other.flush();
    const before = hub.taken().find(({ type }) => type === 'page');
    const after = hub.taken().find(({ event }) => event === 'Cart Viewed');
    expect(before?.userId).toBe('c-1');
    expect(after).not.toHaveProperty('userId');
    expect(after?.anonymousId).not.toBe(before?.anonymousId);
    expect(after?.context?.sessionId).not.toBe(before?.context?.sessionId);
  });
});

describe('what a tab knows of a customer', () => {
  it.each([
    ['ends where the person signs in or out in another tab', 'rialto:user', true],
    ['ends where everything is cleared in another tab', null, true],
    ['stays where another tab keeps something else', 'their-cart', false],
  ])('S20: %s', async (_, key, ends) => {
    const tracker = start({});
    tracker.customer({ token: 'ct_1' }).catch(() => {});
    dispatchEvent(new StorageEvent('storage', { key }));
    const code = await tracker.customer().catch((error) => error.code);
    expect(code === 'not-signed-in').toBe(ends);
  });
});

describe('sessions in a tracker', () => {
  it('S1: what was held joins the session of the grant; nothing is stored and no id travels before', async () => {
    const tracker = start({ capture: [sessions(), pageViews()] });
    tracker.track('Order Completed', order);
    await tracker.flush();
    expect(hub.taken()[0]?.context).not.toHaveProperty('sessionId');
    expect(localStorage).toHaveLength(0);
    gate.choose('granted');
    tracker.track('Product Viewed', product);
    await tracker.flush();
    const [, ...after] = hub.taken();
    expect(after.map(({ event, type }) => event ?? type)).toEqual([
      'Consent Recorded',
      'page',
      'Product Viewed',
    ]);
    expect(new Set(after.map(({ context }) => context?.sessionId)).size).toBe(1);
    expect(after.filter(({ context }) => context?.sessionStart)).toHaveLength(1);
  });

  it('S8: a withdrawal removes it, a new grant begins another', async () => {
    gate.set('granted');
    const tracker = start({ capture: [sessions()] });
    tracker.page();
    expect(localStorage.getItem('rialto:session')).not.toBeNull();
    gate.set('withdrawn');
    expect(localStorage).toHaveLength(0);
    gate.set('granted');
    tracker.page();
    await tracker.flush();
    const ids = hub.taken().map(({ context }) => context?.sessionId);
    expect(ids.at(-1)).toEqual(expect.any(String));
    expect(hub.taken().at(-1)?.context?.sessionStart).toBe(true);
  });

  it('S9: Visit Started opens the session, and comes once for two documents', async () => {
    gate.set('granted');
    const capture = () => [sessions(), acquisition(), pageViews()];
    const first = start({ capture: capture() });
    await first.flush();
    await first.close();
    const second = start({ capture: capture() });
    await second.flush();
    expect(hub.names()).toEqual(['Visit Started', 'page', 'page']);
    expect(hub.taken().map(({ context }) => context?.sessionStart)).toEqual([true, undefined, undefined]);
    expect(new Set(hub.taken().map(({ context }) => context?.sessionId)).size).toBe(1);
  });
});
