import { createInstance } from '@amplitude/analytics-node';
import type { OpenPlayed } from '../player-adapter.ts';
import { saleProperties } from '../sale-properties.ts';

export const open: OpenPlayed = ({ endpoint, key }) => {
  const amplitude = createInstance();
  void amplitude.init(key, { serverUrl: `${endpoint}/2/httpapi`, logLevel: 0 });
  return {
    track(sale) {
      void amplitude.track('Sale Completed', saleProperties(sale), { user_id: sale.userId });
      return undefined;
    },
    flush: () => amplitude.flush().promise,
    close: () => amplitude.flush().promise,
  };
};
