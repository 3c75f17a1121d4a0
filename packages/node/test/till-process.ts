// A till in a process of its own, for tests that kill it. Says in JSON lines what becomes of its sales.
import { createClient } from '../src/index.ts';

const [endpoint = '', path = '', tracked = 'forever', thenWhat = 'stay'] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const till = createClient({
  endpoint,
  key: 'sk_test_0123456789',
  source: 'till-4',
  channel: 'store',
  queue: { path },
  flushAfter: 50,
});
till.on('error', ({ code }) => say({ error: code }));
till.on('dropped', ({ reason }) => say({ dropped: reason }));
till.on('delivered', ({ messageId, status }) => say({ delivered: messageId, status }));

const most = tracked === 'forever' ? Number.POSITIVE_INFINITY : Number(tracked);
for (let number = 0; number < most; number += 1) {
  const { messageId, durable } = till.track({
    event: 'Sale Completed',
    userId: `c-${number % 7}`,
    properties: { receipt_number: `R-${process.pid}-${number}`, total: 1.25, currency: 'EUR' },
  });
  void durable.then(({ status }) => status === 'stored' && say({ durable: messageId }));
  // As a busy till would: several at once, and now and then one alone.
  if (number % 5 === 0) await durable;
}
if (thenWhat === 'flush') {
  say({ report: await till.flush({ timeout: 20_000 }) });
  await till.close();
}
