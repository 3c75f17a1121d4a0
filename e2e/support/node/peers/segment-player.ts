import { Analytics } from '@segment/analytics-node';
import type { OpenPlayed } from '../player-adapter.ts';
import { saleProperties } from '../sale-properties.ts';

export const open: OpenPlayed = ({ endpoint, key, report }) => {
  const analytics = new Analytics({ writeKey: key, host: endpoint });
  analytics.on('error', ({ code }) => report(code));
  return {
    track(sale) {
      analytics.track({ event: 'Sale Completed', userId: sale.userId, properties: saleProperties(sale) });
      return undefined;
    },
    flush: (timeout) => analytics.flush({ timeout }),
    close: (timeout) => analytics.closeAndFlush({ timeout }),
  };
};
