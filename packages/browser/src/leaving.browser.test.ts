// How a page is left, and how it comes back: a tracker in a real page, with a real database and a hub in the page.
import { beforeEach, describe, expect, it } from 'vitest';
import { holdDatabase, type PageHub, storedOnDevice, type TestGate } from '../test/page-hub.ts';
import { order, pageTrackers, product, type StartTracker } from '../test/page-trackers.ts';

let hub: PageHub;
let gate: TestGate;
let start: StartTracker;
beforeEach(async () => {
  ({ hub, gate, start } = await pageTrackers());
});

const leave = () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
const comeBack = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
const sentNames = () => hub.requests.map(({ messages }) => messages.map(({ event }) => event));
const sentIds = () => hub.requests.flatMap(({ messages }) => messages.map(({ messageId }) => messageId));
const bytesOf = (texts: readonly unknown[]): number => new Blob(texts.map(String)).size;

describe('a page that is left', () => {
  it('L8: sends at once by keepalive what has not arrived, without storage and without waiting for it', () => {
    const tracker = start();
    tracker.track('Order Completed', order);
    leave();
    // Nothing was awaited: a page has no later.
    expect(sentNames()).toEqual([['Order Completed']]);
    expect(hub.requests[0]?.init.keepalive).toBe(true);
  });

  it('L8: sends what is not yet stored, and only what is permitted', async () => {
    const release = await holdDatabase();
    gate.set('granted');
    const tracker = start();
    tracker.track('Product Viewed', product);
    const { durable } = tracker.track('Offer Accepted', { offer_id: 'o1' });
    gate.set('denied', 'personalization');
    leave();
    expect(sentNames()).toEqual([['Product Viewed']]);
    release();
    await durable;
  });

  it('L8: sends what is stored and still waits, so that nothing waits for a next page that may not come', async () => {
    gate.set('granted');
    const tracker = start();
    await tracker.track('Product Viewed', product).durable;
    tracker.track('Offer Accepted', { offer_id: 'o1' });
    leave();
    expect(sentNames()).toEqual([['Product Viewed', 'Offer Accepted']]);
    expect(await storedOnDevice()).toHaveLength(2);
  });

  it('sends what a capture notices then, in the same turn', async () => {
    gate.set('granted');
    start({
      capture: [
        ({ track }) => {
          const onHide = (): void => void track('Product Viewed', product);
          addEventListener('pagehide', onHide);
          return () => removeEventListener('pagehide', onHide);
        },
      ],
    });
    leave();
    expect(sentNames()).toEqual([['Product Viewed']]);
  });

  it('L10: does not send again what is on its way or has arrived', async () => {
    gate.set('granted');
    const tracker = start();
    const first = tracker.track('Product Viewed', product);
    await tracker.flush();
    expect(await first.delivered).toEqual({ status: 'accepted' });
    let answer: () => void = () => {};
    const asked = new Promise<void>((resolve) => hub.onRequest(() => resolve()));
    hub.answer(async ({ messages }) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return Response.json({
        results: messages.map(({ messageId }) => ({ messageId, status: 'accepted' })),
      });
    });
    const second = tracker.track('Cart Viewed', {});
    void tracker.flush();
    await asked;
    const third = tracker.track('Offer Accepted', { offer_id: 'o1' });
    leave();
    expect(sentNames()).toEqual([['Product Viewed'], ['Cart Viewed'], ['Offer Accepted']]);
    answer();
    comeBack();
    expect(await second.delivered).toEqual({ status: 'accepted' });
    await third.delivered;
    expect(new Set(sentIds()).size).toBe(sentIds().length);
  });

  it('L9: stays within what keepalive may carry in flight; the rest is there for the next page', async () => {
    gate.set('granted');
    const tracker = start();
    const pad = 'x'.repeat(9_000);
    for (let count = 0; count < 10; count += 1) tracker.track('Product Viewed', { ...product, name: pad });
    leave();
    const bodies = hub.requests.map(({ init }) => init.body);
    expect(bytesOf(bodies)).toBeLessThanOrEqual(60 * 1024);
    expect(bytesOf(bodies)).toBeGreaterThan(45 * 1024);
    for (const { init } of hub.requests) expect(init.keepalive).toBe(true);
    await tracker.close();
    expect(await storedOnDevice()).toHaveLength(10);
    const arrived = new Set(hub.taken().map(({ messageId }) => messageId));
    await start().flush();
    expect(hub.asked[0]).toHaveLength(10);
    const later = sentIds().slice(arrived.size);
    expect(later.filter((messageId) => arrived.has(messageId))).toEqual([]);
    expect(new Set(sentIds()).size).toBe(10);
    expect(await storedOnDevice()).toEqual([]);
  });

  it('L9: leaves room for its last events while a batch is on its way', async () => {
    gate.set('granted');
    const tracker = start();
    hub.answer(() => new Promise(() => {}));
    const asked = new Promise<void>((resolve) => hub.onRequest(() => resolve()));
    const pad = 'x'.repeat(9_000);
    for (let count = 0; count < 10; count += 1) tracker.track('Product Viewed', { ...product, name: pad });
    void tracker.flush();
    await asked;
    const { messageId } = tracker.track('Order Completed', order);
    leave();
    expect(sentIds().slice(-1)).toEqual([messageId]);
    expect(bytesOf(hub.requests.map(({ init }) => init.body))).toBeLessThanOrEqual(60 * 1024);
    for (const { init } of hub.requests) expect(init.keepalive).toBe(true);
  });

  it('L10: left twice sends nothing twice', () => {
    const tracker = start();
    tracker.track('Order Completed', order);
    leave();
    leave();
    expect(hub.requests).toHaveLength(1);
  });

  it('L12: listens to neither unload nor beforeunload, which would shut it out of the back/forward cache', () => {
    const heard: string[] = [];
    const original = window.addEventListener;
    window.addEventListener = (name: string, listener: EventListenerOrEventListenerObject) => {
      heard.push(name);
      original.call(window, name, listener);
    };
    try {
      gate.set('granted');
      start();
    } finally {
      window.addEventListener = original;
    }
    expect(heard).toContain('pagehide');
    expect(heard.filter((name) => name.includes('unload'))).toEqual([]);
  });
});

