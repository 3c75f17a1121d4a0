// A till in a process of its own that is told to end right after a sale, for tests. Says the number of the receipt, and what went wrong.
import { createClient } from '../src/index.ts';
import { createTill } from '../src/pos/index.ts';

const [endpoint = '', path = '', how = 'signal'] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const client = createClient({
  ...{ endpoint, key: 'sk_test_0123456789', source: 'till-4', channel: 'store', queue: { path } },
});
const till = createTill({ client, store: 'hh', till: '4', currency: 'EUR', path });
client.on('error', ({ code }) => say({ error: code }));
client.on('dropped', ({ reason }) => say({ dropped: reason }));
till.on('error', ({ code }) => say({ error: code }));
// The process of a POS does not end by itself; one that is told to end does.
const stay = setInterval(() => {}, 1_000_000);

const { receiptNumber, durable } = till.sale({ total: 1999 });
say({ rung: receiptNumber });
void durable.then(({ status }) => say({ durable: status }));
if (how === 'signal') process.kill(process.pid, 'SIGTERM');
if (how === 'flush') {
  say({ report: await client.flush() });
  process.kill(process.pid, 'SIGKILL');
}
if (how === 'close') {
  await client.close();
  await till.close();
  clearInterval(stay);
}
