/** Every commercial way in which a retailer and a customer meet. `x-…` is a retailer's own. */
export const channels = [
  'web',
  'app',
  'store',
  'phone',
  'email',
  'sms',
  'messaging',
  'chat',
  'social',
  'search',
  'display',
  'video',
  'tv',
  'radio',
  'print',
  'post',
  'outdoor',
  'marketplace',
  'partner',
  'field',
  'voice',
  'kiosk',
] as const;

/** A commercial way to meet: one of {@link channels}, or a retailer's own that begins with `x-`. */
export type Channel = (typeof channels)[number] | `x-${string}`;

/** Who began the contact: the customer (`inbound`) or the retailer (`outbound`). */
export type Direction = 'inbound' | 'outbound';

/** The step of the customer's journey that an event belongs to. */
export type JourneyPhase = 'awareness' | 'consideration' | 'purchase' | 'loyalty';

/**
 * Whether a value names a channel.
 *
 * @example
 * ```ts
 * isChannel('store'); // true
 * isChannel('x-catalogue'); // true
 * isChannel('server'); // false
 * ```
 */
export const isChannel = (value: unknown): value is Channel =>
  typeof value === 'string' &&
  ((channels as readonly string[]).includes(value) || /^x-[a-z0-9-]{1,40}$/.test(value));
