import type { EventDefinitions } from '../define-plan.ts';
import { amount, campaignFields, currency, id, properties, storeFields, text } from './shared.ts';

// A no, and the use of a voucher, must be kept whatever else the person permits:
// only so is nobody offered again what they have just declined.
const answer = { purposes: ['necessary'], direction: 'inbound', interaction: true } as const;

const offer = {
  ...campaignFields,
  offer_id: id,
  product_id: id.nullish(),
  decision_id: id.nullish(),
  reason: text.nullish(),
};

/** An offer and what came of it, in whichever channel it was made. */
export const offerEvents = {
  'Offer Presented': {
    purposes: ['personalization'],
    direction: 'outbound',
    interaction: false,
    phase: 'consideration',
    description: 'An offer was put before the customer.',
    properties: properties({ ...offer, position: id.nullish() }),
  },
  'Offer Accepted': {
    ...answer,
    purposes: ['personalization'],
    phase: 'consideration',
    description: 'The customer wants the offer.',
    properties: properties(offer),
  },
  'Offer Declined': {
    ...answer,
    description: 'The customer said no to the offer, in so many words or with a click.',
    properties: properties(offer),
  },
  'Offer Dismissed': {
    ...answer,
    description: 'The customer put the offer away without an answer.',
    properties: properties(offer),
  },
  'Offer Redeemed': {
    ...answer,
    phase: 'purchase',
    description: 'The offer was used in a purchase.',
    properties: properties({
      ...storeFields,
      ...offer,
      order_id: id.nullish(),
      discount: amount.nullish(),
      currency: currency.nullish(),
    }),
  },
} as const satisfies EventDefinitions;
