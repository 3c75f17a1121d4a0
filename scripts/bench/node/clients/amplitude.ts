import { createInstance } from '@amplitude/analytics-node';
import { saleEvent } from '../sale.ts';
import type { StartClient } from './client.ts';

export const start: StartClient = async ({ endpoint, isRaised }) => {
  const client = createInstance();
  await client.init('bench', {
    serverUrl: `${endpoint}/2/httpapi`,
    ...(isRaised && { flushQueueSize: 500, flushIntervalMillis: 20 }),
  }).promise;
  return {
    track: ({ userId, properties }) => void client.track(saleEvent, { ...properties }, { user_id: userId }),
    flush: () => client.flush().promise,
  };
};
