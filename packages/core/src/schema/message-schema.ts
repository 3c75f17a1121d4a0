import { z } from 'zod';
import { isChannel } from '../model/channel.ts';
import { limits } from '../model/wire-limits.ts';

/** A business's own id for a person; other clients send numbers too. */
const personId = z
  .union([z.string().max(limits.identifierLength), z.number()])
  .nullish()
  .transform((value) => {
    const text = value === undefined || value === null ? '' : String(value).trim();
    return text === '' ? undefined : text;
  });

const isoTime = z
  .unknown()
  .transform((value) => (typeof value === 'string' && isTime(value) ? value : undefined))
  .optional();
const isTime = (text: string): boolean => text.length <= 40 && !Number.isNaN(Date.parse(text));
/** Optional, and null where other clients write null for "not there". */
const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);
const facts = maybe(z.record(z.string(), z.unknown()));
const words = maybe(z.string().max(limits.eventNameLength));
const short = maybe(z.string().max(200));

const touchpoint = z.looseObject({
  id: short,
  direction: maybe(z.enum(['inbound', 'outbound'])),
  place: short,
  staff: short,
  device: maybe(z.looseObject({ shared: maybe(z.boolean()) })),
});

const context = z.looseObject({
  consent: maybe(
    z.looseObject({
      categoryPreferences: maybe(z.record(z.string(), z.boolean())),
      deferred: maybe(z.boolean()),
    }),
  ),
  // RudderStack's stamp; both forms become one in the hub.
  consentManagement: maybe(
    z.looseObject({
      allowedConsentIds: maybe(z.array(z.string())),
      deniedConsentIds: maybe(z.array(z.string())),
    }),
  ),
  touchpoint: maybe(touchpoint),
  externalIds: maybe(
    z.array(z.looseObject({ id: z.union([z.string(), z.number()]), type: z.string().max(40) })).max(20),
  ),
  traits: facts,
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
  context: maybe(context),
});

/** A message as the hub works with it, after {@link messageSchema}. */
export type WireMessage = z.output<typeof messageSchema>;
