import { describe, expect, it } from 'vitest';
import type { EventStore } from '../ports/event-store.ts';
import type { SendResult } from '../ports/transport.ts';
import {
  acceptAll,
  manualClock,
  type ScriptedAnswer,
  scriptedTransport,
  seededRandom,
  storedEvent,
} from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createQueue } from './queue.ts';
import { type QueueOptions, queueDefaults } from './queue-options.ts';

interface SetUp {
  readonly script?: readonly ScriptedAnswer[];
  readonly options?: QueueOptions;
  readonly store?: Partial<EventStore>;
  readonly memory?: EventStore;
}

function setUp({ script, options, store = {}, memory = createMemoryEventStore() }: SetUp = {}) {
  const clock = manualClock();
  const transport = scriptedTransport(script);
  const announcer = createAnnouncer();
  const news: string[] = [];
  announcer.on('delivered', ({ messageId, status }) => news.push(`${messageId} ${status}`));
  announcer.on('rejected', ({ messageId, status }) => news.push(`${messageId} ${status}`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
  const problems: string[] = [];
  announcer.on('error', ({ code }) => problems.push(code));
  const queue = createQueue({
    store: { ...memory, ...store },
    transport,
    clock,
    random: seededRandom(),
    announcer,
    ...(options ? { options } : {}),
  });
  const add = (...ids: string[]) =>
    Promise.all(ids.map((id) => queue.add(storedEvent(id, { storedAt: clock.now() }))));
  return { queue, clock, transport, news, problems, memory, add };
}

const busy = (retryAfter?: number): SendResult => ({ outcome: 'retry', reason: 'status_503', retryAfter });
const answer =
  (...results: readonly string[]): ScriptedAnswer =>
  () => ({
    outcome: 'answered',
    results: results.map((messageId) => ({ messageId, status: 'accepted' })),
  });
const deferred = () => {
  let resolve: (result: SendResult) => void = () => {};
  const promise = new Promise<SendResult>((done) => {
    resolve = done;
  });
  return { answer: () => promise, resolve };
};

describe('acknowledgement', () => {
  it('Q2: keeps what the hub left out and sends it with the next batch', async () => {
    const { queue, add, transport, news, clock } = setUp({ script: [answer('a', 'c')] });
    await add('a', 'b', 'c');
    await queue.flush();
    await clock.advance(60_000);
    expect(transport.sent).toEqual([['a', 'b', 'c'], ['b']]);
    expect(news).toEqual(['a accepted', 'c accepted', 'b accepted']);
  });

  it.each([
    ['nothing', []],
    ['strangers only', ['x', 'y']],
  ])('Q2, Q5: takes an answer with %s for a failure, and backs off', async (_, ids) => {
    const { queue, add, transport, clock, problems } = setUp({ script: Array(50).fill(answer(...ids)) });
    await add('a');
    expect(await queue.flush()).toMatchObject({ delivered: 0, pending: 1 });
    await clock.advance(20_000);
    expect(transport.sent.length).toBeLessThan(20);
    expect(problems).toEqual(['hub_unreachable']);
  });

  it('Q9: announces an event once when the hub answers twice for it', async () => {
    const { queue, add, news } = setUp({ script: [answer('a', 'a', 'a')] });
    await add('a');
    expect(await queue.flush()).toMatchObject({ delivered: 1, pending: 0 });
    expect(news).toEqual(['a accepted']);
  });

  it.each(['accepted', 'duplicate', 'held', 'rejected'] as const)(
    'Q9: settles what is %s',
    async (status) => {
      const { queue, add, news } = setUp({
        script: [() => ({ outcome: 'answered', results: [{ messageId: 'a', status }] })],
      });
      await add('a');
      expect((await queue.flush()).pending).toBe(0);
      expect(news).toEqual([`a ${status}`]);
    },
  );

  it('Q9: sends again what the hub accepted while the store could not forget it', async () => {
    const memory = createMemoryEventStore();
    let faults = 1;
    const { queue, add, news, clock, transport } = setUp({
      script: [
        acceptAll,
        () => ({ outcome: 'answered', results: [{ messageId: 'a', status: 'duplicate' }] }),
      ],
      memory,
      store: {
        async remove(ids) {
          faults -= 1;
          if (faults >= 0) throw new Error('disk');
          await memory.remove(ids);
        },
      },
    });
    await add('a');
    expect(await queue.flush()).toMatchObject({ delivered: 0, pending: 1 });
    await clock.advance(60_000);
    expect(transport.sent).toEqual([['a'], ['a']]);
    expect(news).toEqual(['a duplicate']);
  });

  it('Q9: announces what could not be stored, and nothing of it is sent', async () => {
    const { queue, add, news, transport } = setUp({
      store: { append: () => Promise.reject(new Error('full')) },
    });
    expect(await add('a')).toEqual(['storage_failed']);
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 0, rejected: 0, pending: 0 });
    expect(news).toEqual(['a storage_failed']);
    expect(transport.sent).toEqual([]);
  });

  it('Q9: drops the newest when it is full by count or by bytes, and has room again later', async () => {
    const bytes = new TextEncoder().encode(storedEvent('a').body).length;
    for (const options of [{ maxEvents: 2 }, { maxBytes: 2 * bytes }]) {
      const { queue, add, news } = setUp({ options });
      expect(await add('a', 'b', 'c')).toEqual(['stored', 'stored', 'queue_full']);
      await queue.flush();
      expect(await add('d')).toEqual(['stored']);
      expect(news).toEqual(['c queue_full', 'a accepted', 'b accepted']);
    }
  });
});

