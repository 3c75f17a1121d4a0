import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { amount, currency, id, properties, storeFields, text, time } from './shared.ts';

const member = {
  purposes: ['necessary'],
  direction: 'inbound',
  interaction: true,
  phase: 'loyalty',
} as const;

const points = {
  ...storeFields,
  program_id: id.nullish(),
  order_id: id.nullish(),
  points: z.number().min(0),
  balance: z.number().nullish(),
};

/** The loyalty programme, gift cards, and the customer's own account. */
export const loyaltyEvents = {
  'Loyalty Member Identified': {
    ...member,
    description: 'The customer showed a loyalty card or code; the card itself travels as an identifier.',
    properties: properties({
      ...storeFields,
      program_id: id.nullish(),
      tier: text.nullish(),
      method: text.nullish(),
    }),
  },
  'Loyalty Points Earned': {
    ...member,
    description: 'Points were credited to a member.',
    interaction: false,
    properties: properties({ ...points, reason: text.nullish(), expires_at: time.nullish() }),
  },
  'Loyalty Points Redeemed': {
    ...member,
    description: 'A member paid with points.',
    properties: properties({ ...points, amount: amount.nullish(), currency: currency.nullish() }),
  },
  'Gift Card Used': {
    ...member,
    description: 'The customer paid with a gift card; never send its full number.',
    phase: 'purchase',
    properties: properties({
      ...storeFields,
      gift_card_id: id.nullish(),
      order_id: id.nullish(),
      amount: amount.nullish(),
      balance: amount.nullish(),
      currency: currency.nullish(),
    }),
  },
  'Signed Up': {
    ...member,
    description: 'The customer opened an account.',
    properties: properties({ method: text.nullish() }),
  },
  'Signed In': {
    ...member,
    description: 'The customer signed in to the account.',
    properties: properties({ method: text.nullish() }),
  },
  'Signed Out': {
    ...member,
    description: 'The customer signed out of the account.',
    properties: properties({ method: text.nullish() }),
  },
} as const satisfies EventDefinitions;
