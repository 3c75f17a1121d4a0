import { expect, it } from 'vitest';
import { necessaryOnly } from '../gate/gate.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { scriptedTransport } from '../testing/scripted-transport.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { openPipeline } from './open-pipeline.ts';

it('settles every receipt of an event that is reported twice, and sends it once', async () => {
  const transport = scriptedTransport();
  const pipeline = openPipeline({
    store: createMemoryEventStore(),
    transport,
    clock: manualClock(),
    random: seededRandom(),
    announcer: createAnnouncer(),
  });
  const message = { type: 'track', messageId: 'receipt-7', timestamp: '2026-11-22T09:00:00.000Z' } as const;
  const first = pipeline.accept(message, ['necessary'], necessaryOnly);
  const second = pipeline.accept(message, ['necessary'], necessaryOnly);
  expect(await pipeline.flush()).toEqual({ delivered: 1, dropped: 0, rejected: 0, pending: 0 });
  expect(await first.delivered).toEqual({ status: 'accepted' });
  expect(await second.delivered).toEqual({ status: 'accepted' });
  expect(transport.sent).toEqual([['receipt-7']]);
});

it('says that an event is durable also when the store says so after the hub has judged it', async () => {
  const memory = createMemoryEventStore();
  const clock = manualClock();
  const pipeline = openPipeline({
    store: {
      ...memory,
      // It can be seen at once, and a second later is said to be safe.
      append: async (events) => {
        await memory.append(events);
        await new Promise<void>((resolve) =>
          clock.after(events[0]?.messageId === 'slow' ? 1_000 : 0, resolve),
        );
      },
    },
    transport: scriptedTransport(),
    clock,
    random: seededRandom(),
    announcer: createAnnouncer(),
    options: { flushAt: 1 },
  });
  const at = { type: 'track', timestamp: '2026-11-22T09:00:00.000Z' } as const;
  const slow = pipeline.accept({ ...at, messageId: 'slow' }, ['necessary'], necessaryOnly);
  pipeline.accept({ ...at, messageId: 'quick' }, ['necessary'], necessaryOnly);
  await clock.advance(10);
  expect(await slow.delivered).toEqual({ status: 'accepted' });
  await clock.advance(1_000);
  expect(await slow.durable).toEqual({ status: 'stored' });
});
