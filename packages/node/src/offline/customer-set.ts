import { type Identifier, isRialtoError } from '@rialto/core';
import type { Clock, DeliveryProblem } from '@rialto/core/delivery';
import { checkIdentifier } from '../read-hub.ts';
import { copyLimits } from './copy-store.ts';
import { pause } from './pause.ts';

/** What {@link readSet} needs. */
export interface CustomerSetParts {
  readonly customers: () => readonly Identifier[] | Promise<readonly Identifier[]>;
  /** The name of a person's copy. */
  readonly idOf: (identifier: Identifier) => string;
  readonly report: (problem: DeliveryProblem) => void;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

/** A shop's own function that takes longer is taken for one that never ends, milliseconds. */
const patience = 60_000;

/** Said when there are more people than have room. */
export const fullProblem: DeliveryProblem = {
  code: 'offline_full',
  message: `There are more customers than have room in the copies: ${copyLimits.people} people, ${copyLimits.bytes} bytes. The others cannot be read offline.`,
};

/** The people of the set by the names of their copies; undefined where the set cannot be had. */
export async function readSet(parts: CustomerSetParts): Promise<ReadonlyMap<string, Identifier> | undefined> {
  const { customers, idOf, report, clock, closing } = parts;
  const wanted = new Map<string, Identifier>();
  const late = new AbortController();
  const end = (): void => late.abort();
  closing.addEventListener('abort', end);
  try {
    const people = await Promise.race([customers(), pause(clock, patience, late.signal)]);
    if (!people) throw new Error('too late');
    let strange = 0;
    for (const identifier of people) {
      if (!isIdentifier(identifier)) strange += 1;
      else if (wanted.size < copyLimits.people) wanted.set(idOf(identifier), identifier);
      else {
        report(fullProblem);
        break;
      }
    }
    if (strange > 0) {
      report({
        code: 'offline_set_failed',
        message: `In the set of customers ${strange} are no identifiers { kind, value }.`,
      });
    }
    return wanted;
  } catch {
    if (!closing.aborted) {
      report({
        code: 'offline_set_failed',
        message: 'The set of customers cannot be had: their copies stay, and are not renewed.',
      });
    }
    return undefined;
  } finally {
    late.abort();
    closing.removeEventListener('abort', end);
  }
}

function isIdentifier(value: Identifier): boolean {
  try {
    checkIdentifier(value);
    return true;
  } catch (error) {
    if (isRialtoError(error)) return false;
    throw error;
  }
}
