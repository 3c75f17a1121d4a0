import type { Identifier, JsonObject } from '@rialto/core';
import type { Receipt } from '@rialto/core/delivery';
import type { Call } from '../calls.ts';
import { checkNames, invalid, isObject, show } from '../check-options.ts';
import { createBusinessDays } from './business-day.ts';
import type { CustomerReading, OfflineCopies } from './customer-desk.ts';
import { minorDigits } from './money.ts';

/** What a till tracks: one event of the retail vocabulary. */
export interface TillCall extends Call {
  readonly event: string;
  readonly properties: JsonObject;
}

/** As much of a client as a till needs. Any client of `createClient` will do, whatever its plan. */
export interface TillClient {
  /** Is given a {@link TillCall}. Written so that a client of any plan fits, whose own calls the compiler compares name by name. */
  track(call: never): Receipt;
  /** As `Client.customer`. */
  customer(query: {
    readonly identifier: Identifier;
    readonly purpose: 'service';
    readonly channel: 'store';
  }): Promise<CustomerReading | undefined>;
}

/** What {@link createTill} takes. */
export interface TillOptions {
  /** The client that carries what the till reports: one made by `createClient`. The till does not close it. */
  readonly client: TillClient;
  /** The store, by its own short id, up to 64 characters. */
  readonly store: string;
  /** The till, by its own short id. Store and till together name one counter of receipts. */
  readonly till: string;
  /** The currency of all amounts, ISO 4217. It says what a minor unit is: a cent of EUR, a yen, a thousandth of KWD. */
  readonly currency: string;
  /**
   * Who is signed in, by the retailer's own short id; no name.
   * @default nobody, until `signIn`
   */
  readonly staff?: string;
  /**
   * The store's time zone, by the IANA database: `Europe/Berlin`.
   * @default the system's
   */
  readonly timeZone?: string;
  /**
   * When the business day ends, `HH:MM` by the store's clock, before noon: a sale at 01:30 is part of the day before.
   * `openDay` and `closeDay` come before it.
   * @default '04:00'
   */
  readonly dayEndsAt?: string;
  /**
   * Somebody practises: receipts have numbers of their own, are marked, and count for nothing.
   * @default false
   */
  readonly training?: boolean;
  /**
   * A folder that outlives the process, where the receipt numbers are kept. Several tills may share it, with the client's queue
   * too. Without it the numbers begin at 1 with each start; then they have a part of chance in them, so that no two are the same.
   * @default the numbers live in memory
   */
  readonly path?: string;
  /**
   * Copies of customer contexts for the time when the hub does not answer.
   * @default there are none
   */
  readonly offline?: OfflineCopies;
  /**
   * The longest that `identify` waits, milliseconds: somebody stands at the till. A later answer still shows in `customer()`.
   * @default 1_000
   */
  readonly identifyTimeout?: number;
  /**
   * Throws for mistakes in a call, in place of announcing them. For the tests of your integration, never for a store.
   * @default false
   */
  readonly strict?: boolean;
}

/** The defaults of {@link TillOptions}. */
const tillDefaults = { dayEndsAt: '04:00', training: false, identifyTimeout: 1_000, strict: false };

/** Options with every default filled in, and what follows from them. */
export type ResolvedTill = TillOptions &
  typeof tillDefaults & {
    readonly digits: number;
    readonly dayOf: ReturnType<typeof createBusinessDays>;
  };

const names: readonly string[] = [
  ...['client', 'store', 'till', 'currency', 'staff', 'timeZone', 'path', 'offline'],
  ...Object.keys(tillDefaults),
];

/** Whether a value is a short id of a store, a till or a member of staff. */
export const isShortId = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 64;

/** @throws RialtoError `invalid-option`, naming the option and what was received */
export function resolveTill(options: TillOptions): ResolvedTill {
  checkNames('createTill', options, names);
  const { client, offline, path } = options;
  if (!isObject(client) || typeof client.track !== 'function' || typeof client.customer !== 'function') {
    throw invalid('client must be a client of createClient.');
  }
  for (const name of ['store', 'till', 'staff'] as const) {
    const value = options[name];
    if (isShortId(value) || (name === 'staff' && value === undefined)) continue;
    throw invalid(`${name} must be an id of 1 to 64 characters; got ${show(value)}.`);
  }
  if (path !== undefined && (typeof path !== 'string' || path === '')) {
    throw invalid(`path must be the path of a folder; got ${show(path)}.`);
  }
  if (offline !== undefined && (!isObject(offline) || typeof offline.read !== 'function')) {
    throw invalid('offline must be something with read, such as createOfflineCustomers makes.');
  }
  const { dayEndsAt = tillDefaults.dayEndsAt, identifyTimeout = tillDefaults.identifyTimeout } = options;
  if (typeof dayEndsAt !== 'string' || !/^(0\d|1[01]):[0-5]\d$/.test(dayEndsAt)) {
    throw invalid(`dayEndsAt must be HH:MM from 00:00 to 11:59; got ${show(dayEndsAt)}.`);
  }
  if (!Number.isInteger(identifyTimeout) || identifyTimeout < 1 || identifyTimeout > 60_000) {
    throw invalid(
      `identifyTimeout must be whole milliseconds from 1 to 60000; got ${show(identifyTimeout)}.`,
    );
  }
  return {
    ...options,
    ...{ dayEndsAt, identifyTimeout },
    training: flag('training', options.training),
    strict: flag('strict', options.strict),
    digits: minorDigits(options.currency),
    dayOf: businessDays(options.timeZone, dayEndsAt),
  };
}

function flag(name: 'training' | 'strict', value: unknown = tillDefaults[name]): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(`${name} must be true or false; got ${show(value)}.`);
}

function businessDays(timeZone: unknown, dayEndsAt: string): ResolvedTill['dayOf'] {
  const zone = timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    if (typeof zone === 'string') return createBusinessDays(zone, dayEndsAt);
  } catch {
    // Told below, with what was received.
  }
  throw invalid(`timeZone must be a name of the IANA database, such as Europe/Berlin; got ${show(zone)}.`);
}
