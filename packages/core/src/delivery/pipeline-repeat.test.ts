import { expect, it } from 'vitest';
import { necessaryOnly } from '../gate/gate.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { scriptedTransport } from '../testing/scripted-transport.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { createPipeline } from './pipeline.ts';

it('settles every receipt of an event that is reported twice, and sends it once', async () => {
  const transport = scriptedTransport();
  const pipeline = createPipeline({
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
