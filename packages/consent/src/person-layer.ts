import { type Channel, type ConsentState, cellKey, isRefusal } from '@rialto/core/model';
import type { PersonPermissions } from './consent-manager.ts';
import type { CellRule } from './consent-state.ts';
import { quietly } from './quietly.ts';

/** What a signed-in person permits here, by the key of the cell; what is missing she has not decided, or not for here. */
export type PersonLayer = Map<string, ConsentState>;

/** The states that are no refusal. */
const open: readonly unknown[] = ['unset', 'pending', 'granted', 'soft_opt_in'];

/**
 * Reads what a person permits as far as it counts on this device: a refusal always, a grant of a purpose where its text named
 * this channel, a permission to contact wherever it was given. What cannot be read refuses everything (E4).
 *
 * @param here - the channel of this device
 * @example
 * ```ts
 * readPerson(customer.permissions, cells, 'web').get('marketing'); // 'denied'
 * ```
 */
export const readPerson = (permissions: unknown, cells: readonly CellRule[], here: Channel): PersonLayer =>
  quietly(() => {
    const person: PersonLayer = new Map();
    for (const { purpose, channel, state, reach } of (permissions as PersonPermissions).cells) {
      const key = cellKey(purpose, channel);
      // A state that nobody knows refuses.
      const answer = open.includes(state) || isRefusal(state) ? state : 'denied';
      const reaches = channel
        ? answer !== 'unset'
        : answer === 'granted' && Array.isArray(reach) && reach.includes(here);
      // Two lines for one cell: the refusal stands.
      if (isRefusal(answer) || (reaches && !person.has(key))) person.set(key, answer);
    }
    return person;
  }) ?? new Map(cells.map(({ key }) => [key, 'denied']));

/**
 * Joins the answer of the device with the person's: both must allow, and where the device has no answer hers counts.
 *
 * @param person - undefined where nobody is signed in, or she has not decided
 * @example
 * ```ts
 * joinStates('granted', 'denied', cell); // 'denied'
 * ```
 */
export function joinStates(
  device: ConsentState,
  person: ConsentState | undefined,
  { channel }: CellRule,
): ConsentState {
  if (!person) return device;
  // A permission to contact is the person's and the hub's; here it can only have been refused, or be a wish that grew old.
  if (isRefusal(device) && !(channel && device === 'expired')) return device;
  return isRefusal(person) || device !== 'granted' ? person : device;
}
