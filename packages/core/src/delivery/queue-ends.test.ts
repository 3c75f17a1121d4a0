import { describe, expect, it } from 'vitest';
import type { EventStore, StoredEvent } from '../ports/event-store.ts';
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

const clock = manualClock();
const event = (messageId: string) => storedEvent(messageId, { storedAt: clock.now() });
const ids = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

function setUp(script: readonly ScriptedAnswer[] = [], change: Partial<EventStore> = {}) {
  const memory = createMemoryEventStore();
  const transport = scriptedTransport(script);
  const announcer = createAnnouncer();
  const news: string[] = [];
  announcer.on('delivered', ({ messageId }) => news.push(`${messageId} delivered`));
  announcer.on('rejected', ({ messageId }) => news.push(`${messageId} rejected`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
  announcer.on('error', ({ code }) => news.push(code));
  const store = { ...memory, ...change };
  const queue = createQueue({ store, transport, clock, random: seededRandom(), announcer });
  const add = (...names: string[]) => Promise.all(names.map((id) => queue.add(event(id))));
  return { queue, add, transport, news, memory };
}

/** A hub that takes no batch in which the guilty are, as it does with a message that it cannot read. */
const refusing =
  (guilty: readonly string[], reason: 'too_large' | 'unreadable'): ScriptedAnswer =>
  (batch) =>
    batch.some(({ messageId }) => guilty.includes(messageId))
      ? { outcome: 'split', reason }
      : acceptAll(batch);

describe('a batch that is refused whole', () => {
  it.each([
    ['the first', ['m0']],
    ['one in the middle', ['m7']],
    ['the last', ['m12']],
    ['two', ['m3', 'm4']],
    ['all of them', ids(13)],
  ])('Q7: costs %s and nobody else', async (_, guilty) => {
    const { queue, add, news, transport } = setUp(Array(99).fill(refusing(guilty, 'unreadable')));
    await add(...ids(13));
    expect(await queue.flush()).toEqual({
      delivered: 13 - guilty.length,
      dropped: guilty.length,
      rejected: 0,
      pending: 0,
    });
    expect(news.toSorted()).toEqual(
      ids(13)
        .map((id) => `${id} ${guilty.includes(id) ? 'unreadable' : 'delivered'}`)
        .toSorted(),
    );
    expect(transport.sent.length).toBeLessThan(40);
  });

  it('Q7: is announced as too large where that is why', async () => {
    const { queue, add, news } = setUp(Array(9).fill(refusing(['m1'], 'too_large')));
    await add(...ids(2));
    await queue.flush();
    expect(news).toEqual(['m0 delivered', 'm1 message_too_large']);
  });

  it('Q7: lets batches grow again afterwards', async () => {
    const { queue, add, transport } = setUp(Array(9).fill(refusing(['m0'], 'unreadable')));
    await add(...ids(40));
    await queue.flush();
    expect(transport.sent.map(({ length }) => length)).toEqual([40, 20, 10, 5, 2, 1, 1, 2, 3, 4, 5, 7, 9, 8]);
  });

  it('Q9: is settled once when its guilty message is withdrawn while it is in flight', async () => {
    let purge: () => Promise<void> = async () => {};
    const { queue, add, news } = setUp([
      async () => {
        await purge();
        return { outcome: 'split', reason: 'unreadable' };
      },
    ]);
    purge = () => queue.purge(() => 'refused:analytics');
    await add('a');
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 1, rejected: 0, pending: 0 });
    expect(news).toEqual(['a refused:analytics']);
    await add('b');
    expect(await queue.flush()).toMatchObject({ delivered: 1, pending: 0 });
  });
});

