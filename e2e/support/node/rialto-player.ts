import { createClient } from '@rialto/node';
import type { OpenPlayed } from './player-adapter.ts';
import { saleProperties } from './sale-properties.ts';

/** Rialto as a till uses it: its defaults. */
export const open: OpenPlayed = ({ endpoint, key, path, report }) => {
  const till = createClient({ endpoint, key, source: 'till-hh-4', channel: 'store', queue: { path } });
  till.on('error', ({ code }) => report(code));
  till.on('dropped', ({ reason }) => report(`dropped:${reason}`));
  till.on('rejected', ({ code }) => report(`rejected:${code}`));
  return {
    track(sale) {
      const { durable } = till.track({
        event: 'Sale Completed',
        userId: sale.userId,
        properties: saleProperties(sale),
      });
      return durable.then(({ status }) => status === 'stored');
    },
    flush: (timeout) => till.flush({ timeout }),
    close: (timeout) => till.close({ timeout }),
  };
};
