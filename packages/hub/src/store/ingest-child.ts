/**
 * Run by tests as a process of its own: `node ingest-child.ts <file> <prefix> <batches>` commits batches of sales,
 * eight at a time, and writes the ids of each to stdout once they are acknowledged. 0 batches: until it is killed.
 */
import { writeSync } from 'node:fs';
import { createSqliteStore } from './sqlite-store.ts';
import { saleOf } from './test-events.ts';

const [path = '', prefix = '', batches = '0'] = process.argv.slice(2);
const store = createSqliteStore({ path });
const last = Number(batches) || Number.POSITIVE_INFINITY;
let next = 0;

async function ingest(): Promise<void> {
  while (next < last) {
    const batch = next;
    next += 1;
    const events = Array.from({ length: 1 + (batch % 9) }, (_, at) => {
      const person = (batch * 7 + at) % 40;
      return saleOf(`${prefix}-${batch}-${at}`, [`userId:${person}`, `anonymousId:${person % 11}`], '0.1');
    });
    const { results } = await store.commit(events);
    writeSync(1, `${results.map(({ messageId }) => messageId).join(' ')}\n`);
  }
}

try {
  await Promise.all(Array.from({ length: 8 }, ingest));
  await store.close();
} catch (error) {
  writeSync(2, `${error instanceof Error && 'code' in error ? error.code : ''}: ${error}\n`);
  process.exitCode = 3;
}
