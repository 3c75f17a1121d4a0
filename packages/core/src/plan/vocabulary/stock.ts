import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { amount, campaignFields, channel, currency, id, properties, quantity, text, time } from './shared.ts';

// Facts of the business, about nobody: no step of anyone's journey.
const operation = { purposes: ['necessary'], direction: 'outbound', interaction: false } as const;

const place = { sku: id, location_id: id, product_id: id.nullish() };

/** Facts that the channels and the KPIs need and that are about no person: stock, and what a campaign costs. */
export const stockEvents = {
  'Stock Level Set': {
    ...operation,
    description:
      'The stock of an article at a place is now this; below zero means more was sold than was there.',
    properties: properties({ ...place, quantity: z.number(), available_at: time.nullish() }),
  },
  'Stock Counted': {
    ...operation,
    description: 'Somebody counted the stock of an article at a place.',
    properties: properties({ ...place, quantity, counted_by: id.nullish() }),
  },
  'Spend Recorded': {
    ...operation,
    description: 'What a campaign or a channel cost over a time.',
    properties: properties({
      ...campaignFields,
      amount,
      currency: currency.nullish(),
      spend_channel: channel.nullish(),
      medium: text.nullish(),
      from: time.nullish(),
      to: time.nullish(),
    }),
  },
} as const satisfies EventDefinitions;