describe('waiting', () => {
  it('Q3: sends the first event after flushAfter, and many at once', async () => {
    const { add, clock, transport } = setUp();
    await add('a');
    await clock.advance(queueDefaults.flushAfter - 1);
    expect(transport.sent).toEqual([]);
    await clock.advance(1);
    expect(transport.sent).toEqual([['a']]);
    await add(...Array.from({ length: queueDefaults.flushAt }, (_, index) => `b${index}`));
    await clock.advance(0);
    expect(transport.sent).toHaveLength(2);
  });

  it('Q3: sends what an earlier run left in the store', async () => {
    const memory = createMemoryEventStore();
    await memory.append([storedEvent('old', { storedAt: manualClock().now() })]);
    const { clock, transport } = setUp({ memory });
    await clock.advance(queueDefaults.flushAfter);
    expect(transport.sent).toEqual([['old']]);
  });

  it('Q3: finds what an earlier run left although the store could not be read at first', async () => {
    const memory = createMemoryEventStore();
    await memory.append([storedEvent('old', { storedAt: manualClock().now() })]);
    let faults = 2;
    const size = () => (faults-- > 0 ? Promise.reject(new Error('locked')) : memory.size());
    const { clock, transport, problems } = setUp({ memory, store: { size } });
    await clock.advance(200_000);
    expect(transport.sent).toEqual([['old']]);
    expect(problems).toEqual(['storage_failed', 'storage_failed']);
  });

  it('Q3: sends the next event after the store was purged during a pause', async () => {
    const { queue, add, clock, transport } = setUp({ script: [busy()] });
    await add('a');
    await queue.flush();
    await queue.purge(() => 'refused:analytics');
    await clock.advance(60_000);
    await add('b');
    await clock.advance(queueDefaults.flushAfter);
    expect(transport.sent).toEqual([['a'], ['b']]);
  });

  it('Q3: sends the next event after the store was purged before the timer rang', async () => {
    const { queue, add, clock, transport } = setUp();
    await add('a');
    await queue.purge(() => 'refused:analytics');
    await clock.advance(60_000);
    await add('b');
    await clock.advance(queueDefaults.flushAfter);
    expect(transport.sent).toEqual([['b']]);
  });

  it('Q3: sends an event that comes while the store is found empty', async () => {
    const memory = createMemoryEventStore();
    let add: (id: string) => Promise<unknown> = async () => {};
    const { queue, transport, clock, ...rest } = setUp({
      memory,
      store: {
        async peek(limit) {
          const seen = await memory.peek(limit);
          if (seen.length === 0) await add('b');
          add = async () => {};
          return seen;
        },
      },
    });
    add = (id) => rest.add(id);
    await rest.add('a');
    await memory.remove(['a']); // another tab has sent it
    await queue.flush();
    await clock.advance(queueDefaults.flushAfter);
    expect(transport.sent).toEqual([['b']]);
    expect(await queue.flush()).toMatchObject({ pending: 0 });
  });

  it('Q3: sends its own events behind the many of a tab that was closed', async () => {
    const { queue, add, memory, transport, clock } = setUp({ options: { batchMessages: 4, flushAt: 50 } });
    const others = Array.from({ length: 9 }, (_, index) =>
      storedEvent(`x${index}`, { storedAt: clock.now() }),
    );
    await queue.flush();
    await memory.append(others);
    await add('own');
    await clock.advance(queueDefaults.flushAfter);
    expect(transport.sent.flat()).toContain('own');
    expect(await memory.size()).toMatchObject({ events: 0 });
  });
});