describe('closing', () => {
  it('Q8: sends nothing that comes afterwards, and says so', async () => {
    const { queue, add, transport, news } = setUp();
    await queue.close();
    expect(await add('a')).toEqual(['closed']);
    queue.online();
    await queue.flush();
    await clock.advance(3_600_000);
    expect(transport.sent).toEqual([]);
    expect(news).toEqual(['a closed']);
  });

  it('Q8: leaves what waits in the store', async () => {
    const { queue, add, transport, memory } = setUp();
    await add('a');
    await queue.close();
    await clock.advance(3_600_000);
    expect(transport.sent).toEqual([]);
    expect(await memory.size()).toMatchObject({ events: 1 });
  });

  it('Q8: does not send a batch that was being read when it was closed', async () => {
    let close: () => Promise<void> = async () => {};
    const memory = createMemoryEventStore();
    const { queue, add, transport } = setUp([], {
      ...memory,
      async peek(limit) {
        const found = await memory.peek(limit);
        await close();
        return found;
      },
    });
    await add('a');
    close = queue.close;
    await queue.flush();
    expect(transport.sent).toEqual([]);
    expect(await memory.size()).toMatchObject({ events: 1 });
  });

  it.each<[string, ScriptedAnswer]>([
    ['accepted', acceptAll],
    ['put off', { outcome: 'retry', reason: 'network' }],
    ['refused whole', { outcome: 'split', reason: 'unreadable' }],
  ])('Q8, Q10: ends a flush and sends no further batch when the one in flight is %s', async (_, answer) => {
    let resolve: (result: SendResult) => void = () => {};
    let batch: readonly StoredEvent[] = [];
    const { queue, add, transport } = setUp([
      (sent) => {
        batch = sent;
        return new Promise((done) => {
          resolve = done;
        });
      },
    ]);
    await add('a', 'b');
    const flushed = queue.flush();
    await clock.advance(0);
    await queue.close();
    await flushed;
    resolve(typeof answer === 'function' ? await answer(batch) : answer);
    await clock.advance(3_600_000);
    expect(transport.sent).toEqual([['a', 'b']]);
  });

  it('Q9: is quiet about a store that is closed before the answer is there', async () => {
    let isClosed = false;
    const memory = createMemoryEventStore();
    const { queue, add, news } = setUp(
      [
        async (batch) => {
          await queue.close();
          return acceptAll(batch);
        },
      ],
      {
        ...memory,
        close: async () => {
          isClosed = true;
        },
        remove: async (gone) => {
          if (isClosed) throw new Error('closed');
          await memory.remove(gone);
        },
      },
    );
    await add('a');
    await queue.flush();
    await clock.advance(0);
    expect(news).toEqual([]);
    expect(await memory.size()).toMatchObject({ events: 1 });
  });
});

describe('a flush', () => {
  it('Q10: ends at once when nothing waits, and whenever it is called', async () => {
    const { queue } = setUp();
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 0, rejected: 0, pending: 0 });
    await queue.close();
    expect(await queue.flush()).toEqual({ delivered: 0, dropped: 0, rejected: 0, pending: 0 });
  });

  it('Q10: takes in what was added without waiting for it', async () => {
    const { queue } = setUp();
    void queue.add(event('a'));
    expect(await queue.flush()).toMatchObject({ delivered: 1, pending: 0 });
  });

  it('Q10: ends for everybody who waits for it', async () => {
    const { queue, add } = setUp();
    await add(...ids(250));
    const [first, second] = await Promise.all([queue.flush(), queue.flush()]);
    expect(first).toMatchObject({ delivered: 250, pending: 0 });
    expect(second).toMatchObject({ pending: 0 });
  });

  it.each(['the transport', 'an append', 'the first look into the store'])(
    'Q10: ends when its time is over although %s hangs',
    async (what) => {
      const hangs = () => new Promise<never>(() => {});
      const { queue } = setUp(
        what === 'the transport' ? [hangs] : [],
        what === 'an append' ? { append: hangs } : what === 'the transport' ? {} : { size: hangs },
      );
      void queue.add(event('a'));
      const flushed = queue.flush({ timeout: 5_000 });
      await clock.advance(5_000);
      expect(await flushed).toEqual({ delivered: 0, dropped: 0, rejected: 0, pending: 1 });
    },
  );

  it('Q11: sends in the order of adding, batch after batch', async () => {
    const { queue, add, transport } = setUp();
    await add(...ids(350));
    await queue.flush();
    expect(transport.sent.map(({ length }) => length)).toEqual([100, 100, 100, 50]);
    expect(transport.sent.flat()).toEqual(ids(350));
  });
});
