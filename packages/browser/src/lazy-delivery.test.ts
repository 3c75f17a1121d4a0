import {
  createAnnouncer,
  createMemoryEventStore,
  createQueue,
  type DroppedEvent,
  type StoredEvent,
} from '@rialto/core/delivery';
import { manualClock, scriptedTransport, seededRandom, storedEvent } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import type { Delivery } from './delivery.ts';
import { createLazyDelivery } from './lazy-delivery.ts';

const event = (messageId: string, body = `{"messageId":"${messageId}"}`): StoredEvent => ({
  ...storedEvent(messageId),
  storedAt: manualClock().now(),
  body,
});

/** A real queue over memory, behind a load that happens when it is told to. */
interface SetUp {
  readonly mayPass?: (event: StoredEvent) => boolean;
  readonly permission?: () => 'granted' | 'refused' | 'undecided';
  /** Whether an earlier page has left something. */
  readonly left?: boolean;
}

function setUp({ left = false, ...change }: SetUp = {}) {
  const clock = manualClock();
  const announcer = createAnnouncer();
  const transport = scriptedTransport();
  const dropped: DroppedEvent[] = [];
  const errors: string[] = [];
  announcer.on('dropped', (news) => void dropped.push(news));
  announcer.on('error', ({ code }) => void errors.push(code));
  const calls: string[] = [];
  const posted: (readonly string[])[] = [];
  const queue = createQueue({
    store: createMemoryEventStore(),
    transport,
    clock,
    random: seededRandom(),
    announcer,
  });
  const store = {
    grant: async () => void calls.push('grant'),
    revoke: async () => void calls.push('revoke'),
  };
  const delivery = {
    queue: { ...queue, doubt: () => void calls.push('doubt') },
    store,
    transport,
    leave: () => calls.push('leave') > 0,
  } as unknown as Delivery;
  let loads = 0;
  let settle: { resolve: (delivery: Delivery) => void; reject: (error: Error) => void } | undefined;
  const lazy = createLazyDelivery({
    clock,
    announcer,
    maxEvents: 3,
    permission: () => 'undecided',
    exists: async () => left,
    mayPass: () => true,
    post: (bodies) => void posted.push(bodies),
    load: () => {
      loads += 1;
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    ...change,
  });
  return {
    lazy,
    clock,
    dropped,
    errors,
    calls,
    posted,
    sent: transport.sent,
    loads: () => loads,
    arrive: async () => {
      settle?.resolve(delivery);
      await clock.advance(0);
    },
    fail: async () => {
      settle?.reject(new Error('no such file'));
      await clock.advance(0);
    },
  };
}

describe('delivery that is loaded when it is needed', () => {
  it('is not loaded by a page that sends nothing: not by a flush, a withdrawal, the network or a departure', async () => {
    const { lazy, loads, posted } = setUp();
    expect(await lazy.flush()).toEqual({ delivered: 0, pending: 0, dropped: 0, rejected: 0 });
    await lazy.purge(() => 'refused');
    await lazy.revoke();
    lazy.online();
    lazy.doubt();
    lazy.leave();
    await lazy.close();
    expect(loads()).toBe(0);
    expect(posted).toEqual([]);
  });

  it('is loaded once by the first event, and takes over what has waited, in its order', async () => {
    const { lazy, loads, arrive, sent } = setUp();
    const stored = [lazy.add(event('a')), lazy.add(event('b'))];
    await arrive();
    stored.push(lazy.add(event('c')));
    expect(await Promise.all(stored)).toEqual(['stored', 'stored', 'stored']);
    expect(await lazy.flush()).toMatchObject({ delivered: 3, pending: 0 });
    expect(sent.flat()).toEqual(['a', 'b', 'c']);
    expect(loads()).toBe(1);
  });

  it('makes a flush wait for it, and for no longer than the flush may take', async () => {
    const { lazy, clock, arrive } = setUp();
    void lazy.add(event('a'));
    const late = lazy.flush({ timeout: 500 });
    await clock.advance(500);
    expect(await late).toEqual({ delivered: 0, pending: 1, dropped: 0, rejected: 0 });
    const patient = lazy.flush();
    await arrive();
    expect(await patient).toMatchObject({ delivered: 1, pending: 0 });
  });

  it('drops, announces and reports what is too much while it is not there', async () => {
    const { lazy, dropped, arrive } = setUp();
    for (const id of ['a', 'b', 'c']) void lazy.add(event(id));
    const report = lazy.flush();
    expect(await lazy.add(event('d'))).toBe('queue_full');
    expect(dropped).toEqual([{ messageId: 'd', reason: 'queue_full' }]);
    await arrive();
    expect(await report).toEqual({ delivered: 3, pending: 0, dropped: 1, rejected: 0 });
  });

  it('drops what is withdrawn while it is not there', async () => {
    const { lazy, dropped, arrive, sent } = setUp();
    const stored = [lazy.add(event('a')), lazy.add(event('b'))];
    await lazy.purge(({ messageId }) => (messageId === 'a' ? 'refused:analytics' : undefined));
    await arrive();
    expect(await Promise.all(stored)).toEqual(['refused:analytics', 'stored']);
    expect(dropped).toEqual([{ messageId: 'a', reason: 'refused:analytics' }]);
    await lazy.flush();
    expect(sent.flat()).toEqual(['b']);
  });

  it('is tried again where it could not be loaded: later, when the network is back, with the next event; said once', async () => {
    const { lazy, clock, loads, fail, errors, arrive } = setUp();
    const first = lazy.add(event('a'));
    await fail();
    const report = lazy.flush({ timeout: 1 });
    await clock.advance(0);
    await fail();
    expect(await report).toMatchObject({ pending: 1 });
    lazy.online();
    await fail();
    await clock.advance(30_000);
    await fail();
    const second = lazy.add(event('b'));
    await arrive();
    expect(await Promise.all([first, second])).toEqual(['stored', 'stored']);
    expect(loads()).toBe(5);
    expect(errors).toEqual(['delivery_not_loaded']);
  });

  it.each([
    ['granted', false, 1],
    ['refused', true, 1],
    ['refused', false, 0],
    ['undecided', true, 0],
  ] as const)(
    'where storing is %s and an earlier page has left something (%s) is loaded %i times by the beginning',
    async (permission, left, times) => {
      const { loads, clock } = setUp({ permission: () => permission, left });
      await clock.advance(0);
      expect(loads()).toBe(times);
    },
  );

  it('is loaded by a refusal to clear what an earlier page has left', async () => {
    const { lazy, arrive, clock, calls } = setUp({ left: true });
    const revoked = lazy.revoke();
    await clock.advance(0);
    await arrive();
    await revoked;
    expect(calls).toEqual(['revoke']);
  });

  it('clears nothing where a grant has followed the refusal before it was there', async () => {
    let permission: 'granted' | 'refused' = 'refused';
    const { lazy, arrive, clock, calls } = setUp({ left: true, permission: () => permission });
    const revoked = lazy.revoke();
    await clock.advance(0);
    permission = 'granted';
    lazy.grant();
    await arrive();
    await revoked;
    expect(calls).toEqual([]);
  });

  it('is handed what becomes of the permission once it is there', async () => {
    const { lazy, loads, arrive, calls } = setUp();
    lazy.grant();
    expect(loads()).toBe(1);
    await arrive();
    // It has looked at the permission itself when it came.
    expect(calls).toEqual([]);
    lazy.grant();
    await lazy.revoke();
    expect(calls).toEqual(['grant', 'revoke']);
  });

  it('is handed a departure, and then doubts what has left', async () => {
    const { lazy, arrive, calls, posted } = setUp();
    void lazy.open();
    await arrive();
    lazy.leave();
    expect(calls).toEqual(['leave', 'doubt']);
    expect(posted).toEqual([]);
  });
});

describe('a page that is left before delivery is there', () => {
  it('lets go by keepalive what may pass now, in its order, once; and asks about it when it comes back', async () => {
    const { lazy, posted, arrive, calls } = setUp({ mayPass: ({ messageId }) => messageId !== 'b' });
    for (const id of ['a', 'b', 'c']) void lazy.add(event(id));
    lazy.leave();
    lazy.leave();
    expect(posted).toEqual([['{"messageId":"a"}', '{"messageId":"c"}']]);
    await arrive();
    expect(calls).toEqual(['doubt']);
  });

  it('lets go the newest where keepalive does not carry all', () => {
    const { lazy, posted } = setUp();
    void lazy.add(event('a', 'x'.repeat(15_000)));
    void lazy.add(event('b', 'ü'.repeat(25_000)));
    void lazy.add(event('c', 'z'));
    lazy.leave();
    expect(posted.flat().map((body) => body[0])).toEqual(['ü', 'z']);
  });
});

describe('closing before delivery is there', () => {
  it('waits for it, so that what waits is stored', async () => {
    const { lazy, arrive } = setUp();
    const stored = lazy.add(event('a'));
    const closed = lazy.close();
    await arrive();
    await closed;
    expect(await stored).toBe('stored');
  });

  it('drops what waits where it cannot be loaded, and says so', async () => {
    const { lazy, fail, dropped } = setUp();
    const stored = lazy.add(event('a'));
    const closed = lazy.close();
    await fail();
    await closed;
    expect(await stored).toBe('closed');
    expect(dropped).toEqual([{ messageId: 'a', reason: 'closed' }]);
  });
});
