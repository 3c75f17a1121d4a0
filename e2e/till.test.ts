import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@rialto/node';
import { createTill, type Till } from '@rialto/node/pos';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  end,
  freePort,
  type HubProcess,
  linesOf,
  outputOf,
  startHub,
  startNode,
} from './support/processes.ts';

interface Logged {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}
interface Verified {
  readonly ok: boolean;
  readonly events: number;
  readonly revenue: Readonly<Record<string, string>>;
}

let folder: string;
let hub: HubProcess;
let key: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rialto-e2e-'));
  hub = await startHub(join(folder, 'hub'), await freePort());
  key = (await hub.keys()).secret;
});
afterEach(async () => {
  await end(hub.process);
  await rm(folder, { recursive: true, force: true });
});

/** The receipts in the log of the hub, and what its own command counts. The hub has ended afterwards. */
async function audit(): Promise<{ readonly verified: Verified; readonly receipts: readonly Logged[] }> {
  await end(hub.process);
  const data = join(folder, 'hub');
  const output = await outputOf(startNode('packages/hub/src/cli.ts', 'verify', '--data', data, '--json'));
  const database = new DatabaseSync(join(data, 'rialto.db'), { readOnly: true });
  const rows = database.prepare('select event from log order by sequence').all();
  database.close();
  const events = rows.map(({ event }): Logged => JSON.parse(String(event)));
  return {
    verified: JSON.parse(output),
    receipts: events.filter(({ properties }) => properties.receipt_sequence !== undefined),
  };
}

