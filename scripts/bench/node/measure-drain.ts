import type { Client } from './clients/client.ts';
import type { Found, Job } from './job.ts';
import { watchSpending } from './spent.ts';
import type { Tally } from './tally.ts';

/** The start after an end: what the collector gets of what an earlier process left, which it may take some time over. */
export async function measureDrain(client: Client, job: Job, tally: Tally): Promise<Found> {
  const watch = watchSpending();
  const over = new AbortController();
  const late = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, job.mostTime);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  await Promise.race([client.flush().then(() => tally.reaches(job.events)), late]);
  over.abort();
  return watch.spent(tally.collected);
}
