import Analytics from '@rudderstack/rudder-sdk-node';
import type { OpenPlayed } from '../player-adapter.ts';
import { saleProperties } from '../sale-properties.ts';

/** As its documents begin: without an `errorHandler`. */
export const open: OpenPlayed = ({ endpoint, key }) => {
  const analytics = new Analytics(key, { dataPlaneUrl: endpoint, logLevel: 'none' });
  return {
    track(sale) {
      analytics.track({ event: 'Sale Completed', userId: sale.userId, properties: saleProperties(sale) });
      return undefined;
    },
    flush: async () => analytics.flush(),
    close: async () => analytics.flush(),
  };
};
