import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './clients/client.ts';
import type { Found, Job } from './job.ts';
import { saleNumber } from './sale.ts';
import { watchSpending } from './spent.ts';

/** So many a second, spread evenly: what `track()` takes, and how late everything else in the process becomes. */
export async function measureLatency(client: Client, job: Job): Promise<Found> {
  const { warmUp, events } = job;
  await atARate(client, 0, warmUp, job, () => {});
  const took = createHistogram();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const watch = watchSpending();
  loop.enable();
  await atARate(client, warmUp, events, job, (nanoseconds) => took.record(Math.max(1, nanoseconds)));
  loop.disable();
  return {
    ...watch.spent(events),
    trackP50: took.percentile(50) / 1e3,
    trackP99: took.percentile(99) / 1e3,
    loopP99: loop.percentile(99) / 1e6,
    loopMost: loop.max / 1e6,
  };
}

async function atARate(
  client: Client,
  from: number,
  count: number,
  { perSecond }: Job,
  tell: (nanoseconds: number) => void,
): Promise<void> {
  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1e3) * perSecond));
    for (; sent < due; sent += 1) {
      const sale = saleNumber(from + sent);
      const before = process.hrtime.bigint();
      client.track(sale);
      tell(Number(process.hrtime.bigint() - before));
    }
    await delay(1);
  }
}
