import { buildSelfDescribingEvent, newTracker } from '@snowplow/node-tracker';
import type { StartClient } from './client.ts';

export const start: StartClient = ({ endpoint, isRaised }) => {
  const { hostname, port, pathname } = new URL(endpoint);
  const tracker = newTracker(
    { namespace: 'sp', appId: 'bench', ...(isRaised && { encodeBase64: false }) },
    {
      endpoint: hostname,
      port: Number(port),
      protocol: 'http',
      postPath: `${pathname}/com.snowplowanalytics.snowplow/tp2`,
      ...(isRaised && { bufferSize: 100, maxPostBytes: 1_000_000 }),
    },
  );
  const schema = 'iglu:com.example/sale_completed/jsonschema/1-0-0';
  return {
    track({ userId, properties }) {
      tracker.setUserId(userId);
      tracker.track(buildSelfDescribingEvent({ event: { schema, data: { ...properties } } }));
    },
    flush: () => tracker.flush(),
  };
};