describe('pauses', () => {
  it.each(['flush', 'online', 'add', 'purge in flight'] as const)(
    'Q4: does not undercut a Retry-After by %s',
    async (how) => {
      const { answer: hold, resolve } = deferred();
      const { queue, add, clock, transport } = setUp({ script: [hold], options: { flushAt: 2 } });
      await add('a');
      const flushed = queue.flush();
      await clock.advance(0);
      if (how === 'purge in flight') {
        await queue.purge(({ messageId }) => (messageId === 'a' ? 'refused:analytics' : undefined));
        await add('b');
      }
      resolve(busy(120_000));
      await flushed;
      await clock.advance(100_000);
      if (how === 'flush') await queue.flush();
      if (how === 'online') queue.online();
      if (how === 'add') await add('c', 'd', 'e');
      await clock.advance(19_999);
      expect(transport.sent).toHaveLength(1);
      await clock.advance(1_000);
      expect(transport.sent).toHaveLength(2);
    },
  );

  it('Q4, Q5: comes back after 300 s where a hub asks for a day', async () => {
    const { queue, add, clock, transport } = setUp({ script: [busy(86_400_000)] });
    await add('a');
    await queue.flush();
    await clock.advance(299_999);
    expect(transport.sent).toHaveLength(1);
    await clock.advance(600);
    expect(transport.sent).toHaveLength(2);
  });

  it('Q5: tries seldom and says so where the key is refused', async () => {
    const { queue, add, clock, transport, problems } = setUp({
      script: Array(3).fill({ outcome: 'refused', reason: 'status_401' }),
    });
    await add('a');
    await queue.flush();
    await clock.advance(59_999);
    expect(transport.sent).toHaveLength(1);
    await clock.advance(120_001);
    expect(transport.sent).toHaveLength(4);
    expect(problems).toEqual(['hub_refused', 'hub_refused', 'hub_refused']);
  });

  it('Q6: tries an event until its maximum age and then lets it go', async () => {
    const maxAge = 2 * 3_600_000;
    const { queue, add, clock, news, transport } = setUp({
      script: Array(5_000).fill(busy()),
      options: { maxAge },
    });
    await add('a');
    await clock.advance(maxAge);
    await queue.flush();
    expect(transport.sent.length).toBeGreaterThan(120);
    expect(news).toEqual([]);
    await clock.advance(61_000);
    expect(news).toEqual(['a too_old']);
    expect((await queue.flush()).pending).toBe(0);
  });

  it('Q6: waits 30 days for a hub unless it is told otherwise', () => {
    expect(queueDefaults.maxAge).toBe(30 * 24 * 3_600_000);
  });
});
