import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { campaignFields, channel, id, properties, text, url } from './shared.ts';

// A message as such is no step of the journey: it may be a receipt or a campaign. Only the reaction to it is.
const wentOut = { purposes: ['necessary'], direction: 'outbound', interaction: false } as const;
const measured = {
  purposes: ['analytics'],
  direction: 'inbound',
  interaction: true,
  phase: 'awareness',
} as const;
const answered = { purposes: ['necessary'], direction: 'inbound', interaction: true } as const;

const message = {
  ...campaignFields,
  message_channel: channel.nullish(),
  message_id: id.nullish(),
  template: text.nullish(),
  order_id: id.nullish(),
};
const email = { ...campaignFields, email_id: id.nullish(), email_subject: text.nullish() };
const list = { list_id: id.nullish(), list_name: text.nullish() };
const push = {
  ...campaignFields,
  message_id: id.nullish(),
  action: text.nullish(),
  campaign: z.record(z.string(), z.unknown()).nullish(),
};

/** Messages of every kind: post, e-mail, SMS, messengers, push. */
export const messagingEvents = {
  'Message Sent': {
    ...wentOut,
    description: 'A message to the customer was handed to the provider.',
    properties: properties(message),
  },
  'Message Delivered': {
    ...wentOut,
    description: 'The provider reported that a message arrived.',
    properties: properties(message),
  },
  'Message Failed': {
    ...wentOut,
    description: 'The provider reported that a message did not arrive.',
    properties: properties({ ...message, error_code: id.nullish(), reason: text.nullish() }),
  },
  'Message Opened': {
    ...measured,
    description: 'The customer opened or read a message.',
    properties: properties(message),
  },
  'Message Clicked': {
    ...measured,
    description: 'The customer followed a link in a message.',
    phase: 'consideration',
    properties: properties({ ...message, link_id: id.nullish(), link_url: url.nullish() }),
  },
  'Message Replied': {
    ...answered,
    description: 'The customer answered a message.',
    properties: properties({ ...message, reply_id: id.nullish() }),
  },
  // An objection must be obeyed in whatever shape it arrives, so nothing in it is required.
  'Opt-Out Received': {
    ...answered,
    description:
      'The customer does not want to be contacted any more; without `message_channel` on no channel at all.',
    properties: properties({ ...message, purpose: text.nullish(), keyword: text.nullish() }),
  },
  'Email Delivered': {
    ...wentOut,
    description: 'The mail server of the recipient took an e-mail.',
    properties: properties(email),
  },
  'Email Bounced': {
    ...wentOut,
    description: 'An e-mail could not be delivered.',
    properties: properties({ ...email, reason: text.nullish() }),
  },
  'Email Opened': {
    ...measured,
    description: 'The customer opened an e-mail.',
    properties: properties(email),
  },
  'Email Link Clicked': {
    ...measured,
    description: 'The customer followed a link in an e-mail.',
    phase: 'consideration',
    properties: properties({ ...email, link_id: id.nullish(), link_url: url.nullish() }),
  },
  'Email Marked as Spam': {
    ...answered,
    description: 'The customer reported an e-mail as spam.',
    properties: properties(email),
  },
  Unsubscribed: {
    ...answered,
    description: 'The customer unsubscribed from e-mails, under the name that the Segment spec gives it.',
    properties: properties({ ...email, ...list }),
  },
  'Email Unsubscribed': {
    ...answered,
    description: 'The customer unsubscribed from e-mails, under the name that many senders use.',
    properties: properties({ ...email, ...list }),
  },
  'Push Notification Received': {
    ...measured,
    description: 'A push notification arrived on the device.',
    direction: 'outbound',
    interaction: false,
    properties: properties(push),
  },
  'Push Notification Tapped': {
    ...measured,
    description: 'The customer tapped a push notification.',
    phase: 'consideration',
    properties: properties(push),
  },
  'Push Notification Bounced': {
    ...wentOut,
    description: 'A push notification could not be delivered.',
    properties: properties(push),
  },
} as const satisfies EventDefinitions;
