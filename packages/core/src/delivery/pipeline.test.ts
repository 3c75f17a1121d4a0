import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsentGate, Verdict } from '../gate/gate.ts';
import { buildMessage } from '../model/build-message.ts';
import type { Message } from '../model/message.ts';
import { limits } from '../model/wire-limits.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import { manualClock, scriptedTransport, seededRandom } from '../testing/index.ts';
import { createAnnouncer } from './announcer.ts';
import { createMemoryEventStore } from './memory-event-store.ts';
import { openPipeline } from './open-pipeline.ts';

function setUp(change: Partial<Parameters<typeof openPipeline>[0]> = {}) {
  const clock = manualClock();
  const random = seededRandom();
  const announcer = createAnnouncer();
  const dropped: string[] = [];
  announcer.on('dropped', ({ messageId, reason }) => dropped.push(`${messageId} ${reason}`));
  const store = createMemoryEventStore();
  const transport = scriptedTransport();
  const decisions: Record<string, Verdict> = {};
  const verdictOf = (purposes: readonly string[]): Verdict => {
    const verdicts = purposes.map((purpose) => decisions[purpose] ?? 'hold');
    return (
      verdicts.find((verdict) => verdict === 'drop') ??
      verdicts.find((verdict) => verdict === 'hold') ??
      'pass'
    );
  };
  const gate: ConsentGate = {
    decide: (purposes) => ({ verdict: verdictOf(purposes), reason: `${verdictOf(purposes)}:${purposes}` }),
    on: () => () => {},
  };
  const recheck = ({ purposes }: StoredEvent) => gate.decide(purposes);
  const pipeline = openPipeline({ store, transport, clock, random, announcer, recheck, ...change });
  const message = (messageId: string, properties: object = {}): Message =>
    buildMessage(
      { type: 'track', event: 'Cart Viewed', messageId, properties },
      { now: clock.now(), random: random.bytes(10) },
    );
  const track = (messageId: string, ...purposes: string[]) =>
    pipeline.accept(message(messageId), purposes.length ? purposes : ['analytics'], gate);
  const stored = async () => (await store.peek(1_000)).map(({ body }) => JSON.parse(body));
  return { clock, store, transport, decisions, gate, pipeline, message, track, stored, dropped };
}

describe('an event that is held', () => {
  it('G5: is in memory and nowhere else', async () => {
    const { track, pipeline, store, transport } = setUp();
    track('a');
    expect(await pipeline.flush()).toMatchObject({ delivered: 0, pending: 1 });
    expect(await store.size()).toEqual({ events: 0, bytes: 0 });
    expect([pipeline.held(), transport.sent]).toEqual([1, []]);
  });

  it('G5: stays as it was when it was tracked, whatever the page does to its objects', async () => {
    const { pipeline, gate, decisions, message, stored } = setUp();
    const properties = { products: [{ sku: 'A1' }] };
    pipeline.accept(message('a', properties), ['analytics'], gate);
    properties.products.push({ sku: 'B2' });
    decisions.analytics = 'pass';
    await pipeline.recheck();
    expect(await stored()).toMatchObject([{ properties: { products: [{ sku: 'A1' }] } }]);
  });

  it('G5: makes room for a newer one, oldest first', async () => {
    const { track, pipeline, dropped } = setUp({ maxHeld: 2 });
    const receipts = ['a', 'b', 'c', 'd'].map((id) => track(id));
    expect(pipeline.held()).toBe(2);
    expect(dropped).toEqual(['a hold_full', 'b hold_full']);
    expect(await receipts[0]?.delivered).toEqual({ status: 'dropped', reason: 'hold_full' });
  });

  it('G3, G6: is sent by a grant, with its own time and a stamp that says that it waited', async () => {
    const { track, pipeline, decisions, stored, clock } = setUp();
    const at = new Date(clock.now()).toISOString();
    const { durable } = track('a');
    await clock.advance(3_600_000);
    decisions.analytics = 'pass';
    decisions.marketing = 'drop';
    await pipeline.recheck();
    expect(await durable).toEqual({ status: 'stored' });
    expect(await stored()).toMatchObject([{ timestamp: at }]);
    expect((await stored())[0].context.consent).toEqual({
      categoryPreferences: { analytics: true, marketing: false },
      deferred: true,
    });
  });

  it('G6: is let go by a refusal, and no later grant brings it back', async () => {
    const { track, pipeline, decisions, stored, dropped } = setUp();
    const { durable, delivered } = track('a');
    decisions.analytics = 'drop';
    await pipeline.recheck();
    decisions.analytics = 'pass';
    await pipeline.recheck();
    expect(await durable).toEqual({ status: 'dropped', reason: 'drop:analytics' });
    expect(await delivered).toEqual({ status: 'dropped', reason: 'drop:analytics' });
    expect([dropped, await stored(), pipeline.held()]).toEqual([['a drop:analytics'], [], 0]);
  });

  it('G6: is let go when the tracker is closed, and nothing is taken afterwards', async () => {
    const { track, pipeline, dropped } = setUp();
    track('a');
    await pipeline.close();
    expect(await track('b').durable).toEqual({ status: 'dropped', reason: 'closed' });
    expect(dropped).toEqual(['a closed', 'b closed']);
  });

  it('G1, G6: of several purposes waits for the last of them', async () => {
    const { track, pipeline, decisions, stored } = setUp();
    track('a', 'analytics', 'marketing');
    decisions.analytics = 'pass';
    await pipeline.recheck();
    expect([pipeline.held(), await stored()]).toEqual([1, []]);
    decisions.marketing = 'pass';
    await pipeline.recheck();
    expect([pipeline.held(), (await stored()).length]).toEqual([0, 1]);
  });
});

