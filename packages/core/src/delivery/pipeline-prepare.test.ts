import { expect, it } from 'vitest';
import type { ConsentGate, Verdict } from '../gate/gate.ts';
import { buildMessage } from '../model/build-message.ts';
import type { Message } from '../model/message.ts';
import { manualClock, scriptedTransport, seededRandom } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { openPipeline } from './open-pipeline.ts';

function setUp(prepare: (message: Message) => Message) {
  const clock = manualClock();
  const random = seededRandom();
  const store = createMemoryEventStore();
  const parts = { store, transport: scriptedTransport(), clock, random, announcer: createAnnouncer() };
  const pipeline = openPipeline({ ...parts, prepare });
  const decision: { verdict: Verdict } = { verdict: 'hold' };
  const gate: ConsentGate = { decide: () => ({ ...decision, reason: 'test' }), on: () => () => {} };
  const track = () =>
    pipeline.accept(
      buildMessage({ type: 'track', event: 'Cart Viewed' }, { now: clock.now(), random: random.bytes(10) }),
      ['analytics'],
      gate,
    );
  const stored = async () => (await store.peek(10)).map(({ body }) => JSON.parse(body));
  return { pipeline, decision, track, stored, clock };
}

it('prepares a held message when it is promoted, and leaves its time as it was', async () => {
  let anonymousId = 'too early';
  const { pipeline, decision, track, stored, clock } = setUp((message) => ({ ...message, anonymousId }));
  const at = new Date(clock.now()).toISOString();
  const { durable } = track();
  await clock.advance(60_000);
  anonymousId = 'made by the grant';
  decision.verdict = 'pass';
  await pipeline.recheck();
  expect(await durable).toEqual({ status: 'stored' });
  expect(await stored()).toMatchObject([
    { anonymousId: 'made by the grant', timestamp: at, context: { consent: { deferred: true } } },
  ]);
});

it('drops a message whose preparation throws', async () => {
  const { decision, track } = setUp(() => {
    throw new Error('no');
  });
  decision.verdict = 'pass';
  expect(await track().durable).toEqual({ status: 'dropped', reason: 'not_serialisable' });
});

it('lets go of what is held when the person changes, so that a later grant releases nothing', async () => {
  const { pipeline, decision, track, stored } = setUp((message) => message);
  const { delivered } = track();
  pipeline.dropHeld('reset');
  expect(await delivered).toEqual({ status: 'dropped', reason: 'reset' });
  decision.verdict = 'pass';
  await pipeline.recheck();
  expect(await stored()).toEqual([]);
});
