import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { saleEvent } from '../sale.ts';
import type { StartClient } from './client.ts';

export const start: StartClient = ({ endpoint, isRaised }) => {
  const { origin, pathname } = new URL(endpoint);
  const client = new RudderAnalytics('bench', {
    dataPlaneUrl: origin,
    path: `${pathname}/v1/batch`,
    logLevel: 'error',
    // Without it, a collector that is down ends the process.
    errorHandler: () => {},
    ...(isRaised && { flushAt: 100, gzip: false }),
  });
  return {
    track: ({ userId, properties }) => void client.track({ event: saleEvent, userId, properties }),
    flush: () => client.flush(),
  };
};