/** The numbers of a series, each once. What is nobody's may reach the hub in any order. */
const numbersIn = (receipts: readonly Logged[], training: boolean): number[] => {
  const series = receipts.filter(({ properties }) => (properties.training === true) === training);
  const numbers = new Set(series.map(({ properties }) => Number(properties.receipt_sequence)));
  return [...numbers].sort((a, b) => a - b);
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('a till before a real hub', { timeout: 60_000 }, () => {
  const open = (): { readonly client: ReturnType<typeof createClient>; readonly till: Till } => {
    const client = createClient({
      ...{ endpoint: hub.url, key, source: 'till-hh-4', channel: 'store' },
      ...{ queue: { path: join(folder, 'till') }, flushAfter: 50 },
    });
    const till = createTill({
      ...{ client, store: 'hh-altona', till: '4', staff: 's-7', currency: 'EUR' },
      ...{ timeZone: 'Europe/Berlin', path: join(folder, 'till'), strict: true },
    });
    return { client, till };
  };
  const line = (unitPrice: number) => ({ sku: `A${unitPrice}`, unitPrice, vatRate: 19 });

  it('T27: is counted by the hub as sales − returns − voids, and what is practised is not', async () => {
    const { client, till } = open();
    let due = 0;
    const sell = (amount: number) => {
      due += amount;
      return till.sale({ lines: [line(amount)], payments: [{ method: 'cash', amount }] });
    };
    const takeBack = (amount: number) => {
      due -= amount;
      return till.return({ lines: [line(amount)] });
    };

    for (const amount of [1999, 5, 3333]) sell(amount);
    takeBack(1999);
    till.void({ original: sell(120_001) });
    due -= 120_001;
    const undone = takeBack(3333);
    till.void({ original: undone });
    due += 3333;
    till.exchange({ returned: [line(5)], taken: [line(5)] });
    till.exchange({ returned: [line(1000)], taken: [line(2500)] });
    due += 1500;
    till.void({ original: till.exchange({ returned: [line(2500)], taken: [line(1000)] }) });
    sell(-75); // bottles, and nothing else
    till.void();
    const aside = till.suspend({ lines: [line(700)] });
    till.sale(till.resume({ original: aside }).basket ?? {});
    due += 700;

    till.setTraining(true);
    till.void({ original: till.sale({ lines: [line(9900)] }) });
    till.sale({ lines: [line(8800)] });
    till.return({ lines: [line(7700)] });
    till.setTraining(false);
    const last = sell(1);

    await till.close();
    expect(await client.flush()).toMatchObject({ pending: 0, dropped: 0, rejected: 0 });
    await client.close();
    const { verified, receipts } = await audit();
    expect(verified).toMatchObject({ ok: true });
    expect(Math.round(Number(verified.revenue.EUR) * 100)).toBe(due);
    expect(verified.revenue.EUR).toMatch(/^\d+\.\d{2}$/);
    const real = numbersIn(receipts, false);
    expect(real).toEqual(upTo(real.length));
    expect(last.receiptNumber).toBe(`hh-altona-4-${real.length}`);
    expect(numbersIn(receipts, true)).toEqual(upTo(4));
  });

  it('T23: hands out an order of the web, takes it back, and both channels come to nothing', async () => {
    const { client, till } = open();
    const ada = { kind: 'qr', value: 'rialto:1:userId:ada' } as const;
    const lamp = { product_id: 'A1', price: '19.99', quantity: 1 };
    const order = { order_id: 'o-7', total: '19.99', currency: 'EUR', products: [lamp] };
    await client.track({ event: 'Order Completed', userId: 'ada', channel: 'web', properties: order })
      .delivered;
    const seen = async () => {
      const customer = await client.customer(
        { identifier: { kind: 'userId', value: 'ada' }, purpose: 'service' },
        { maxStale: 0 },
      );
      return customer?.orders?.list.map(({ id, channel, state }) => ({ id, channel, state }));
    };
    expect(await seen()).toEqual([{ id: 'o-7', channel: 'web', state: 'placed' }]);

    expect(await till.identify(ada)).toMatchObject({ offline: false });
    await till.pickup({ orderId: 'o-7', orderChannel: 'web' }).delivered;
    expect(await seen()).toEqual([{ id: 'o-7', channel: 'web', state: 'collected' }]);

    await till.identify(ada);
    const lines = [{ productId: 'A1', unitPrice: 1999, vatRate: 19 }];
    await till.return({ lines, original: { orderId: 'o-7', channel: 'web' } }).delivered;
    expect(await seen()).toEqual([{ id: 'o-7', channel: 'web', state: 'returned' }]);
    expect(till.customer()).toBeUndefined();

    await till.close();
    await client.close();
    const { verified } = await audit();
    expect(verified).toMatchObject({ ok: true, revenue: { EUR: '0' } });
  });

  it('T7, T8: goes on with its numbers when it was killed in the middle of the day', async () => {
    const run = (most = '') =>
      startNode('e2e/support/till-of-a-day.ts', hub.url, key, join(folder, 'till'), most);
    const safe = new Map<string, number>();
    for (const killAfter of [37, 80]) {
      const till = run();
      let told = 0;
      for await (const text of linesOf(till)) {
        if (!text.endsWith('}')) continue; // the last words of a process that was killed
        const { receiptNumber, total, status, error } = JSON.parse(text);
        expect(error).toBeUndefined();
        expect(status).toBe('stored');
        expect(safe.has(receiptNumber)).toBe(false);
        safe.set(receiptNumber, total);
        told += 1;
        if (told === killAfter) till.kill('SIGKILL');
      }
    }
    const evening = (await outputOf(run('3')))
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(evening.at(-1)?.report).toMatchObject({ pending: 0, dropped: 0, rejected: 0 });
    for (const { receiptNumber, total } of evening.slice(0, -1)) safe.set(receiptNumber, total);

    const { verified, receipts } = await audit();
    const numbers = numbersIn(receipts, false);
    expect(numbers).toEqual(upTo(numbers.length));
    expect(evening.at(-2)?.receiptNumber).toBe(`hh-altona-4-${numbers.length}`);
    const sales = receipts.filter(({ name }) => name === 'Sale Completed');
    for (const [receiptNumber, total] of safe) {
      const events = receipts.filter(({ properties }) => properties.receipt_number === receiptNumber);
      expect(events.map(({ name, properties }) => [name, properties.total])).toEqual([
        ['Sale Completed', (total / 100).toFixed(2)],
      ]);
    }
    const sum = sales.reduce((all, { properties }) => all + Math.round(Number(properties.total) * 100), 0);
    expect(verified).toMatchObject({ ok: true });
    expect(Math.round(Number(verified.revenue.EUR) * 100)).toBe(sum);
  });
});
