import { z } from 'zod';
import { consentStates } from '../../model/consent-record.ts';
import type { EventDefinitions } from '../define-plan.ts';
import { channel, properties, time } from './shared.ts';

const short = z.string().min(1).max(256);

const cell = z.object({
  // A name, never `__proto__`: consents are kept by it.
  purpose: z
    .string()
    .regex(/^[a-z][\w-]{0,63}$/i, { error: 'expected the name of a purpose, such as marketing' }),
  channel: channel.optional(),
  state: z.enum(consentStates),
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
      locale: short.optional(),
      method: short.optional(),
      staff: short.optional(),
      evidence: z.string().min(1).max(2_048).optional(),
      valid_until: time.optional(),
    }),
  },
} as const satisfies EventDefinitions;
