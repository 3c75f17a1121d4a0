import { describe, expect, it } from 'vitest';
import type { KnownResult, SendResult } from '../ports/transport.ts';
import { acceptAll, manualClock, memorySharers, seededRandom, storedEvent } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createQueue } from './queue.ts';
import type { QueueParts } from './queue-options.ts';

type Known = KnownResult | Promise<KnownResult>;

/** A hub that has `log`, and gives the answers of the script first. */
function setUp(change: Partial<QueueParts> = {}) {
  const clock = manualClock();
  const memory = createMemoryEventStore();
  const log: string[] = [];
  const calls: string[] = [];
  const sends: SendResult[] = [];
  const knowns: Known[] = [];
  const announcer = createAnnouncer();
  const news: string[] = [];
  announcer.on('delivered', ({ messageId, status }) => news.push(`${messageId} ${status}`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
  /** In the next millisecond: what is there by then, another queue has stored. */
  const open = async () => {
    await clock.advance(1);
    return createQueue({
      store: memory,
      transport: {
        async send(batch) {
          calls.push(`send ${batch.map(({ messageId }) => messageId).join(' ')}`);
          return sends.shift() ?? acceptAll(batch);
        },
        async known(ids) {
          calls.push(`known ${ids.join(' ')}`);
          return (
            knowns.shift() ?? {
              outcome: 'answered',
              known: ids.filter((messageId) => log.includes(messageId)),
            }
          );
        },
      },
      clock,
      random: seededRandom(),
      announcer,
      ...change,
    });
  };
  const event = (messageId: string) => storedEvent(messageId, { storedAt: clock.now() });
  return { clock, memory, log, calls, sends, knowns, news, open, event };
}

const noAnswer: SendResult = { outcome: 'retry', reason: 'timeout' };

describe('what may have reached the hub', () => {
  it('Q15: is not asked about where nothing gives cause', async () => {
    const { calls, open, event } = setUp();
    const queue = await open();
    await queue.add(event('a'));
    await queue.flush();
    expect(calls).toEqual(['send a']);
  });

  it('Q15: is asked about when it is found in the store at the start; what is added later is not', async () => {
    const { clock, memory, log, calls, news, open, event } = setUp();
    await memory.append([event('a'), event('b')]);
    log.push('a');
    const queue = await open();
    await clock.advance(1);
    await queue.add(event('c'));
    expect(await queue.flush()).toMatchObject({ delivered: 3, pending: 0 });
    expect(calls).toEqual(['known a b', 'send b c']);
    expect(news).toEqual(['a duplicate', 'b accepted', 'c accepted']);
    expect(await memory.size()).toEqual({ events: 0, bytes: 0 });
  });

  it('Q15: is not asked about where it is added here, though it is older than the queue', async () => {
    const { calls, open, event } = setUp();
    const early = event('a');
    const queue = await open();
    await queue.add(early);
    await queue.flush();
    expect(calls).toEqual(['send a']);
  });

  it('Q15: is asked about although the first look into the store takes longer than the first batch', async () => {
    const memory = createMemoryEventStore();
    const size = () => new Promise<never>(() => {});
    const { calls, open, event } = setUp({ store: { ...memory, size }, options: { flushAt: 1 } });
    await memory.append([event('a')]);
    const queue = await open();
    await queue.add(event('b'));
    await Promise.resolve();
    expect(calls).toEqual(['known a']);
  });

  it('Q15: is asked about after a send without an answer, and sends nothing where the hub has it all', async () => {
    const { log, calls, sends, news, open, event } = setUp();
    sends.push(noAnswer);
    const queue = await open();
    await queue.add(event('a'));
    await queue.flush();
    log.push('a');
    expect(await queue.flush()).toMatchObject({ delivered: 1, pending: 0 });
    expect(calls).toEqual(['send a', 'known a']);
    expect(news).toEqual(['a duplicate']);
  });

  it('Q15: is not asked about after a Retry-After: that batch was not taken', async () => {
    const { clock, calls, sends, open, event } = setUp();
    sends.push({ outcome: 'retry', reason: 'status_503', retryAfter: 1_000 });
    const queue = await open();
    await queue.add(event('a'));
    await queue.flush();
    await clock.advance(9_000);
    expect(calls).toEqual(['send a', 'send a']);
  });

  it('Q15: is asked about after a page has let it go', async () => {
    const { log, calls, news, open, event } = setUp();
    const queue = await open();
    await queue.add(event('a'));
    queue.doubt();
    log.push('a');
    await queue.flush();
    expect(calls).toEqual(['known a']);
    expect(news).toEqual(['a duplicate']);
  });

  it('Q15: is asked about where the store could not forget what the hub took', async () => {
    const memory = createMemoryEventStore();
    let faults = 1;
    const remove = (ids: readonly string[]) =>
      faults-- > 0 ? Promise.reject(new Error('disk')) : memory.remove(ids);
    const { log, calls, news, open, event } = setUp({ store: { ...memory, remove } });
    const queue = await open();
    await queue.add(event('a'));
    await queue.flush();
    log.push('a');
    await queue.flush();
    expect(calls).toEqual(['send a', 'known a']);
    expect(news).toEqual(['a duplicate']);
  });

  it('Q15: is asked about by the others too, after they have waited', async () => {
    const tabs = memorySharers();
    const { clock, log, calls, open, event } = setUp({ sharers: tabs.join() });
    const other = tabs.join();
    const queue = await open();
    await queue.add(event('a'));
    other.tell({ kind: 'waiting', delay: 7_000, ordered: false });
    log.push('a');
    await clock.advance(6_999);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(calls).toEqual(['known a']);
  });

  it('Q15: tells the others when a page lets events go', async () => {
    const tabs = memorySharers();
    const told: unknown[] = [];
    tabs.join().listen((news) => void told.push(news));
    const queue = await setUp({ sharers: tabs.join() }).open();
    queue.doubt();
    expect(told).toEqual([{ kind: 'waiting', delay: 5_000, ordered: false }]);
  });

  it('Q15: is sent as before where the hub cannot be asked, and the question is not repeated', async () => {
    const { memory, calls, sends, knowns, open, event } = setUp();
    await memory.append([event('a')]);
    knowns.push({ outcome: 'unsupported' });
    sends.push(noAnswer);
    const queue = await open();
    await queue.flush();
    await queue.flush();
    expect(calls).toEqual(['known a', 'send a', 'send a']);
  });

  it('Q4, Q15: waits like a batch where the hub does not answer the question', async () => {
    const { clock, memory, calls, knowns, open, event } = setUp();
    await memory.append([event('a')]);
    knowns.push({ outcome: 'retry', reason: 'status_503', retryAfter: 9_000 });
    const queue = await open();
    expect(await queue.flush()).toMatchObject({ pending: 1 });
    await queue.flush();
    await clock.advance(8_999);
    expect(calls).toEqual(['known a']);
    await clock.advance(1_000);
    expect(calls).toEqual(['known a', 'known a', 'send a']);
  });

  it('Q3, Q15: is sent unasked where five questions in a row have got no answer, so that it does not wait for ever', async () => {
    const { clock, memory, calls, knowns, news, open, event } = setUp();
    await memory.append([event('a')]);
    knowns.push(...Array.from({ length: 6 }, () => ({ outcome: 'retry', reason: 'network' }) as const));
    const queue = await open();
    for (let tries = 0; tries < 6; tries += 1) {
      await queue.flush();
      await clock.advance(0);
    }
    expect(calls).toEqual([...Array.from({ length: 5 }, () => 'known a'), 'send a']);
    expect(news).toEqual(['a accepted']);
  });

  it.each(['status_429', 'status_503'])(
    'Q15: is asked about on and on where the hub says %s, whenever it is tried',
    async (reason) => {
      const { clock, memory, calls, knowns, open, event } = setUp();
      await memory.append([event('a')]);
      knowns.push(...Array.from({ length: 9 }, () => ({ outcome: 'retry', reason }) as const));
      const queue = await open();
      for (let tries = 0; tries < 10; tries += 1) {
        await queue.flush();
        await clock.advance(0);
      }
      expect(calls).toEqual([...Array.from({ length: 10 }, () => 'known a'), 'send a']);
    },
  );

  it('Q15: is asked about on and on where the hub names a time for the next question', async () => {
    const { clock, memory, calls, knowns, open, event } = setUp();
    await memory.append([event('a')]);
    const busy = { outcome: 'retry', reason: 'status_503', retryAfter: 1_000 } as const;
    knowns.push(busy, busy, busy, busy);
    const queue = await open();
    void queue.flush();
    await clock.advance(20_000);
    expect(calls).toEqual([...Array.from({ length: 5 }, () => 'known a'), 'send a']);
  });

  it('Q15: is not sent when it is withdrawn while the hub is asked', async () => {
    const { clock, memory, calls, knowns, news, open, event } = setUp();
    await memory.append([event('a'), event('b')]);
    let answer: (result: KnownResult) => void = () => {};
    knowns.push(new Promise((resolve) => (answer = resolve)));
    const queue = await open();
    const flushed = queue.flush();
    await clock.advance(0);
    await queue.purge(({ messageId }) => (messageId === 'a' ? 'refused:analytics' : undefined));
    answer({ outcome: 'answered', known: ['a', 'stranger'] });
    expect(await flushed).toMatchObject({ delivered: 1, dropped: 1, pending: 0 });
    expect(calls).toEqual(['known a b', 'send b']);
    expect(news).toEqual(['a refused:analytics', 'b accepted']);
  });

  it('Q8, Q15: is not sent when the queue is closed while the hub is asked', async () => {
    const { clock, memory, calls, knowns, open, event } = setUp();
    await memory.append([event('a')]);
    let answer: (result: KnownResult) => void = () => {};
    knowns.push(new Promise((resolve) => (answer = resolve)));
    const queue = await open();
    void queue.flush();
    await clock.advance(0);
    await queue.close();
    answer({ outcome: 'answered', known: [] });
    await clock.advance(99_000);
    expect(calls).toEqual(['known a']);
    expect(await memory.size()).toMatchObject({ events: 1 });
  });
});