describe('a withdrawal', () => {
  it('G7: drops what waits in the queue instead of sending it', async () => {
    const { track, pipeline, decisions, transport, dropped } = setUp();
    Object.assign(decisions, { analytics: 'pass', service: 'pass' });
    await Promise.all([track('a').durable, track('b', 'service').durable]);
    decisions.analytics = 'drop';
    await pipeline.recheck();
    expect(await pipeline.flush()).toMatchObject({ delivered: 1, pending: 0 });
    expect([transport.sent, dropped]).toEqual([[['b']], ['a drop:analytics']]);
  });

  it('G7: holds back what waits although nobody told the queue of it', async () => {
    const { track, pipeline, decisions, transport } = setUp();
    decisions.analytics = 'pass';
    await track('a').durable;
    decisions.analytics = 'drop';
    expect(await pipeline.flush()).toMatchObject({ delivered: 0, dropped: 1, pending: 0 });
    expect(transport.sent).toEqual([]);
  });

  it('G3: leaves the stamp of what was stored before as it was', async () => {
    const { track, decisions, stored, pipeline } = setUp();
    Object.assign(decisions, { analytics: 'pass', marketing: 'pass' });
    await track('a').durable;
    decisions.marketing = 'drop';
    await pipeline.recheck();
    expect((await stored())[0].context.consent).toEqual({
      categoryPreferences: { analytics: true, marketing: true },
    });
  });
});

type Move = ['track' | 'decide', string, Verdict] | ['recheck' | 'flush' | 'wait', string, Verdict];

it('G4: never stores or sends an event to which its gate does not say pass', async () => {
  const purposes = ['analytics', 'marketing'] as const;
  const move = fc.tuple(
    fc.constantFrom('track', 'track', 'decide', 'recheck', 'flush', 'wait'),
    fc.constantFrom('analytics', 'marketing', 'analytics+marketing'),
    fc.constantFrom('pass', 'hold', 'drop'),
  ) as fc.Arbitrary<Move>;
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
      const memory = createMemoryEventStore();
      const transport = scriptedTransport();
      const breaches: string[] = [];
      let may: (event: StoredEvent) => boolean = () => false;
      const watch = (where: string, events: readonly StoredEvent[]) => {
        for (const event of events) if (!may(event)) breaches.push(`${where} ${event.messageId}`);
      };
      const { pipeline, decisions, track, clock, gate } = setUp({
        store: {
          ...memory,
          append(events) {
            watch('stored', events);
            return memory.append(events);
          },
          async peek(limit) {
            await Promise.resolve();
            return memory.peek(limit);
          },
        },
        transport: {
          send(batch) {
            watch('sent', batch);
            return transport.send(batch);
          },
        },
      });
      may = (event) => gate.decide(event.purposes).verdict === 'pass';
      const receipts: Promise<unknown>[] = [];
      for (const [what, purpose, verdict] of moves) {
        if (what === 'track') receipts.push(track(`m${receipts.length}`, ...purpose.split('+')).delivered);
        if (what === 'decide') for (const one of purpose.split('+')) decisions[one] = verdict;
        if (what === 'recheck') void pipeline.recheck();
        if (what === 'flush') void pipeline.flush();
        if (what === 'wait') await clock.advance(10_000);
      }
      for (const purpose of purposes) decisions[purpose] = 'pass';
      await pipeline.recheck();
      await pipeline.flush();
      expect(breaches).toEqual([]);
      await Promise.all(receipts);
    }),
    { numRuns: 150 },
  );
});

