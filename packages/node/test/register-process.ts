// A till with receipt numbers in a process of its own, for tests that kill it. Says in JSON lines what it rang up.
import { createClient } from '../src/index.ts';
import { createTill } from '../src/pos/index.ts';

const [endpoint = '', path = '', receipts = 'forever'] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const client = createClient({
  endpoint,
  key: 'sk_test_0123456789',
  source: 'till-4',
  channel: 'store',
  queue: { path },
  flushAfter: 50,
});
// The same folder: a till and the queue may share it.
const till = createTill({ client, store: 'hh', till: '4', currency: 'EUR', path });
client.on('error', ({ code }) => say({ error: code }));
till.on('error', ({ code }) => say({ error: code }));

const most = receipts === 'forever' ? Number.POSITIVE_INFINITY : Number(receipts);
for (let at = 0; at < most; at += 1) {
  if (at % 3 === 0) void till.identify({ kind: 'loyalty_card', value: `7000-${at % 7}` });
  const { receiptNumber, durable } = till.sale({ lines: [{ sku: 'A1', unitPrice: 1999, vatRate: 19 }] });
  say({ rung: receiptNumber });
  void durable.then(({ status }) => status === 'stored' && say({ durable: receiptNumber }));
  // As a busy till would: several at once, and now and then one alone.
  if (at % 5 === 0) await durable;
}
await till.close();
say({ report: await client.flush({ timeout: 20_000 }) });
await client.close();
