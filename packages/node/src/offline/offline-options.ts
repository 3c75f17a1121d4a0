import {
  type Channel,
  type CustomerContext,
  type Identifier,
  isChannel,
  type ReadPurpose,
  readPurposes,
} from '@rialto/core';
import type { DeliveryProblem } from '@rialto/core/delivery';
import { checkNames, invalid, isObject, show } from '../check-options.ts';
import type { CustomerReadOptions } from '../customer-reads.ts';
import type { CustomerQuery } from '../read-hub.ts';

/** The part of a client that offline copies need. */
export interface CustomerReader {
  /** As `Client.customer`. */
  customer(query: CustomerQuery, options?: CustomerReadOptions): Promise<CustomerContext | undefined>;
}

/** What {@link createOfflineCustomers} takes. */
export interface OfflineCustomersOptions {
  /** The client that reads the customers: one made by `createClient`. It is not closed here. */
  readonly client: CustomerReader;
  /**
   * The file of the copies, one for each process: `./rialto-customers.sealed`. It and its directory are made if they are not there,
   * and are for their owner alone.
   */
  readonly path: string;
  /**
   * What the file is sealed with, 16 characters or more. Keep it where the key is kept and never beside the file. With another one the
   * file counts as empty.
   */
  readonly secret: string;
  /** Whose copies are kept, asked before every refresh: today's pick-ups, the members of the store. The first 10,000 count. */
  readonly customers: () => readonly Identifier[] | Promise<readonly Identifier[]>;
  /**
   * What the copies are read for. They are given for nothing else.
   * @default 'service'
   */
  readonly purpose?: ReadPurpose | undefined;
  /**
   * Where they are read.
   * @default the client's channel
   */
  readonly channel?: Channel | undefined;
  /**
   * The store that the file belongs to: brought to another one, it counts as empty.
   * @default ''
   */
  readonly store?: string | undefined;
  /**
   * How old a copy may be, milliseconds, up to 7 days.
   * @default 86_400_000 (24 hours)
   */
  readonly maxAge?: number | undefined;
  /**
   * How often the copies are renewed, milliseconds, from a minute up to a day. A tenth of it is chance, so that the tills of a chain
   * do not all ask at once.
   * @default 900_000 (15 minutes)
   */
  readonly refreshEvery?: number | undefined;
  /**
   * Told what goes wrong: `offline_unreadable`, `offline_not_written`, `offline_clock`, `offline_set_failed`, `offline_full`.
   * @default nobody is told
   */
  readonly onError?: ((problem: DeliveryProblem) => void) | undefined;
}

/** The defaults of {@link OfflineCustomersOptions}. */
const offlineDefaults = {
  purpose: 'service',
  store: '',
  maxAge: 86_400_000,
  refreshEvery: 900_000,
} satisfies Partial<OfflineCustomersOptions>;

/** Options with every default filled in. */
export type ResolvedOffline = OfflineCustomersOptions & {
  readonly [Name in keyof typeof offlineDefaults]-?: NonNullable<OfflineCustomersOptions[Name]>;
};

const names: readonly string[] = [
  ...['client', 'path', 'secret', 'customers', 'channel', 'onError'],
  ...Object.keys(offlineDefaults),
];

/** @throws RialtoError `invalid-option`, naming the option; never the secret */
export function resolveOffline(options: OfflineCustomersOptions): ResolvedOffline {
  checkNames('createOfflineCustomers', options, names);
  const { client, path, secret, customers, channel, onError } = options;
  const { purpose = offlineDefaults.purpose, store = offlineDefaults.store } = options;
  if (!isObject(client) || typeof client.customer !== 'function') {
    throw invalid('client must be one made by createClient.');
  }
  if (typeof path !== 'string' || path === '') {
    throw invalid(`path must be the path of a file; got ${show(path)}.`);
  }
  if (typeof secret !== 'string' || secret.trim().length < 16) {
    throw invalid('secret must be a text of 16 characters or more.');
  }
  if (typeof customers !== 'function') {
    throw invalid(`customers must be a function that gives identifiers; got ${show(customers)}.`);
  }
  if (!readPurposes.includes(purpose)) {
    throw invalid(`purpose must be one of ${readPurposes.join(', ')}; got ${show(purpose)}.`);
  }
  if (channel !== undefined && !isChannel(channel)) {
    throw invalid(`channel must be one of Rialto's channels or begin with x-; got ${show(channel)}.`);
  }
  if (typeof store !== 'string') throw invalid(`store must be a name; got ${show(store)}.`);
  if (onError !== undefined && typeof onError !== 'function') {
    throw invalid(`onError must be a function; got ${show(onError)}.`);
  }
  return {
    ...{ ...options, purpose, store },
    maxAge: checkSpan('maxAge', options, 1_000, 7 * 86_400_000),
    refreshEvery: checkSpan('refreshEvery', options, 60_000, 86_400_000),
  };
}

function checkSpan(
  name: 'maxAge' | 'refreshEvery',
  options: OfflineCustomersOptions,
  least: number,
  most: number,
): number {
  const value = options[name] ?? offlineDefaults[name];
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(`${name} must be whole milliseconds from ${least} to ${most}; got ${show(value)}.`);
}
