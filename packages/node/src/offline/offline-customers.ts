import type { CustomerContext, Identifier, ReadPurpose } from '@rialto/core';
import type { Clock, DeliveryProblem, Random, Timer } from '@rialto/core/delivery';
import { openSealedFile } from '../adapters/sealed-file.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createSystemRandom } from '../adapters/system-random.ts';
import { createCustomerBars } from '../customer-bars.ts';
import { type PersonChanges, personChanges } from '../person-changes.ts';
import { checkIdentifier } from '../read-hub.ts';
import { openCopyStore } from './copy-store.ts';
import { fullProblem, readSet } from './customer-set.ts';
import { type OfflineCustomersOptions, resolveOffline } from './offline-options.ts';
import { type RoundReport, runRound } from './refresh-round.ts';

/** A customer context that was kept for when there is no network. */
export interface OfflineCustomer {
  readonly customer: CustomerContext;
  /** When the hub said it, ISO 8601. */
  readonly asOf: string;
}

/** Customers who can be read without a network, also after a restart. */
export interface OfflineCustomers {
  /**
   * The copy of a customer, at once and from memory; undefined where there is none, where it is too old, or where it was
   * kept for another purpose. Never throws.
   */
  read(query: {
    readonly identifier: Identifier;
    readonly purpose: ReadPurpose;
  }): OfflineCustomer | undefined;
  /**
   * Renews all copies now, or waits for the renewal that is under way. Who is no longer in the set, whom the hub no longer
   * knows and whom it may not show are removed. Never rejects.
   */
  refresh(): Promise<RoundReport>;
  /**
   * Removes the copy of somebody, who has withdrawn for instance, also from the disk. None is kept again until `settled`
   * has settled. What the client itself records, it tells by itself.
   */
  forget(identifier: Identifier, settled?: Promise<unknown>): void;
  /** Ends the renewals, and saves. The copies stay on the disk, sealed. Never rejects. */
  close(): Promise<void>;
}

/** What reaches the copies from outside, so that tests can hold it still. */
export interface OfflinePorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** Soon after the start, and not all tills of a chain in the same moment, milliseconds. */
const firstRefreshWithin = 10_000;
/** After a round that the hub did not answer, milliseconds. */
const retryAfter = 60_000;
/** Nobody waits for these, and a slow hub may take its time, milliseconds. */
const readTimeout = 10_000;
const nothing: RoundReport = { kept: 0, failed: 0 };

/**
 * Keeps the customer contexts of a set of people for when there is no network, sealed at rest and for one purpose. It reads
 * its file at once (a tenth of a second, most of it for the key) and renews the copies beside what the till does.
 *
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * const offline = createOfflineCustomers({
 *   client: rialto,
 *   path: './rialto-customers.sealed',
 *   secret: process.env.RIALTO_OFFLINE_SECRET ?? '',
 *   customers: async () => (await pickupsOfToday()).map(({ card }) => ({ kind: 'loyalty_card', value: card })),
 * });
 * const copy = offline.read({ identifier: { kind: 'loyalty_card', value: '7000 42' }, purpose: 'service' });
 * ```
 */
export const createOfflineCustomers = (options: OfflineCustomersOptions): OfflineCustomers =>
  createOfflineCustomersWith(options, { clock: systemClock, random: createSystemRandom() });

/** {@link createOfflineCustomers} with a clock and chance of the caller's. */
export function createOfflineCustomersWith(
  options: OfflineCustomersOptions,
  { clock, random }: OfflinePorts,
): OfflineCustomers {
  const { client, path, secret, customers, purpose, channel, store, maxAge, refreshEvery, onError } =
    resolveOffline(options);
  const report = (problem: DeliveryProblem): void => {
    try {
      onError?.(problem);
    } catch {
      // A listener that throws must not keep a copy on the disk that has to go.
    }
  };
  const binding = { purpose, store, channel: channel ?? '' };
  const copies = openCopyStore({
    ...{ secret, binding, maxAge, clock, random, report },
    file: openSealedFile(path),
  });
  const idOf = (identifier: Identifier): string => copies.idOf(normal(identifier));
  const bars = createCustomerBars();
  const closing = new AbortController();
  let timer: Timer | undefined;
  let running: Promise<RoundReport> | undefined;
  let closed: Promise<void> | undefined;

  function schedule(ms: number): void {
    timer?.cancel();
    timer = clock.after(ms, () => void refresh());
  }

  async function round(): Promise<RoundReport> {
    copies.purge();
    const wanted = await readSet({ customers, idOf, report, clock, closing: closing.signal });
    if (!wanted || closing.signal.aborted) return nothing;
    copies.delete(copies.ids().filter((id) => !wanted.has(id)));
    let isFull = false;
    const { kept, failed, gaveUp } = await runRound({
      ...{ wanted, clock, closing: closing.signal, moment: bars.moment },
      ask: (identifier) =>
        client.customer(
          { identifier, purpose, ...(channel && { channel }) },
          { maxStale: 0, timeout: readTimeout },
        ),
      onAnswer(id, customer, askedAt) {
        if (!customer) copies.delete([id]);
        if (!customer || closing.signal.aborted || !bars.mayKeep([id], askedAt)) return false;
        const isKept = copies.set(id, JSON.stringify(customer));
        if (!isKept && !isFull) report(fullProblem);
        isFull ||= !isKept;
        return isKept;
      },
    });
    if (gaveUp) schedule(Math.min(refreshEvery, retryAfter));
    return { kept, failed };
  }

  function refresh(): Promise<RoundReport> {
    if (closing.signal.aborted) return Promise.resolve(nothing);
    running ??= runOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function runOnce(): Promise<RoundReport> {
    schedule(refreshEvery * (0.95 + random.next() / 10));
    const result = await round().catch(() => nothing);
    await copies.save();
    return result;
  }

  function forget(identifier: Identifier, settled?: Promise<unknown>): void {
    const id = idOf(identifier);
    bars.bar([id], settled);
    copies.delete([id]);
  }

  const stop = (client as Partial<PersonChanges>)[personChanges]?.((people, settled) => {
    for (const person of people) forget(person, settled);
  });
  schedule(random.next() * firstRefreshWithin);

  return {
    read(query) {
      try {
        if (closing.signal.aborted || query.purpose !== purpose) return undefined;
        checkIdentifier(query.identifier);
        const copy = copies.get(idOf(query.identifier));
        return copy && { customer: JSON.parse(copy.text), asOf: new Date(copy.at).toISOString() };
      } catch {
        return undefined;
      }
    },
    refresh,
    forget(identifier, settled) {
      checkIdentifier(identifier);
      forget(identifier, settled);
    },
    close() {
      closed ??= (async () => {
        timer?.cancel();
        stop?.();
        closing.abort();
        await copies.close();
      })();
      return closed;
    },
  };
}

/**
 * As the hub compares the two that people show: a card with spaces or without, an address however it is written. The hub's own
 * rules for phone numbers are not worth their weight here; such a number is found as it stands in the set.
 */
function normal({ kind, value }: Identifier): Identifier {
  const text = value.normalize('NFC').trim();
  if (kind === 'loyalty_card') return { kind, value: text.replace(/[\s-]/g, '').toUpperCase() };
  return { kind, value: kind === 'email' ? text.toLowerCase() : text };
}
