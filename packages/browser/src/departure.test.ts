import { createAnnouncer, type SendResult, type StoredEvent, type Transport } from '@rialto/core/delivery';
import { acceptAll, storedEvent } from '@rialto/core/testing';
import { expect, it } from 'vitest';
import { createDeparture } from './departure.ts';

function setUp(
  events: readonly StoredEvent[],
  mayPass: (event: StoredEvent) => boolean = () => true,
  isDurable = false,
) {
  const inDoubt = new Set<string>();
  const waiting = new Map(events.map((event) => [event.messageId, event]));
  const sent: (readonly StoredEvent[])[] = [];
  const answers: ((result: SendResult) => void)[] = [];
  const asked: (readonly string[])[] = [];
  const transport: Transport = {
    send(batch) {
      sent.push(batch);
      return new Promise((resolve) => answers.push(resolve));
    },
    async known(messageIds) {
      asked.push(messageIds);
      return { outcome: 'answered', known: [] };
    },
  };
  const announcer = createAnnouncer();
  const departure = createDeparture({
    transport,
    announcer,
    mayPass,
    inDoubt,
    isDurable: () => isDurable,
    store: {
      departing: () => [...waiting.values()],
      settle: (messageId) => void waiting.delete(messageId),
    },
  });
  return {
    ...departure,
    announcer,
    inDoubt,
    asked,
    answer: (result: SendResult) => answers.shift()?.(result),
    ids: () => sent.map((batch) => batch.map(({ messageId }) => messageId)),
    bytes: () => sent.flat().reduce((sum, { body }) => sum + body.length, 0),
  };
}
const [a, b, c] = [storedEvent('a'), storedEvent('b'), storedEvent('c')];
const large = (id: string, bytes: number) => storedEvent(id, { body: 'x'.repeat(bytes) });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it('L8: sends at once what departs, in its order', () => {
  const { leave, ids } = setUp([a, b, c]);
  expect(leave()).toBe(true);
  expect(ids()).toEqual([['a', 'b', 'c']]);
});

it('sends nothing where nothing departs, and says so', () => {
  const { leave, ids } = setUp([]);
  expect(leave()).toBe(false);
  expect(ids()).toEqual([]);
});

it('L8: asks at the moment of leaving what may pass', () => {
  const { leave, ids } = setUp([a, b, c], ({ messageId }) => messageId !== 'b');
  leave();
  expect(ids()).toEqual([['a', 'c']]);
});

it('L10: leaves out what is on its way, and says that something is', () => {
  const { leave, ids, transport } = setUp([a, b]);
  void transport.send([a, b]);
  expect(leave()).toBe(true);
  expect(ids()).toEqual([['a', 'b']]);
});

it('L10: leaves out what was judged, though it may not be removed yet', async () => {
  const { leave, ids, transport, answer } = setUp([a, b]);
  void transport.send([a]);
  answer(acceptAll([a]));
  await settled();
  leave();
  expect(ids()).toEqual([['a'], ['b']]);
});

it('L15: takes what had no answer and is not on the device', async () => {
  const { leave, ids, transport, answer } = setUp([a]);
  void transport.send([a]);
  answer({ outcome: 'retry', reason: 'network' });
  await settled();
  leave();
  expect(ids()).toEqual([['a'], ['a']]);
});

it.each<[SendResult, string[][]]>([
  [{ outcome: 'retry', reason: 'network' }, [['a'], ['b']]],
  [{ outcome: 'retry', reason: 'status_503', retryAfter: 9_000 }, [['a'], ['a', 'b']]],
])(
  'L15: leaves to the next page what is on the device and may have arrived: %j',
  async (result, expected) => {
    const { leave, ids, transport, answer } = setUp([a, b], () => true, true);
    void transport.send([a]);
    answer(result);
    await settled();
    leave();
    expect(ids()).toEqual(expected);
  },
);

it('L15: leaves to the next page what another tab has in its hand', () => {
  const { leave, ids, inDoubt } = setUp([a, b], () => true, true);
  inDoubt.add('a');
  leave();
  expect(ids()).toEqual([['b']]);
});

it('L10: leaves out what another tab has settled', () => {
  const { leave, ids, announcer } = setUp([a, b, c]);
  announcer.emit('delivered', { messageId: 'a', status: 'accepted' });
  announcer.emit('dropped', { messageId: 'b', reason: 'refused:analytics' });
  leave();
  expect(ids()).toEqual([['c']]);
});

it('L9: takes the newest that fit beside what is on its way, and skips what is too large', () => {
  const { leave, ids, bytes, transport } = setUp([
    large('old', 9_000),
    large('huge', 30_000),
    large('m', 9_000),
    large('n', 9_000),
  ]);
  void transport.send([large('flying', 40_000)]);
  leave();
  expect(ids()[1]).toEqual(['m', 'n']);
  expect(bytes()).toBeLessThanOrEqual(60 * 1024);
});

it('L11: asks what is known only after it has heard what became of what departed', async () => {
  const { leave, transport, asked, answer } = setUp([a]);
  leave();
  const known = transport.known?.(['a']);
  await settled();
  expect(asked).toEqual([]);
  answer(acceptAll([a]));
  await known;
  expect(asked).toEqual([['a']]);
});

it('says that a hub cannot be asked, where the transport cannot', async () => {
  const departure = createDeparture({
    transport: { send: async (batch) => acceptAll(batch) },
    announcer: createAnnouncer(),
    mayPass: () => true,
    inDoubt: new Set(),
    isDurable: () => false,
    store: { departing: () => [], settle: () => {} },
  });
  expect(await departure.transport.known?.(['a'])).toEqual({ outcome: 'unsupported' });
});
