import { PostHog } from 'posthog-node';
import { saleEvent } from '../sale.ts';
import type { StartClient } from './client.ts';

export const start: StartClient = ({ endpoint, isRaised }) => {
  const client = new PostHog('bench', {
    host: endpoint,
    ...(isRaised && { flushAt: 500, maxBatchSize: 500, maxQueueSize: 1_000_000, disableCompression: true }),
  });
  return {
    track: ({ userId, properties }) =>
      client.capture({ distinctId: userId, event: saleEvent, properties: { ...properties } }),
    flush: () => client.flush(),
  };
};
