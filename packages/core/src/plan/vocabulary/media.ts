import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { campaignFields, id, properties, text, time } from './shared.ts';

const watching = {
  purposes: ['analytics'],
  direction: 'inbound',
  interaction: true,
  phase: 'awareness',
} as const;
const byItself = { ...watching, interaction: false } as const;
const advert = { ...byItself, direction: 'outbound' } as const;

const ids = z.union([id, z.array(id)]);
const playhead = {
  session_id: id,
  position: z.number().nullish(),
  total_length: z.number().nullish(),
  livestream: z.boolean().nullish(),
};
const playback = {
  ...playhead,
  content_asset_id: ids.nullish(),
  content_asset_ids: z.array(id).nullish(),
  content_pod_id: ids.nullish(),
  content_pod_ids: z.array(id).nullish(),
  ad_asset_id: ids.nullish(),
  ad_pod_id: ids.nullish(),
  video_player: text.nullish(),
  quality: text.nullish(),
  sound: z.number().nullish(),
  full_screen: z.boolean().nullish(),
};
const content = {
  ...playhead,
  asset_id: id.nullish(),
  pod_id: id.nullish(),
  title: text.nullish(),
  program: text.nullish(),
  publisher: text.nullish(),
  product_id: id.nullish(),
};
const videoAd = {
  ...campaignFields,
  ...playhead,
  asset_id: id.nullish(),
  pod_id: id.nullish(),
  title: text.nullish(),
  type: text.nullish(),
};

/** Advertising, in print and on the air too, and video. */
export const mediaEvents = {
  'Ad Exposed': {
    ...advert,
    description:
      'The customer met an advertisement; `code` is what a radio or TV spot, a poster or a flyer asks for.',
    properties: properties({
      ...campaignFields,
      medium: text.nullish(),
      code: id.nullish(),
      station: text.nullish(),
      creative: text.nullish(),
      placement: text.nullish(),
      aired_at: time.nullish(),
    }),
  },
  'Video Playback Started': {
    ...watching,
    description: 'The customer started a video.',
    properties: properties(playback),
  },
  'Video Playback Paused': {
    ...watching,
    description: 'The customer paused a video.',
    properties: properties(playback),
  },
  'Video Playback Resumed': {
    ...watching,
    description: 'The customer went on with a paused video.',
    properties: properties(playback),
  },
  'Video Playback Interrupted': {
    ...byItself,
    description: 'A video stopped without anybody wanting it, such as by a loss of the network.',
    properties: properties({ ...playback, method: text.nullish() }),
  },
  'Video Playback Buffer Started': {
    ...byItself,
    description: 'A video had to wait for data.',
    properties: properties(playback),
  },
  'Video Playback Buffer Completed': {
    ...byItself,
    description: 'A video had enough data to go on.',
    properties: properties(playback),
  },
  'Video Playback Seek Started': {
    ...watching,
    description: 'The customer began to look for another place in a video.',
    properties: properties({ ...playback, seek_position: z.number().nullish() }),
  },
  'Video Playback Seek Completed': {
    ...watching,
    description: 'The customer went on from another place in a video.',
    properties: properties(playback),
  },
  'Video Playback Completed': {
    ...watching,
    description: 'A video and everything in it was played to the end.',
    properties: properties(playback),
  },
  'Video Playback Exited': {
    ...watching,
    description: 'The customer left a video before its end.',
    properties: properties(playback),
  },
  'Video Content Started': {
    ...watching,
    description: 'A piece of content within a video began.',
    properties: properties(content),
  },
  'Video Content Playing': {
    ...byItself,
    description: 'A regular sign that content within a video is being played.',
    properties: properties(content),
  },
  'Video Content Completed': {
    ...watching,
    description: 'A piece of content within a video was played to its end.',
    properties: properties(content),
  },
  'Video Ad Started': {
    ...advert,
    description: 'An advertisement within a video began.',
    properties: properties(videoAd),
  },
  'Video Ad Playing': {
    ...advert,
    description: 'A regular sign that an advertisement within a video is being played.',
    properties: properties({ ...videoAd, quartile: z.number().nullish() }),
  },
  'Video Ad Completed': {
    ...advert,
    description: 'An advertisement within a video was played to its end.',
    properties: properties(videoAd),
  },
} as const satisfies EventDefinitions;
