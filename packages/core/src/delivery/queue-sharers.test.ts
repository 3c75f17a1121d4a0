import { describe, expect, it } from 'vitest';
import type { SharerNews, StoreSharers } from '../ports/sharers.ts';
import type { SendResult, Transport } from '../ports/transport.ts';
import { acceptAll, manualClock, memorySharers, seededRandom, storedEvent } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { byteLength } from './cut-batch.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createQueue } from './queue.ts';
import { type QueueOptions, queueDefaults } from './queue-options.ts';

type Answer = (ids: readonly string[]) => SendResult | Promise<SendResult>;

function setUp(share: StoreSharers | ReturnType<typeof memorySharers> = memorySharers()) {
  const clock = manualClock();
  const store = createMemoryEventStore();
  const sent: string[] = [];
  const answers: Answer[] = [];
  const asked: string[] = [];
  const known: string[] = [];
  const open = (name: string, options: QueueOptions = {}) => {
    const sharers = 'join' in share ? share.join() : { ...share, die() {} };
    const announcer = createAnnouncer();
    const news: string[] = [];
    announcer.on('delivered', ({ messageId, status }) => news.push(`${messageId} ${status}`));
    announcer.on('rejected', ({ messageId, status }) => news.push(`${messageId} ${status}`));
    announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
    const transport: Transport = {
      async send(batch) {
        const ids = batch.map(({ messageId }) => messageId);
        sent.push(`${name}: ${ids.join(' ')}`);
        return (await answers.shift()?.(ids)) ?? acceptAll(batch);
      },
      async known(ids) {
        asked.push(`${name}: ${ids.join(' ')}`);
        return { outcome: 'answered', known: ids.filter((id) => known.includes(id)) };
      },
    };
    const queue = createQueue({
      store,
      transport,
      clock,
      random: seededRandom(),
      announcer,
      sharers,
      options,
    });
    const add = (...ids: string[]) =>
      Promise.all(ids.map((id) => queue.add(storedEvent(id, { storedAt: clock.now() }))));
    return { queue, add, news, sharers };
  };
  return { clock, store, sent, asked, known, answers, open };
}

const busy: SendResult = { outcome: 'retry', reason: 'status_503', retryAfter: 20_000 };

