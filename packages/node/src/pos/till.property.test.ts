import type { DurableResult } from '@rialto/core/delivery';
import { manualClock } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  memoryFile,
  openingTime,
  openTill,
  revenueOf,
  settle,
  type Tracked,
  testClient,
} from '../../test/till.ts';
import type { TillReceipt } from './till-receipt.ts';

/** What a till is told. `isLost`: the process dies before this event is stored, and it never reaches the hub. */
type Step =
  | { readonly kind: 'sale' | 'return'; readonly amount: number }
  | { readonly kind: 'exchange'; readonly amount: number; readonly taken: number }
  | { readonly kind: 'void'; readonly back: number }
  | { readonly kind: 'break-off' | 'suspend' | 'resume' | 'forget' | 'pickup' | 'close' | 'next-day' }
  | { readonly kind: 'identify'; readonly card: number }
  | { readonly kind: 'training'; readonly on: boolean }
  | { readonly kind: 'crash'; readonly unsafe: number; readonly arrived: readonly boolean[] };

const amount = fc.integer({ min: 0, max: 1_000_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('sale' as const, 'return' as const), amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('exchange' as const), amount, taken: amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('void' as const), back: fc.nat(5) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('break-off', 'suspend', 'resume', 'forget', 'pickup', 'close', 'next-day'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('identify' as const), card: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('training' as const), on: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      unsafe: fc.nat(3),
      arrived: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    }),
  },
) as fc.Arbitrary<Step>;

interface Rung {
  readonly receipt: TillReceipt;
  readonly net: number;
  readonly customer: string | undefined;
  readonly training: boolean;
  isSafe: boolean;
  isVoided: boolean;
}

/** Tills that follow one another on one disk, and beside them what should come of it. */
async function play(steps: readonly Step[]) {
  const clock = manualClock(openingTime);
  const hub: Tracked[] = [];
  const rung: Rung[] = [];
  let client = testClient();
  let file = memoryFile();
  let seed = 1;
  const open = () => openTill({ clock, client, file, seed });
  let { till } = open();
  await settle();
  // Beside the till: who stands there, what is aside, which receipts it still knows.
  let customer: string | undefined;
  let training = false;
  let aside: {
    readonly number: string;
    readonly customer: string | undefined;
    readonly training: boolean;
  }[] = [];
  let known: Rung[] = [];

  function note(receipt: TillReceipt, net: number, whose: string | undefined): void {
    const one: Rung = { receipt, net, customer: whose, training, isSafe: false, isVoided: false };
    void receipt.durable.then(({ status }) => {
      one.isSafe = status === 'stored';
    });
    rung.push(one);
    known.push(one);
    customer = undefined;
  }

  async function restart(): Promise<void> {
    seed += 1;
    hub.push(...client.tracked);
    client = testClient();
    ({ till } = open());
    till.setTraining(training);
    customer = undefined;
    known = [];
    aside = aside.map((one) => ({ ...one, customer: undefined }));
    await settle();
  }

  async function crash(unsafe: number, arrived: readonly boolean[]): Promise<void> {
    await settle();
    client.durable = () => new Promise<DurableResult>(() => {});
    const safe = client.tracked.length;
    for (let at = 0; at < unsafe; at += 1) note(till.sale({ total: 100 + at }), 100 + at, customer);
    await settle();
    const kept = client.tracked.filter((_, at) => at < safe || arrived[at - safe]);
    client.tracked.splice(0, client.tracked.length, ...kept);
    file = file.gone();
    await restart();
  }

  async function take(one: Step): Promise<void> {
    switch (one.kind) {
      case 'sale':
        return note(till.sale({ total: one.amount }), one.amount, customer);
      case 'return':
        return note(till.return({ total: one.amount }), -one.amount, customer);
      case 'exchange': {
        const lines = (unitPrice: number) => [{ sku: 'A1', unitPrice }];
        const swapped = till.exchange({ returned: lines(one.amount), taken: lines(one.taken) });
        return note(swapped, one.taken - one.amount, customer);
      }
      case 'void': {
        const voidable = known.filter((sold) => sold.training === training);
        const sold = voidable.at(-1 - one.back);
        if (!sold) return;
        note(till.void({ original: sold.receipt }), sold.isVoided ? 0 : -sold.net, sold.customer);
        known.pop();
        sold.isVoided = true;
        return;
      }
      case 'break-off':
        note(till.void(), 0, customer);
        known.pop();
        return;
      case 'pickup':
        note(till.pickup({ orderId: 'o', orderChannel: 'web' }), 0, customer);
        known.pop();
        return;
      case 'suspend': {
        const whose = customer;
        const receipt = till.suspend({ lines: [] });
        aside.push({ number: receipt.receiptNumber, customer: whose, training });
        note(receipt, 0, whose);
        known.pop();
        return;
      }
      case 'resume': {
        const last = aside.findLast((basket) => basket.training === training);
        aside = aside.filter((basket) => basket !== last);
        const receipt = till.resume();
        expect(receipt.customer?.identifier.value).toBe(last?.customer);
        note(receipt, 0, last?.customer);
        known.pop();
        customer = last?.customer;
        return;
      }
      case 'identify':
        customer = String(one.card);
        void till.identify({ kind: 'loyalty_card', value: customer });
        return;
      case 'forget':
        till.forget();
        customer = undefined;
        return;
      case 'training':
        till.setTraining(one.on);
        if (one.on !== training) customer = undefined;
        training = one.on;
        return;
      case 'next-day':
        await settle();
        await clock.advance(24 * 3_600_000);
        aside = [];
        known = [];
        return;
      case 'close':
        await till.close();
        return restart();
      case 'crash':
        return crash(one.unsafe, one.arrived);
    }
  }

  for (const one of steps) {
    await take(one);
    expect(till.customer()?.identifier.value).toBe(customer);
  }
  await settle();
  await till.close();
  await restart();
  await till.close();
  hub.push(...client.tracked);
  return { hub, rung };
}

