import { Analytics } from '@segment/analytics-node';
import { saleEvent } from '../sale.ts';
import type { StartClient } from './client.ts';

export const start: StartClient = ({ endpoint, isRaised }) => {
  const { origin, pathname } = new URL(endpoint);
  const client = new Analytics({
    writeKey: 'bench',
    host: origin,
    path: `${pathname}/v1/batch`,
    ...(isRaised && { flushAt: 500 }),
  });
  return {
    track: ({ userId, properties }) => client.track({ event: saleEvent, userId, properties }),
    flush: () => client.flush(),
  };
};
