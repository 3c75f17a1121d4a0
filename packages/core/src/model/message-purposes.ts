import type { MessageType } from './message.ts';
import { optionalPurposes, type Purpose } from './purpose.ts';
import { retailPurposes } from './retail-purposes.generated.ts';

/**
 * What each type of message needs, apart from `track`, which needs what its event says.
 * `identify` and `group` state facts of the customer's own account; joining a device to that
 * account is a matter of its own, which the hub permits only with `linking`.
 */
const byType: Readonly<Record<Exclude<MessageType, 'track'>, readonly Purpose[]>> = {
  page: ['analytics'],
  screen: ['analytics'],
  identify: ['necessary'],
  group: ['necessary'],
  alias: ['linking'],
};

/**
 * The purposes of a message, without the plan's schemas: what a browser needs to ask the gate.
 * An event that nobody knows needs every optional purpose, so that it can never slip through.
 *
 * @param own - the purposes of a retailer's own events by name, `plan.events` reduced to what a gate needs
 * @example
 * ```ts
 * purposesOfMessage({ type: 'track', event: 'Product Viewed' }); // ['analytics']
 * purposesOfMessage({ type: 'track', event: 'Fitting Booked' }, { 'Fitting Booked': ['analytics'] });
 * ```
 */
export function purposesOfMessage(
  message: { readonly type: MessageType; readonly event?: string | undefined },
  own: Readonly<Record<string, readonly Purpose[]>> = {},
): readonly Purpose[] {
  if (message.type !== 'track') return byType[message.type] ?? optionalPurposes;
  const event = message.event ?? '';
  if (Object.hasOwn(own, event)) return own[event] ?? optionalPurposes;
  for (const [needed, names] of Object.entries(retailPurposes)) {
    if (names.test(event)) return needed.split('+');
  }
  return optionalPurposes;
}