const numberOf = ({ properties }: Tracked): string =>
  `${properties.training === true ? 'T' : ''}${String(properties.receipt_sequence)}`;
const isInterrupted = ({ properties }: Tracked): boolean => properties.reason === 'interrupted';
/** Training too: it must come out even in itself. */
const effect = (tracked: Tracked): number =>
  revenueOf({ ...tracked, properties: { ...tracked.properties, training: false } });

describe('a till, whatever happens to it', () => {
  it('T7, T9, T17, T27: shows the hub every number, every cent once, and no customer of one receipt in another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { hub, rung } = await play(steps);
        const receipts = hub.filter(({ properties }) => properties.receipt_sequence !== undefined);

        for (const series of ['', 'T']) {
          const seen = receipts.map(numberOf).filter((number) => number.startsWith('T') === (series === 'T'));
          const numbers = [...new Set(seen)]
            .map((number) => Number(number.replace('T', '')))
            .sort((a, b) => a - b);
          expect(numbers).toEqual(numbers.map((_, at) => at + 1));
        }

        const byId = new Map(rung.map((one) => [one.receipt.receiptNumber, one]));
        expect(byId.size).toBe(rung.length);
        for (const one of rung) {
          const events = receipts.filter(
            ({ properties }) => properties.receipt_number === one.receipt.receiptNumber,
          );
          expect(events.length).toBeGreaterThan(0);
          if (one.isSafe) expect(events.some(isInterrupted)).toBe(false);
          for (const event of events.filter((found) => !isInterrupted(found))) {
            expect(event.people).toEqual(one.customer === undefined ? [] : [`loyalty_card:${one.customer}`]);
            expect(event.properties.training === true).toBe(one.training);
          }
          const isThere = events.some((event) => !isInterrupted(event));
          expect(events.reduce((all, event) => all + effect(event), 0)).toBe(isThere ? 0 + one.net : 0);
        }
        // What nobody rang up are the baskets that were given up and the numbers that were interrupted: they move nothing, and name nobody.
        const others = receipts.filter(({ properties }) => !byId.has(String(properties.receipt_number)));
        expect(others.map(effect).every((moved) => moved === 0)).toBe(true);
        expect(others.flatMap(({ people }) => people)).toEqual([]);
        expect(new Set(receipts.map(({ messageId }) => messageId)).size).toBe(receipts.length);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
