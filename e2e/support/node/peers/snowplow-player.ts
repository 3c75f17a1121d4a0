import { buildSelfDescribingEvent, newTracker } from '@snowplow/node-tracker';
import type { OpenPlayed } from '../player-adapter.ts';
import { saleProperties } from '../sale-properties.ts';

export const open: OpenPlayed = ({ endpoint, report }) => {
  const tracker = newTracker(
    { namespace: 'till', appId: 'bench' },
    { endpoint, onRequestFailure: ({ status }) => report(`status ${status}`) },
  );
  return {
    track(sale) {
      tracker.setUserId(sale.userId);
      const schema = 'iglu:org.example/sale_completed/jsonschema/1-0-0';
      tracker.track(buildSelfDescribingEvent({ event: { schema, data: saleProperties(sale) } }));
      return undefined;
    },
    flush: () => tracker.flush(),
    close: () => tracker.flush(),
  };
};