describe('a page that comes back', () => {
  it('L11: asks what arrived of what it let go, and sends the rest', async () => {
    gate.set('granted');
    const tracker = start();
    const first = tracker.track('Product Viewed', product);
    await first.durable;
    leave();
    comeBack();
    expect(await first.delivered).toEqual({ status: 'duplicate' });
    expect(hub.asked).toEqual([[first.messageId]]);
    expect(hub.requests).toHaveLength(1);
    expect(await storedOnDevice()).toEqual([]);
  });

  it('sends again what did not arrive', async () => {
    gate.set('granted');
    hub.answer(() => Promise.reject(new TypeError('Failed to fetch')));
    const tracker = start();
    const first = tracker.track('Product Viewed', product);
    await first.durable;
    leave();
    comeBack();
    expect(await first.delivered).toEqual({ status: 'accepted' });
    expect(sentNames()).toEqual([['Product Viewed'], ['Product Viewed']]);
  });

  it('goes on as before', async () => {
    gate.set('granted');
    const tracker = start();
    leave();
    comeBack();
    const { delivered } = tracker.track('Product Viewed', product);
    await tracker.flush();
    expect(await delivered).toEqual({ status: 'accepted' });
  });
});

it('a page that goes out of sight sends what waits', async () => {
  gate.set('granted');
  const tracker = start();
  const { delivered } = tracker.track('Product Viewed', product);
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  try {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    expect(await delivered).toEqual({ status: 'accepted' });
  } finally {
    Reflect.deleteProperty(document, 'visibilityState');
  }
});
