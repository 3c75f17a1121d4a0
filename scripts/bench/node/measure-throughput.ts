import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from './clients/client.ts';
import type { Found, Job } from './job.ts';
import { saleNumber } from './sale.ts';
import { watchSpending } from './spent.ts';
import type { Tally } from './tally.ts';

/** As many as a busy server may track in one turn of its event loop. */
const perTurn = 100;

/** As fast as the client takes them, until the collector has all and the client says that it has nothing left. */
export async function measureThroughput(client: Client, job: Job, tally: Tally): Promise<Found> {
  const { warmUp, events } = job;
  await (await readyToSend(client, 0, warmUp, job, tally))();
  await tally.reaches(warmUp);
  const send = await readyToSend(client, warmUp, events, job, tally);
  const watch = watchSpending();
  await send();
  await tally.reaches(warmUp + events);
  await client.flush();
  return watch.spent(events);
}

async function readyToSend(
  client: Client,
  from: number,
  count: number,
  job: Job,
  tally: Tally,
): Promise<() => Promise<unknown>> {
  if (!client.prepare) return () => feed(client, from, count, job, tally);
  return client.prepare(Array.from({ length: count }, (_, at) => saleNumber(from + at)));
}

async function feed(
  client: Client,
  from: number,
  count: number,
  { window = Number.POSITIVE_INFINITY }: Job,
  tally: Tally,
): Promise<void> {
  const end = from + count;
  for (let n = from; n < end; ) {
    for (const last = Math.min(n + perTurn, end); n < last; n += 1) client.track(saleNumber(n));
    await nextTurn();
    if (n < end && n - tally.collected + perTurn > window) await tally.reaches(n + perTurn - window);
  }
  await client.flush();
}
