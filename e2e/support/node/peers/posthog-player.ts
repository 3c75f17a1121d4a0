import { PostHog } from 'posthog-node';
import type { OpenPlayed } from '../player-adapter.ts';
import { saleProperties } from '../sale-properties.ts';

export const open: OpenPlayed = ({ endpoint, key, report }) => {
  const posthog = new PostHog(key, { host: endpoint });
  posthog.on('error', (error: unknown) => report(String(error).slice(0, 80)));
  return {
    track(sale) {
      posthog.capture({
        event: 'Sale Completed',
        distinctId: sale.userId,
        properties: saleProperties(sale),
      });
      return undefined;
    },
    flush: () => posthog.flush(),
    close: (timeout) => posthog.shutdown(timeout),
  };
};
