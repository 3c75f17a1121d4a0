import {
  createAnnouncer,
  type DeliveryProblem,
  type SendResult,
  type StoredEvent,
  type Transport,
} from '@rialto/core/delivery';
import { acceptAll, manualClock, seededRandom, storedEvent } from '@rialto/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLanedStore, type LanedStore } from './adapters/journal-event-store.ts';
import { createLanes, type LanesParts } from './lanes.ts';

const laneCount = 4;
const plain = { maxEvents: 1_000, maxBytes: 1_000_000, whenFull: 'refuse' } as const;

interface SetUp extends Partial<LanesParts> {
  readonly transport: Transport;
}

function setUp(change: SetUp) {
  const clock = manualClock();
  const random = seededRandom();
  const announcer = createAnnouncer();
  const news: string[] = [];
  const errors: DeliveryProblem[] = [];
  announcer.on('delivered', ({ messageId }) => news.push(`${messageId} delivered`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
  announcer.on('error', (problem) => errors.push(problem));
  const store = createLanedStore({
    path: undefined,
    lanes: laneCount,
    clock,
    random,
    report: (problem) => errors.push(problem),
  });
  const queue = createLanes({ store, clock, random, announcer, ...plain, ...change });
  const event = (messageId: string, more: Partial<StoredEvent> = {}) =>
    storedEvent(messageId, { storedAt: clock.now(), order: 0, ...more });
  return { queue, event, clock, news, errors };
}

/** A hub that answers when it is told to. */
function hangingHub() {
  const open: { readonly batch: readonly StoredEvent[]; readonly answer: () => void }[] = [];
  const transport: Transport = {
    send: (batch) =>
      new Promise<SendResult>((resolve) => {
        open.push({ batch, answer: () => resolve(acceptAll(batch)) });
      }),
  };
  return { transport, open };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('several batches at once', () => {
  it('Q17: keep the order of each person, whatever answer comes first', async () => {
    const people = fc.array(fc.nat(9), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(people, fc.infiniteStream(fc.nat(3)), async (persons, chances) => {
        const { transport, open } = hangingHub();
        const { queue, event, news } = setUp({ transport, options: { flushAt: 1, batchMessages: 3 } });
        const numbers = persons.map((person, number) => event(`${number}`, { order: person }));
        await Promise.all(numbers.map((one) => queue.add(one)));
        let most = 0;
        while (news.length < numbers.length) {
          await turn();
          most = Math.max(most, open.length);
          const chance = chances.next().value ?? 0;
          open.splice(chance % Math.max(1, open.length), 1)[0]?.answer();
        }
        expect(most).toBeLessThanOrEqual(laneCount);
        const delivered = news.map((line) => Number.parseInt(line, 10));
        for (const person of new Set(persons)) {
          const own = delivered.filter((number) => persons[number] === person);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        await queue.close();
      }),
      { numRuns: 40 },
    );
  });

  it('Q17: are on their way together', async () => {
    const { transport, open } = hangingHub();
    const { queue, event } = setUp({ transport, options: { flushAt: 1 } });
    for (let order = 0; order < laneCount; order += 1) await queue.add(event(`m${order}`, { order }));
    await turn();
    expect(open).toHaveLength(laneCount);
  });

  it('Q17: take a sale before the clicks that came before it', async () => {
    const sent: string[][] = [];
    const transport: Transport = {
      async send(batch) {
        sent.push(batch.map(({ messageId }) => messageId));
        return acceptAll(batch);
      },
    };
    const { queue, event } = setUp({ transport, options: { batchMessages: 2, flushAt: 100 } });
    await queue.add(event('page', { priority: 'low' }));
    await queue.add(event('view'));
    await queue.add(event('sale', { priority: 'high' }));
    await queue.add(event('return', { priority: 'high' }));
    await queue.flush();
    expect(sent).toEqual([
      ['sale', 'return'],
      ['view', 'page'],
    ]);
  });

  it('count what is tracked as soon as the client is made once', async () => {
    const { queue, event } = setUp({
      transport: { send: async () => ({ outcome: 'retry', reason: 'network' }) },
    });
    await Promise.all(['a', 'b', 'c'].map((name, order) => queue.add(event(name, { order }))));
    expect((await queue.flush()).pending).toBe(3);
    await queue.close();
  });

  it('count what was there at the start once, whatever is taken out later', async () => {
    let up = true;
    const transport: Transport = {
      send: async (batch) => (up ? acceptAll(batch) : { outcome: 'retry', reason: 'network' }),
    };
    const store = createLanedStore({
      ...{ path: undefined, lanes: laneCount, clock: manualClock(), random: seededRandom() },
      report: () => {},
    });
    const { queue, event } = setUp({
      transport,
      store: { ...store, found: async () => [{ events: 7, bytes: 70 }] },
    });
    expect((await queue.flush()).pending).toBe(0);
    up = false;
    await queue.add(event('a'));
    await queue.add(event('b'));
    await queue.purge(({ messageId }) => (messageId === 'a' ? 'refused:analytics' : undefined));
    expect((await queue.flush()).pending).toBe(1);
    await queue.close();
  });

  it('add up what a flush has done', async () => {
    const { queue, event } = setUp({ transport: { send: async (batch) => acceptAll(batch) } });
    for (let order = 0; order < 7; order += 1) await queue.add(event(`m${order}`, { order }));
    queue.drop('other', 'refused:analytics');
    expect(await queue.flush()).toEqual({ delivered: 7, dropped: 0, rejected: 0, pending: 0 });
  });
});

describe('a queue that is full', () => {
  const down: Transport = { send: async () => ({ outcome: 'retry', reason: 'network' }) };

  it('Q18: refuses what comes, over all lanes', async () => {
    const { queue, event, news } = setUp({ transport: down, maxEvents: 3 });
    for (let order = 0; order < 4; order += 1) await queue.add(event(`m${order}`, { order }));
    expect(news).toEqual(['m3 queue_full']);
  });

  it('Q18: takes less once the disk is gone, and not less than waits by then', async () => {
    const { queue, event, news } = setUp({ transport: down, maxBytes: 1_000_000_000 });
    const body = JSON.stringify({ note: 'x'.repeat(16 * 1024 * 1024) });
    await queue.add(event('disk', { body }));
    queue.narrow();
    for (let number = 0; number < 4; number += 1) await queue.add(event(`memory-${number}`, { body }));
    expect(news).toEqual(['memory-3 queue_full']);
  });

  it('Q18: counts bytes as they are sent', async () => {
    const { queue, event, news } = setUp({ transport: down, maxBytes: 40 });
    const body = JSON.stringify({ note: 'ä'.repeat(8) });
    await queue.add(event('a', { body }));
    await queue.add(event('b', { body }));
    expect(news).toEqual(['b queue_full']);
  });

  it.each([
    ['low', 'normal', ['low-0']],
    ['low', 'low', ['low-0']],
    ['normal', 'high', ['low-0', 'low-1', 'normal-0']],
    ['normal', 'low', ['low-0', 'low-1', 'new-0']],
    ['high', 'high', ['low-0', 'low-1', 'normal-0']],
  ] as const)('Q18: lets go of %s at most for what is %s', async (dropOldest, priority, lost) => {
    const { queue, event, news } = setUp({ transport: down, maxEvents: 4, whenFull: { dropOldest } });
    const waiting = ['low-0', 'normal-0', 'low-1', 'high-0'] as const;
    for (const [order, name] of waiting.entries()) {
      await queue.add(event(name, { order, priority: name.split('-')[0] as 'low' | 'normal' | 'high' }));
    }
    const gone = (): string[] => news.map((line) => line.replace(' queue_full', ''));
    for (let number = 0; gone().length < lost.length; number += 1) {
      await queue.add(event(`new-${number}`, { order: number, priority }));
    }
    expect(gone()).toEqual(lost);
  });

  it('Q18: lets nobody overtake an event that room is made for', async () => {
    let look = (): void => {};
    const looked = new Promise<void>((resolve) => {
      look = resolve;
    });
    const journal = createLanedStore({
      ...{ path: undefined, lanes: laneCount, clock: manualClock(), random: seededRandom() },
      report: () => {},
    });
    const store: LanedStore = {
      ...journal,
      oldest: async (...what) => {
        await looked;
        return journal.oldest(...what);
      },
    };
    const { queue, event } = setUp({
      ...{ transport: down, maxEvents: 2, whenFull: { dropOldest: 'low' }, store },
    });
    await queue.add(event('a', { order: 1 }));
    await queue.add(event('b', { order: 1 }));
    const first = queue.add(event('first', { order: 2 }));
    // The hub takes both in the meantime.
    await store.lanes[1]?.remove(['a', 'b']);
    const second = queue.add(event('second', { order: 2 }));
    look();
    expect(await Promise.all([first, second])).toEqual(['stored', 'stored']);
    expect((await store.lanes[2]?.peek(9))?.map(({ messageId }) => messageId)).toEqual(['first', 'second']);
  });

  it('Q18: makes room for many at once without letting go of more than it must', async () => {
    const maxEvents = 300;
    const { queue, event, news } = setUp({ transport: down, maxEvents, whenFull: { dropOldest: 'low' } });
    const add = (name: string, priority: 'low' | 'high', count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, order) => queue.add(event(`${name}${order}`, { order, priority }))),
      );
    await add('click', 'low', maxEvents);
    expect(await add('sale', 'high', 250)).toEqual(Array(250).fill('stored'));
    expect(new Set(news).size).toBe(news.length);
    expect(news.every((line) => line.startsWith('click'))).toBe(true);
    // They make room by the hundredth.
    expect(news.length).toBeLessThan(250 + maxEvents / 100);
    expect((await queue.flush({ timeout: 0 })).pending).toBe(maxEvents + 250 - news.length);
  });
});

describe('an outage', () => {
  it('Q19: is told once, and again after the hub has answered', async () => {
    let up = false;
    const transport: Transport = {
      send: async (batch) => (up ? acceptAll(batch) : { outcome: 'retry', reason: 'network' }),
    };
    const { queue, event, clock, errors } = setUp({ transport, options: { flushAt: 1 } });
    const addToAll = async (name: string): Promise<void> => {
      for (let order = 0; order < laneCount; order += 1) await queue.add(event(`${name}${order}`, { order }));
      await clock.advance(600);
    };
    await addToAll('a');
    expect(errors.map(({ code }) => code)).toEqual(['hub_unreachable']);
    up = true;
    await clock.advance(120_000);
    up = false;
    await addToAll('b');
    expect(errors.map(({ code }) => code)).toEqual(['hub_unreachable', 'hub_unreachable']);
    await queue.close();
  });

  it('Q19: with a Retry-After stops all lanes', async () => {
    let sent = 0;
    const transport: Transport = {
      async send() {
        sent += 1;
        return { outcome: 'retry', reason: 'status_429', retryAfter: 5_000 };
      },
    };
    const { queue, event, clock } = setUp({ transport, options: { flushAt: 1 } });
    await queue.add(event('a', { order: 0 }));
    await clock.advance(10);
    expect(sent).toBe(1);
    for (let order = 1; order < laneCount; order += 1) await queue.add(event(`b${order}`, { order }));
    await queue.flush();
    await clock.advance(4_900);
    expect(sent).toBe(1);
    await clock.advance(700);
    expect(sent).toBeGreaterThan(1);
    await queue.close();
  });

  it('Q19: keeps to a Retry-After that came while a lane was busy, and to the longest of several', async () => {
    const answers: ((result: SendResult) => void)[] = [];
    const transport: Transport = {
      send: () =>
        new Promise((resolve) => {
          answers.push(resolve);
        }),
    };
    const { queue, event, clock } = setUp({ transport, options: { flushAt: 1 } });
    for (let order = 0; order < 3; order += 1) {
      await queue.add(event(`a${order}`, { order }));
      await queue.add(event(`b${order}`, { order }));
    }
    await clock.advance(1);
    expect(answers).toHaveLength(3);
    const turnedAway = (retryAfter: number): SendResult => ({
      outcome: 'retry',
      reason: 'status_429',
      retryAfter,
    });
    answers[0]?.(turnedAway(9_000));
    await clock.advance(1);
    answers[1]?.(turnedAway(1_000));
    answers[2]?.({ outcome: 'answered', results: [{ messageId: 'a2', status: 'accepted' }] });
    await clock.advance(8_990);
    expect(answers).toHaveLength(3);
    await clock.advance(2_000);
    expect(answers).toHaveLength(6);
    await queue.close();
  });
});
