// The trackers that Rialto is measured beside, each as its package comes from npm.
import type { TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';
import { amplitude } from './amplitude.ts';
import { posthog } from './posthog.ts';
import { rudderstack } from './rudderstack.ts';
import { segment } from './segment.ts';
import { snowplow } from './snowplow.ts';

export const adapters: readonly TrackerAdapter[] = [segment, posthog, snowplow, rudderstack, amplitude];
