import type { Channel } from '@rialto/core/model';

/** Channels on which the retailer seeks the person out; each needs a permission of its own (UWG section 7). */
export const contactChannels: readonly Channel[] = [
  'email',
  'sms',
  'messaging',
  'phone',
  'post',
  'chat',
  'social',
  'voice',
  'field',
  'app',
];
