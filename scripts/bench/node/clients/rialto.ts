import { createClient, type Receipt } from '@rialto/node';
import { saleEvent } from '../sale.ts';
import type { StartClient } from './client.ts';

/** Rialto with its defaults in any case: it makes batches as large as what waits. */
export const start: StartClient = ({ endpoint, directory, variant }) => {
  const client = createClient({
    endpoint,
    key: 'sk_bench_0123456789',
    source: 'till-hh-4',
    channel: 'store',
    queue: variant === 'memory' ? 'memory' : { path: directory },
    gzip: variant === 'gzip',
  });
  client.on('error', ({ code, message }) => console.error(`Rialto: ${code}: ${message}`));
  client.on('dropped', ({ reason }) => console.error(`Rialto dropped one: ${reason}`));
  let last: Receipt | undefined;
  return {
    track({ userId, properties }) {
      last = client.track({ event: saleEvent, userId, properties });
    },
    stored: async () => last?.durable,
    flush: () => client.flush(),
  };
};
