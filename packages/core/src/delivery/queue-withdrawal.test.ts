import { expect, it } from 'vitest';
import type { GateDecision } from '../gate/gate.ts';
import type { SendResult } from '../ports/transport.ts';
import { manualClock, scriptedTransport, seededRandom, storedEvent } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createQueue } from './queue.ts';

const pass: GateDecision = { verdict: 'pass', reason: 'granted' };
const refused: GateDecision = { verdict: 'drop', reason: 'refused:analytics' };

const clock = manualClock();
const event = (messageId: string) => storedEvent(messageId, { storedAt: clock.now() });

function setUp(change: Partial<Parameters<typeof createQueue>[0]> = {}) {
  const announcer = createAnnouncer();
  const news: string[] = [];
  announcer.on('delivered', ({ messageId }) => news.push(`delivered ${messageId}`));
  announcer.on('dropped', ({ messageId, reason }) => news.push(`dropped ${messageId} ${reason}`));
  const parts = {
    store: createMemoryEventStore(),
    transport: scriptedTransport(),
    clock,
    random: seededRandom(),
    announcer,
    ...change,
  };
  return { queue: createQueue(parts), news, ...parts };
}

it('settles an event once when it is withdrawn while its batch is in flight', async () => {
  let answer: (result: SendResult) => void = () => {};
  let arrived: () => void = () => {};
  const inFlight = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const transport = scriptedTransport([
    () => {
      arrived();
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  ]);
  const { queue, news } = setUp({ transport });
  await queue.add(event('a'));
  await queue.add(event('b'));
  const flushed = queue.flush();
  await inFlight;
  await queue.purge(({ messageId }) => (messageId === 'a' ? 'refused:analytics' : undefined));
  answer({
    outcome: 'answered',
    results: ['a', 'b'].map((messageId) => ({ messageId, status: 'accepted' })),
  });
  expect(await flushed).toEqual({ delivered: 1, dropped: 1, rejected: 0, pending: 0 });
  expect(news).toEqual(['dropped a refused:analytics', 'delivered b']);
});

it('asks again when forgetting a refused event took time in which another was withdrawn', async () => {
  const decisions = new Map([
    ['a', refused],
    ['b', pass],
  ]);
  const memory = createMemoryEventStore();
  const store = {
    ...memory,
    async remove(ids: readonly string[]) {
      decisions.set('b', refused);
      await memory.remove(ids);
    },
  };
  const transport = scriptedTransport();
  const { queue, news } = setUp({
    store,
    transport,
    recheck: ({ messageId }) => decisions.get(messageId) ?? refused,
  });
  await queue.add(event('a'));
  await queue.add(event('b'));
  expect(await queue.flush()).toEqual({ delivered: 0, dropped: 2, rejected: 0, pending: 0 });
  expect(transport.sent).toEqual([]);
  expect(news).toEqual(['dropped a refused:analytics', 'dropped b refused:analytics']);
});

it('counts again when another tab that shares the store has sent what was waiting', async () => {
  const { queue, store } = setUp();
  await queue.add(event('a'));
  await store.remove(['a']);
  expect((await queue.flush()).pending).toBe(0);
  const other = setUp({ store });
  await queue.add(event('b'));
  await store.append([event('c')]);
  expect(await queue.flush()).toEqual({ delivered: 2, dropped: 0, rejected: 0, pending: 0 });
  expect((await other.queue.flush()).pending).toBe(0);
});
