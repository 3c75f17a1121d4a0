import { z } from 'zod';
import { isChannel } from '../model/channel.ts';
import { limits } from '../model/limits.ts';

/** A business's own id for a person; other clients send numbers too. */
const personId = z
  .union([z.string().max(limits.identifierLength), z.number()])
  .nullish()
  .transform((value) => {
    const text = value === undefined || value === null ? '' : String(value).trim();
    return text === '' ? undefined : text;
  });

const facts = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? undefined);
const words = z
  .string()
  .max(limits.eventNameLength)
  .nullish()
  .transform((value) => value ?? undefined);
const isoTime = z
  .string()
  .max(40)
  .nullish()
  .transform((value) => (value && !Number.isNaN(Date.parse(value)) ? value : undefined));

const touchpoint = z.looseObject({
  id: z.string().max(200).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  place: z.string().max(200).optional(),
  staff: z.string().max(200).optional(),
  device: z.looseObject({ shared: z.boolean().optional() }).optional(),
});

const context = z.looseObject({
  consent: z
    .looseObject({
      categoryPreferences: z.record(z.string(), z.boolean()).optional(),
      deferred: z.boolean().optional(),
    })
    .optional(),
  // RudderStack's stamp; both forms become one in the hub.
  consentManagement: z
    .looseObject({
      allowedConsentIds: z.array(z.string()).optional(),
      deniedConsentIds: z.array(z.string()).optional(),
    })
    .optional(),
  touchpoint: touchpoint.optional(),
  externalIds: z
    .array(z.looseObject({ id: z.union([z.string(), z.number()]), type: z.string().max(40) }))
    .max(20)
    .optional(),
  traits: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The wire's message: the fields of the Segment tracking API, and ours. Times that cannot be read are
 * left out, not refused: a till with a broken clock must not lose a sale.
 *
 * `channel` is ours where it names one of our channels; the `web|mobile|server` of other clients means
 * the source's own channel, and is left out here.
 */
export const messageSchema = z.looseObject({
  type: z.enum(['track', 'page', 'screen', 'identify', 'group', 'alias']),
  messageId: z.string().min(1).max(limits.messageIdLength),
  timestamp: isoTime,
  originalTimestamp: isoTime,
  sentAt: isoTime,
  channel: z
    .unknown()
    .transform((value) => (isChannel(value) ? value : undefined))
    .optional(),
  userId: personId,
  anonymousId: personId,
  previousId: personId,
  groupId: personId,
  event: words,
  name: words,
  category: words,
  properties: facts,
  traits: facts,
  context: context.nullish().transform((value) => value ?? undefined),
});

/** A message as the hub works with it, after {@link messageSchema}. */
export type WireMessage = z.output<typeof messageSchema>;
