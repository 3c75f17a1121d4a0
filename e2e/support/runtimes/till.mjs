// A till as a shop writes it, in plain JavaScript, on the built package. `track` sells until it is killed; `drain` is the
// next start; `stay` sells and waits for a signal.
import { createRequire } from 'node:module';

const [how, what, endpoint, key, path] = process.argv.slice(2);
const { createClient } =
  how === 'require' ? createRequire(import.meta.url)('@rialto/node') : await import('@rialto/node');
const say = (line) => console.log(JSON.stringify(line));
const till = createClient({ endpoint, key, source: 'till-hh-4', channel: 'store', queue: { path } });
till.on('error', ({ code }) => say({ error: code }));

if (what === 'drain') {
  const token = await till.contextToken({ userId: 'c-1', purposes: ['personalization'] });
  say({ tokenParts: token.split('.').length, report: await till.flush({ timeout: 30_000 }) });
  await till.close();
} else {
  for (let number = 1; what === 'track' || number === 1; number += 1) {
    const properties = { receipt_number: `R-${process.pid}-${number}`, total: 1.25, currency: 'EUR' };
    const { messageId, durable } = till.track({
      event: 'Sale Completed',
      userId: `c-${number % 7}`,
      properties,
    });
    if ((await durable).status === 'stored') say({ durable: messageId });
  }
  setInterval(() => {}, 1_000_000);
}
