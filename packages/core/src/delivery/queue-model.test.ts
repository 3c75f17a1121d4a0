import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventStore, StoredEvent } from '../ports/event-store.ts';
import type { SendResult } from '../ports/transport.ts';
import type { MessageResult } from '../protocol/batch.ts';
import { manualClock, seededRandom, storedEvent } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createQueue } from './queue.ts';

// A queue between a hostile store and a hostile hub: both do what they like until they are well again.

const options = { flushAt: 4, flushAfter: 5_000, batchMessages: 6, batchBytes: 1_200 };

function hostileStore(isIll: () => boolean, chance: () => number): EventStore {
  const memory = createMemoryEventStore();
  let appending: Promise<void> = Promise.resolve();
  const mayFail = async (): Promise<void> => {
    if (isIll() && chance() < 0.15) throw new Error('the disk is full');
    if (isIll() && chance() < 0.3) await Promise.resolve();
  };
  return {
    ...memory,
    async peek(limit) {
      await mayFail();
      return memory.peek(limit);
    },
    append(events) {
      // A store may be slow, but it keeps the order.
      const appended = appending.then(mayFail).then(() => memory.append(events));
      appending = appended.catch(() => {});
      return appended;
    },
    async remove(ids) {
      await mayFail();
      await memory.remove(ids);
    },
  };
}

const statuses = ['accepted', 'duplicate', 'held', 'rejected'] as const;

function hostileAnswer(batch: readonly StoredEvent[], chance: () => number): SendResult {
  const results = batch.flatMap(({ messageId }): MessageResult[] => {
    const status = statuses[Math.floor(chance() * 4)] ?? 'accepted';
    const lot = chance();
    if (lot < 0.2) return [];
    return lot < 0.3
      ? [
          { messageId, status },
          { messageId, status: 'accepted' },
        ]
      : [{ messageId, status }];
  });
  const outcomes: readonly SendResult[] = [
    { outcome: 'answered', results },
    { outcome: 'answered', results: results.toReversed() },
    { outcome: 'answered', results: [{ messageId: 'a stranger', status: 'accepted' }] },
    { outcome: 'answered', results: [] },
    { outcome: 'retry', reason: 'network' },
    { outcome: 'retry', reason: 'status_503', retryAfter: chance() * 400_000 },
    { outcome: 'split', reason: 'unreadable' },
    { outcome: 'refused', reason: 'status_401' },
  ];
  return outcomes[Math.floor(chance() * outcomes.length)] ?? { outcome: 'retry', reason: 'network' };
}

type Move = 'add' | 'flush' | 'online' | 'purge' | 'wait';

async function live(seed: number, moves: readonly Move[]) {
  const random = seededRandom(seed);
  const chance = random.next;
  const clock = manualClock();
  const announcer = createAnnouncer();
  let isIll = true;
  let flying = 0;
  let sends = 0;
  const sentSinceWell: string[] = [];
  const news = new Map<string, number>();
  const told = ({ messageId }: { readonly messageId: string }) =>
    news.set(messageId, (news.get(messageId) ?? 0) + 1);
  for (const name of ['delivered', 'rejected', 'dropped'] as const) announcer.on(name, told);
  const queue = createQueue({
    store: hostileStore(() => isIll, chance),
    transport: {
      async send(batch) {
        flying += 1;
        sends += 1;
        expect(flying, 'Q1').toBe(1);
        if (chance() < 0.5) await new Promise<void>((resolve) => clock.after(chance() * 9_000, resolve));
        flying -= 1;
        if (isIll) return hostileAnswer(batch, chance);
        sentSinceWell.push(...batch.map(({ messageId }) => messageId));
        return {
          outcome: 'answered',
          results: batch.map(({ messageId }) => ({ messageId, status: 'accepted' })),
        };
      },
    },
    clock,
    random,
    announcer,
    options,
  });
  const added: string[] = [];
  const flushes: Promise<unknown>[] = [];
  for (const move of moves) {
    if (move === 'add') {
      const id = `m${String(added.length).padStart(3, '0')}`;
      added.push(id);
      const adding = queue.add(storedEvent(id, { storedAt: clock.now() }));
      if (chance() < 0.5) await adding;
    }
    if (move === 'flush') flushes.push(queue.flush());
    if (move === 'online') queue.online();
    if (move === 'purge') {
      const purging = queue.purge(({ messageId }) => (chance() < 0.1 ? `refused:${messageId}` : undefined));
      if (chance() < 0.5) await purging;
    }
    if (move === 'wait') await clock.advance(chance() * 20_000);
  }
  isIll = false;
  const before = sends;
  await clock.advance(700_000);
  await Promise.all(flushes);
  return { queue, clock, added, news, sentSinceWell, sendsOnceWell: sends - before };
}

const lives = fc.tuple(
  fc.nat(),
  fc.array(fc.constantFrom<Move>('add', 'add', 'add', 'flush', 'online', 'purge', 'wait'), { maxLength: 60 }),
);

it('Q1, Q3, Q9, Q10, Q11: loses nothing, announces everything once and always ends, whatever store and hub do', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ([seed, moves]) => {
      const { queue, added, news, sentSinceWell, sendsOnceWell } = await live(seed, moves);
      expect([...news.keys()].toSorted(), 'none lost, none invented').toEqual(added);
      expect(
        [...news.values()].every((times) => times === 1),
        'none announced twice',
      ).toBe(true);
      expect(sentSinceWell, 'in their order').toEqual(sentSinceWell.toSorted());
      expect(sendsOnceWell, 'no hot loop').toBeLessThanOrEqual(added.length + 12);
      expect(await queue.flush()).toEqual({ delivered: 0, dropped: 0, rejected: 0, pending: 0 });
    }),
    {
      numRuns: 300,
      // An event that came between the end of a look and what the look said, once forgotten.
      examples: [[[1004869332, ['add', 'purge', 'add', 'online']]]],
    },
  );
}, 60_000);
