// A till in a process of its own, for tests that kill it. `track`: tells each id that is durable, until it dies.
// `drain`: starts again on the same folder and sends what is there.
import { createClient } from '@rialto/node';

const [mode, endpoint = '', key = '', path = ''] = process.argv.slice(2);
const till = createClient({ endpoint, key, source: 'till-hh-4', channel: 'store', queue: { path } });

if (mode === 'track') {
  for (let number = 1; ; number += 1) {
    const properties = { receipt_number: `R-${process.pid}-${number}`, total: 1.25, currency: 'EUR' };
    const { messageId, durable } = till.track({
      event: 'Sale Completed',
      userId: `c-${number % 7}`,
      properties,
    });
    void durable.then(({ status }) => {
      if (status === 'stored') process.stdout.write(`${messageId}\n`);
    });
    // As fast as the disk: a turn of the loop lets the fsync and the writes to stdout through.
    await new Promise((resolve) => setImmediate(resolve));
    if (number % 20 === 0) await durable;
  }
} else {
  const report = await till.flush({ timeout: 60_000 });
  await till.close();
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
