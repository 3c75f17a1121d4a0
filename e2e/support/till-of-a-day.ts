// A till with receipt numbers in a process of its own, for tests that kill it. Tells each receipt, and again when it is safe.
import { createClient } from '@rialto/node';
import { createTill } from '@rialto/node/pos';

const [endpoint = '', key = '', path = '', most = ''] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const client = createClient({ endpoint, key, source: 'till-hh-4', channel: 'store', queue: { path } });
const till = createTill({ client, store: 'hh-altona', till: '4', staff: 's-7', currency: 'EUR', path });
client.on('error', ({ code }) => say({ error: code }));
till.on('error', ({ code }) => say({ error: code }));

for (let at = 0; most === '' || at < Number(most); at += 1) {
  // Amounts of their own, so that a sale cannot pass for another.
  const total = 1_000 + Math.floor(Math.random() * 100_000);
  const { receiptNumber, durable } = till.sale({ total, payments: [{ method: 'card', amount: total }] });
  void durable.then(({ status }) => say({ receiptNumber, total, status }));
  if (at % 4 === 0) await durable;
}
await till.close();
say({ report: await client.flush({ timeout: 60_000 }) });
await client.close();