describe('queues that share a store', () => {
  it('Q12: send one after the other, and nobody sends what another has sent', async () => {
    const { clock, sent, answers, open } = setUp();
    const [a, b] = [open('a'), open('b')];
    let answer: (result: SendResult) => void = () => {};
    answers.push(() => new Promise((resolve) => (answer = resolve)));
    await a.add('1');
    await b.add('2');
    const flushed = Promise.all([a.queue.flush(), b.queue.flush()]);
    await clock.advance(9_000);
    expect(sent).toEqual(['a: 1 2']);
    answer(acceptAll([storedEvent('1'), storedEvent('2')]));
    expect((await flushed).map(({ pending }) => pending)).toEqual([0, 0]);
    expect(sent).toEqual(['a: 1 2']);
  });

  it('Q3: do not forget what is added while a batch is under way that another has left to them, unheard', async () => {
    const { clock, store, sent, answers, open } = setUp();
    const a = open('a');
    await clock.advance(0);
    await store.append([storedEvent('stranger', { storedAt: clock.now() })]);
    await a.add('1');
    answers.push(async (ids) => {
      await a.add('2');
      return acceptAll(ids.map((id) => storedEvent(id)));
    });
    await clock.advance(queueDefaults.flushAfter);
    await clock.advance(queueDefaults.flushAfter);
    expect(sent).toEqual(['a: stranger 1', 'a: 2']);
  });

  it('Q3: do not forget their own where the hub knows those of another, unheard, and then does not answer', async () => {
    const { clock, store, sent, answers, known, open } = setUp();
    const a = open('a');
    await clock.advance(1);
    await store.append(['x', 'y', 'z'].map((id) => storedEvent(id, { storedAt: clock.now() })));
    await a.add('1');
    a.queue.doubt();
    known.push('x', 'y', 'z');
    answers.push(() => ({ outcome: 'retry', reason: 'network' }));
    await clock.advance(queueDefaults.flushAfter);
    await clock.advance(2_000);
    expect(sent).toEqual(['a: 1', 'a: 1']);
  });

  it('Q3: do not forget their own where those of another, unheard, are withdrawn', async () => {
    const { clock, store, sent, open } = setUp();
    const a = open('a');
    await clock.advance(0);
    await store.append(['x', 'y'].map((id) => storedEvent(id, { storedAt: clock.now() })));
    await a.add('1');
    await a.queue.purge(({ messageId }) => (messageId === '1' ? undefined : 'refused:analytics'));
    await clock.advance(queueDefaults.flushAfter);
    expect(sent).toEqual(['a: 1']);
  });

  it('Q3: do not forget their own where those of another, unheard, have become too old', async () => {
    const { clock, store, sent, open } = setUp();
    const a = open('a');
    await clock.advance(0);
    await store.append(['x', 'y'].map((id) => storedEvent(id, { storedAt: 0 })));
    await a.add('1');
    await clock.advance(queueDefaults.flushAfter);
    expect(sent).toEqual(['a: 1']);
  });

  it('Q15: ask about what another has taken and not settled, when it has died', async () => {
    const { clock, sent, asked, answers, known, open } = setUp();
    const [a, b] = [open('a'), open('b')];
    answers.push(() => new Promise(() => {}));
    await a.add('1');
    void a.queue.flush();
    await clock.advance(0);
    await b.add('2');
    known.push('1');
    a.sharers.die();
    await b.queue.flush();
    expect(asked).toEqual(['b: 1']);
    expect(sent).toEqual(['a: 1', 'b: 2']);
  });

  it('L7: count the bytes of others too', async () => {
    const { open } = setUp();
    const [a, b] = [open('a', { maxBytes: byteLength(storedEvent('1').body) * 1.5 }), open('b')];
    await b.add('1');
    expect(await a.add('2')).toEqual(['queue_full']);
  });

  it('Q12: send all the same where turns cannot be had', async () => {
    const { sent, open } = setUp({ inTurn: (work) => work(), tell() {}, listen: () => () => {} });
    const [a, b] = [open('a'), open('b')];
    await a.add('1');
    await Promise.all([a.queue.flush(), b.queue.flush()]);
    expect(sent).toEqual(['a: 1']);
  });

  it('Q13: leave the events of one that lives to it, and send those of one that died', async () => {
    const tabs = memorySharers();
    const { clock, sent, open } = setUp(tabs);
    const a = open('a');
    open('b');
    await a.add('1');
    await clock.advance(queueDefaults.flushAfter * 3);
    expect(sent).toEqual(['a: 1']);
    await a.add('2', '3');
    a.sharers.tell = () => {};
    await a.queue.close();
    await clock.advance(queueDefaults.flushAfter * 2);
    expect(sent).toEqual(['a: 1', 'b: 2 3']);
  });

  it('Q13: are told of events when a timer or a batch begins, not one by one', async () => {
    const tabs = memorySharers();
    const { open } = setUp(tabs);
    const told: SharerNews[] = [];
    tabs.join().listen((news) => void told.push(news));
    const a = open('a');
    for (let index = 0; index < queueDefaults.flushAt; index += 1) await a.add(`${index}`);
    const more = queueDefaults.flushAt - 1;
    const bytes = byteLength(storedEvent('0').body);
    expect(told.filter(({ kind }) => kind === 'added')).toMatchObject([
      { count: 1, bytes },
      { count: more, bytes: expect.any(Number) },
    ]);
  });

  it('Q14: announce each event where it was added, whoever sent it and whatever became of it', async () => {
    const { answers, open } = setUp();
    const [a, b] = [open('a'), open('b')];
    answers.push(() => ({
      outcome: 'answered',
      results: [
        { messageId: '1', status: 'accepted' },
        { messageId: '2', status: 'rejected' },
        { messageId: '3', status: 'accepted' },
      ],
    }));
    await a.add('1', '2');
    await b.add('3');
    const counted = a.queue.flush();
    await b.queue.flush();
    await counted;
    expect(a.news).toEqual(['1 accepted', '2 rejected', '3 accepted']);
    expect(b.news).toEqual(['3 accepted']);
  });

  it('Q14: announce an event once although its news come twice, and after its withdrawal', async () => {
    const tabs = memorySharers();
    const { open } = setUp(tabs);
    const other = tabs.join();
    const a = open('a');
    await a.add('1', '2');
    const settled: SharerNews = {
      kind: 'settled',
      outcomes: [['1', { messageId: '1', status: 'accepted' }]],
    };
    other.tell(settled);
    other.tell(settled);
    await a.queue.purge(({ messageId }) => (messageId === '2' ? 'refused:analytics' : undefined));
    other.tell({ kind: 'settled', outcomes: [['2', 'refused:analytics']] });
    expect(a.news).toEqual(['1 accepted', '2 refused:analytics']);
  });

  it('Q14: tell the others what was withdrawn', async () => {
    const { open } = setUp();
    const [a, b] = [open('a'), open('b')];
    await a.add('1');
    await b.queue.purge(() => 'refused:analytics');
    expect(a.news).toEqual(['1 refused:analytics']);
  });

  it('Q16: wait for as long as the hub told one of them', async () => {
    const { clock, sent, answers, open } = setUp();
    const [a, b] = [open('a'), open('b')];
    answers.push(() => busy);
    await a.add('1');
    await a.queue.flush();
    await b.add('2');
    await b.queue.flush();
    b.queue.online();
    await clock.advance(19_999);
    expect(sent).toEqual(['a: 1']);
    await clock.advance(1_000);
    expect(sent).toHaveLength(2);
  });

  it('Q16: give up a turn for which they waited when the hub has named a time meanwhile', async () => {
    const { clock, sent, answers, open } = setUp();
    const [a, b] = [open('a'), open('b')];
    answers.push(() => busy);
    await a.add('1');
    await b.add('2');
    await Promise.all([a.queue.flush(), b.queue.flush()]);
    await clock.advance(19_999);
    expect(sent).toEqual(['a: 1 2']);
    await clock.advance(1_000);
    expect(sent).toHaveLength(2);
  });
});

it('Q9: an event is announced once when it is judged while its withdrawal takes time', async () => {
  const clock = manualClock();
  const memory = createMemoryEventStore();
  const announcer = createAnnouncer();
  const news: string[] = [];
  announcer.on('delivered', ({ messageId }) => news.push(`${messageId} delivered`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
  let purge: Promise<void> = Promise.resolve();
  let finish: () => void = () => {};
  const queue = createQueue({
    store: {
      ...memory,
      async purge(matches) {
        const removed = await memory.purge(matches);
        await new Promise<void>((resolve) => (finish = resolve));
        return removed;
      },
    },
    transport: {
      async send(batch) {
        purge = queue.purge(() => 'refused:analytics');
        return acceptAll(batch);
      },
    },
    clock,
    random: seededRandom(),
    announcer,
  });
  await queue.add(storedEvent('a', { storedAt: clock.now() }));
  await queue.flush();
  finish();
  await purge;
  expect(news).toEqual(['a delivered']);
});
