import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from './clients/client.ts';
import type { Found, Job } from './job.ts';
import { saleNumber } from './sale.ts';
import { watchSpending } from './spent.ts';

const perTurn = 100;
/** Who has a disk is waited for after so many, as a caller would who asks for `durable` now and then. */
const perWait = 1_000;
/** After the last one: what was garbage of the flood itself is collected by then, and what waits is left. */
const pause = 30_000;

/** With nobody listening: as many as wanted, or as the process can hold. */
export async function measureFlood(client: Client, job: Job): Promise<Found> {
  const watch = watchSpending();
  const began = performance.now();
  let tracked = 0;
  while (tracked < job.events) {
    const batch = Math.min(perTurn, job.events - tracked);
    for (let one = 0; one < batch; one += 1) client.track(saleNumber(tracked + one));
    tracked += batch;
    await nextTurn();
    if (tracked % perWait === 0) await client.stored?.();
    if (process.memoryUsage.rss() > job.mostMemory || performance.now() - began > job.mostTime) break;
  }
  await delay(pause);
  return watch.spent(tracked);
}
