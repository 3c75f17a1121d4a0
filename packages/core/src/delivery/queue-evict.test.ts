import { describe, expect, it } from 'vitest';
import type { Outcome } from '../ports/sharers.ts';
import { manualClock, scriptedTransport, seededRandom, storedEvent } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createQueue } from './queue.ts';
import type { QueueParts } from './queue-options.ts';

const clock = manualClock();
const event = (messageId: string) => storedEvent(messageId, { storedAt: clock.now() });

function setUp(change: Partial<QueueParts> = {}) {
  const announcer = createAnnouncer();
  const news: string[] = [];
  announcer.on('delivered', ({ messageId }) => news.push(`${messageId} delivered`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`${messageId} ${reason}`));
  announcer.on('error', ({ code }) => news.push(code));
  const parts = { store: createMemoryEventStore(), clock, random: seededRandom(), announcer };
  const queue = createQueue({ ...parts, transport: scriptedTransport(), ...change });
  return { queue, news };
}

describe('an event that has to make room', () => {
  it('is announced once with its reason, and not sent', async () => {
    const { queue, news } = setUp();
    await queue.add(event('a'));
    await queue.add(event('b'));
    await queue.evict([[event('a'), 'queue_full']]);
    expect(await queue.flush()).toEqual({ delivered: 1, dropped: 0, rejected: 0, pending: 0 });
    expect(news).toEqual(['a queue_full', 'b delivered']);
  });

  it('goes on waiting where the store cannot forget it', async () => {
    const store = { ...createMemoryEventStore(), remove: () => Promise.reject(new Error('read-only')) };
    const { queue, news } = setUp({ store });
    await queue.add(event('a'));
    await queue.evict([[event('a'), 'queue_full']]);
    expect(news).toEqual(['storage_failed']);
  });
});

describe('who keeps what the hub refused', () => {
  it('Q21: is told of each event once, with what became of it', async () => {
    const told: (readonly [string, Outcome])[] = [];
    const { queue } = setUp({
      onSettled: ({ body }, outcome) => told.push([JSON.parse(body).messageId, outcome]),
      transport: scriptedTransport([
        {
          outcome: 'answered',
          results: [
            { messageId: 'a', status: 'accepted' },
            { messageId: 'b', status: 'rejected', code: 'invalid_properties' },
          ],
        },
      ]),
    });
    for (const messageId of ['a', 'b', 'c']) await queue.add(event(messageId));
    await queue.evict([[event('c'), 'queue_full']]);
    await queue.flush();
    expect(told).toEqual([
      ['c', 'queue_full'],
      ['a', expect.objectContaining({ status: 'accepted' })],
      ['b', expect.objectContaining({ status: 'rejected', code: 'invalid_properties' })],
    ]);
  });
});

describe('a hub that takes too long over a batch', () => {
  it('Q20: is sent half of it, until it answers in time, and then more again', async () => {
    const sizes: number[] = [];
    const { queue } = setUp({
      options: { flushAt: 1_000, batchMessages: 100 },
      transport: {
        async send(batch) {
          sizes.push(batch.length);
          return batch.length > 35
            ? { outcome: 'retry', reason: 'timeout' }
            : {
                outcome: 'answered',
                results: batch.map(({ messageId }) => ({ messageId, status: 'accepted' })),
              };
        },
      },
    });
    for (let number = 0; number < 120; number += 1) await queue.add(event(`m${number}`));
    while ((await queue.flush()).pending > 0) await clock.advance(60_000);
    expect(sizes).toEqual([100, 50, 25, 32, 40, 20, 25, 18]);
  });
});
