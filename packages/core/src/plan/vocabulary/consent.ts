import { z } from 'zod';
import { consentActors, consentStates } from '../../model/consent-record.ts';
import type { EventDefinitions } from '../define-plan.ts';
import { channel, properties, time } from './shared.ts';

const short = z.string().min(1).max(256);

// A name, never `__proto__`: consents are kept by it.
const purposeName = z
  .string()
  .regex(/^[a-z][\w-]{0,63}$/i, { error: 'expected the name of a purpose, such as marketing' });

const cell = z.object({
  purpose: purposeName,
  channel: channel.optional(),
  state: z.enum(consentStates),
  exception: z.object({ sale: short, notice: short, product_group: short }).optional(),
});

/** A person's decision. Its properties are the `ConsentRecord` of the model. */
export const consentEvents = {
  'Consent Recorded': {
    purposes: ['necessary'],
    direction: 'inbound',
    interaction: false,
    description:
      'A person permitted or refused uses of data; every cell that was shown is listed, refusals included.',
    properties: properties({
      cells: z.array(cell).min(1).max(200),
      decided_at: time.optional(),
      policy_version: short.optional(),
      text_hash: short.optional(),
      text: z.string().min(1).max(16_384).optional(),
      locale: short.optional(),
      method: short.optional(),
      actor: z.enum(consentActors).optional(),
      ui: short.optional(),
      place: short.optional(),
      staff: short.optional(),
      evidence: z.string().min(1).max(2_048).optional(),
      reach: z.array(channel).min(1).max(40).optional(),
      valid_until: time.optional(),
    }),
  },
  'Consent Used': {
    purposes: ['necessary'],
    direction: 'outbound',
    interaction: false,
    description:
      'A permission to contact a person was used: a call was placed, a letter was sent (UWG section 7a).',
    properties: properties({
      purpose: purposeName,
      channel,
      campaign_id: short.nullish(),
      staff: short.nullish(),
      reference: short.nullish(),
    }),
  },
} as const satisfies EventDefinitions;
