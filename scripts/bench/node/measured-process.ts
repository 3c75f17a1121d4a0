// One client in a process of its own, so that processor time and memory are this client's alone.
import type { StartClient } from './clients/client.ts';
import type { Found, Job } from './job.ts';
import { measureDrain } from './measure-drain.ts';
import { measureFlood } from './measure-flood.ts';
import { measureLatency } from './measure-latency.ts';
import { measureThroughput } from './measure-throughput.ts';
import { openTally } from './tally.ts';

const clients: Readonly<Record<string, () => Promise<{ readonly start: StartClient }>>> = {
  amplitude: () => import('./clients/amplitude.ts'),
  none: () => import('./clients/none.ts'),
  posthog: () => import('./clients/posthog.ts'),
  'raw-limit': () => import('./clients/raw-limit.ts'),
  rialto: () => import('./clients/rialto.ts'),
  rudderstack: () => import('./clients/rudderstack.ts'),
  segment: () => import('./clients/segment.ts'),
  snowplow: () => import('./clients/snowplow.ts'),
};

const measures = {
  throughput: measureThroughput,
  latency: measureLatency,
  flood: measureFlood,
  drain: measureDrain,
};

async function run(job: Job): Promise<Found> {
  const load = clients[job.client];
  if (!load) throw new Error(`There is no client ${job.client}.`);
  const { start } = await load();
  const { endpoint, directory, variant } = job;
  const isRaised = job.measure === 'throughput';
  const client = await start({ endpoint, directory, variant, isRaised });
  return measures[job.measure](client, job, openTally());
}

const found = await run(JSON.parse(process.argv[2] ?? '{}'));
process.on('message', (message) => message === 'end' && process.exit());
process.on('disconnect', () => process.exit());
process.send?.(found);
