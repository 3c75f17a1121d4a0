import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { campaignFields, id, properties, text, url } from './shared.ts';

const using = {
  purposes: ['analytics'],
  direction: 'inbound',
  interaction: true,
  phase: 'consideration',
} as const;
const arriving = { ...using, phase: 'awareness' } as const;
// Neither going away nor an update that the device installs overnight is a step of the journey.
const byItself = { purposes: ['analytics'], direction: 'inbound', interaction: false } as const;

const release = { version: text.nullish(), build: id.nullish() };
const campaign = z.record(z.string(), z.unknown());
const link = { url: url.nullish(), provider: text.nullish() };

/** The life of the app on a device. */
export const appEvents = {
  'Application Installed': {
    ...arriving,
    description: 'The app was opened for the first time.',
    properties: properties(release),
  },
  'Application Opened': {
    ...using,
    description: 'The app was opened or came to the foreground.',
    properties: properties({
      ...release,
      url: url.nullish(),
      from_background: z.boolean().nullish(),
      referring_application: text.nullish(),
    }),
  },
  'Application Backgrounded': {
    ...byItself,
    description: 'The app went to the background.',
    properties: properties(release),
  },
  'Application Updated': {
    ...byItself,
    description: 'The app was started in a new version.',
    properties: properties({ ...release, previous_version: text.nullish(), previous_build: id.nullish() }),
  },
  'Application Uninstalled': {
    ...byItself,
    description: 'The app was removed from the device.',
    properties: properties(release),
  },
  'Application Crashed': {
    ...byItself,
    description: 'The app broke down.',
    properties: properties(release),
  },
  'Install Attributed': {
    ...byItself,
    description: 'A provider found out which campaign led to the installation.',
    phase: 'awareness',
    properties: properties({ ...campaignFields, provider: text.nullish(), campaign: campaign.nullish() }),
  },
  'Deep Link Clicked': {
    ...arriving,
    description: 'The customer followed a link that leads into the app.',
    properties: properties({ ...link, destination: text.nullish() }),
  },
  'Deep Link Opened': {
    ...arriving,
    description: 'The app was opened by a link.',
    properties: properties(link),
  },
} as const satisfies EventDefinitions;
