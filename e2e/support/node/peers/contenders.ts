// The clients that ours is measured beside, as their packages come from npm, with their defaults.
import type { SinkAnswers } from '../../tracker/adapter.ts';
import { sinkCollector } from '../../tracker/collectors.ts';
import type { NodeContender } from '../run-node-scenario.ts';

const contender = (name: string, module: URL, answers: SinkAnswers): NodeContender => ({
  name,
  module: module.pathname,
  collector: () => sinkCollector(answers),
});

export const peerContenders: readonly NodeContender[] = [
  contender('@segment/analytics-node', new URL('./segment-player.ts', import.meta.url), () =>
    Response.json({ success: true }),
  ),
  contender('posthog-node', new URL('./posthog-player.ts', import.meta.url), () =>
    Response.json({ status: 1 }),
  ),
  contender(
    '@rudderstack/rudder-sdk-node',
    new URL('./rudderstack-player.ts', import.meta.url),
    () => new Response('OK'),
  ),
  contender(
    '@snowplow/node-tracker',
    new URL('./snowplow-player.ts', import.meta.url),
    () => new Response('ok'),
  ),
  contender('@amplitude/analytics-node', new URL('./amplitude-player.ts', import.meta.url), () =>
    Response.json({ code: 200, events_ingested: 1, payload_size_bytes: 1, server_upload_time: Date.now() }),
  ),
];