describe('any message whatever', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const throwing = () => {
    throw new Error('a trap');
  };
  const trap = new Proxy(
    {},
    { get: throwing, ownKeys: throwing, has: throwing, getOwnPropertyDescriptor: throwing },
  );
  const garbage: [string, unknown, string][] = [
    ['a cycle', { messageId: 'a', properties: cycle }, 'not_serialisable'],
    ['a BigInt', { messageId: 'a', properties: { price: 1n } }, 'not_serialisable'],
    [
      'a getter that throws',
      {
        messageId: 'a',
        properties: {
          get price() {
            return throwing();
          },
        },
      },
      'not_serialisable',
    ],
    ['a toJSON that throws', { messageId: 'a', properties: { toJSON: throwing } }, 'not_serialisable'],
    ['a toJSON that answers nothing', { messageId: 'a', toJSON: () => undefined }, 'not_serialisable'],
    ['properties that are a trap', { messageId: 'a', properties: trap }, 'not_serialisable'],
    ['33 KB', { messageId: 'a', properties: { text: 'x'.repeat(33 * 1024) } }, 'message_too_large'],
    [
      '32 KB of umlauts',
      { messageId: 'a', properties: { text: 'ä'.repeat(17 * 1024) } },
      'message_too_large',
    ],
    ['a trap itself', trap, 'unreadable'],
    ['nothing', undefined, 'unreadable'],
    ['null', null, 'unreadable'],
    ['a text', 'Cart Viewed', 'unreadable'],
    ['no id', {}, 'unreadable'],
    ['an id that is no text', { messageId: Symbol('a') }, 'unreadable'],
  ];

  it.each(garbage.flatMap((row) => [['passes', ...row] as const, ['is held', ...row] as const]))(
    'G8: when it %s is dropped for %s',
    async (when, _, message, reason) => {
      const { pipeline, gate, decisions, store } = setUp();
      if (when === 'passes') decisions.analytics = 'pass';
      const { durable, delivered } = pipeline.accept(message as Message, ['analytics'], gate);
      expect(await durable).toEqual({ status: 'dropped', reason });
      expect(await delivered).toEqual({ status: 'dropped', reason });
      expect([await store.size(), pipeline.held()]).toEqual([{ events: 0, bytes: 0 }, 0]);
    },
  );

  it.each([undefined, null, 7, {}, { decide: 'pass' }])(
    'G2, G8: is dropped when the gate is %j',
    async (gate) => {
      const { pipeline, message } = setUp();
      const { durable } = pipeline.accept(message('a'), ['analytics'], gate as unknown as ConsentGate);
      expect(await durable).toEqual({ status: 'dropped', reason: 'gate-failed' });
    },
  );

  it('G8: is taken up to 32 KB, its stamp included', async () => {
    const { pipeline, gate, decisions, message, stored } = setUp();
    decisions.analytics = 'pass';
    const most =
      limits.messageBytes -
      JSON.stringify({
        ...message('a', { text: '' }),
        context: { consent: { categoryPreferences: { analytics: true } } },
      }).length;
    expect(
      await pipeline.accept(message('a', { text: 'x'.repeat(most) }), ['analytics'], gate).durable,
    ).toEqual({ status: 'stored' });
    expect(
      await pipeline.accept(message('b', { text: 'x'.repeat(most + 1) }), ['analytics'], gate).durable,
    ).toMatchObject({ reason: 'message_too_large' });
    expect(await stored()).toHaveLength(1);
  });

  it('G8: never makes accept throw', () => {
    const { pipeline, gate, decisions } = setUp();
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withNullPrototype: true, withSymbol: true } as fc.ObjectConstraints),
        fc.constantFrom<Verdict>('pass', 'hold', 'drop'),
        (thing, verdict) => {
          decisions.analytics = verdict;
          pipeline.accept(thing as Message, ['analytics'], gate);
          pipeline.accept(
            { messageId: 'x', context: thing, properties: thing } as unknown as Message,
            ['analytics'],
            gate,
          );
        },
      ),
    );
  });
});
