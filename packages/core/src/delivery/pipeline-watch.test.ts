import { expect, it } from 'vitest';
import type { ConsentGate, Verdict } from '../gate/gate.ts';
import { buildMessage } from '../model/build-message.ts';
import type { KnownResult } from '../ports/transport.ts';
import { acceptAll, manualClock, seededRandom } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { openPipeline } from './open-pipeline.ts';
import type { PipelineParts } from './pipeline.ts';

const random = seededRandom();
const clock = manualClock();
const message = (messageId: string) =>
  buildMessage(
    { type: 'track', event: 'Cart Viewed', messageId, properties: {} },
    { now: clock.now(), random: random.bytes(10) },
  );

function setUp(watch: PipelineParts['watch']) {
  let verdict: Verdict = 'hold';
  const gate: ConsentGate = { decide: () => ({ verdict, reason: verdict }), on: () => () => {} };
  const asked: string[][] = [];
  const pipeline = openPipeline({
    store: createMemoryEventStore(),
    transport: {
      send: async (batch) => acceptAll(batch),
      async known(ids): Promise<KnownResult> {
        asked.push([...ids]);
        return { outcome: 'answered', known: ids };
      },
    },
    clock,
    random,
    announcer: createAnnouncer(),
    ...(watch && { watch }),
  });
  const decide = (next: Verdict) => {
    verdict = next;
  };
  return { pipeline, gate, decide, asked };
}

it('tells who watches of each verdict, when an event is accepted and when a held one is asked about again', async () => {
  const seen: string[] = [];
  const { pipeline, gate, decide } = setUp(({ messageId }, purposes, decision) =>
    seen.push(`${messageId} ${purposes} ${decision.verdict}`),
  );
  pipeline.accept(message('a'), ['analytics'], gate);
  decide('drop');
  pipeline.accept(message('b'), ['marketing'], gate);
  decide('pass');
  await pipeline.recheck();
  expect(seen).toEqual(['a analytics hold', 'b marketing drop', 'a analytics pass']);
});

it('loses nothing when who watches throws', async () => {
  const { pipeline, gate, decide } = setUp(() => {
    throw new Error('a fault of the overlay');
  });
  decide('pass');
  const { delivered } = pipeline.accept(message('a'), ['analytics'], gate);
  expect(await pipeline.flush()).toMatchObject({ delivered: 1 });
  expect(await delivered).toEqual({ status: 'accepted' });
});

it('Q15: asks about what a page has let go before it sends it again', async () => {
  const { pipeline, gate, decide, asked } = setUp(undefined);
  decide('pass');
  const { durable, delivered } = pipeline.accept(message('a'), ['analytics'], gate);
  await durable;
  pipeline.doubt();
  await pipeline.flush();
  expect(asked).toEqual([['a']]);
  expect(await delivered).toEqual({ status: 'duplicate' });
});
