import { isChannel, type Plan, RialtoError, retailPlan } from '@rialto/core';
import type { Clock } from '@rialto/core/delivery';
import { systemClock } from './adapters/system-clock.ts';
import { isUsableKey } from './auth/key.ts';
import type { Store } from './store/store.ts';

/** A sender that the application registers by itself, beside those in the store. */
export interface HubSource {
  /**
   * The name under which its events stand in the log. Messages are told apart within it, so pages and servers have
   * names of their own: whoever reads a public key could otherwise take a message id before the server does.
   */
  readonly name: string;
  /** Where it meets the customer, for messages that do not say. */
  readonly channel: string;
  /** A public key for pages and apps: it sends, and nothing else. */
  readonly writeKey?: string;
  /** A key for servers and tills: it sends, reads, and signs context tokens. */
  readonly secretKey?: string;
  /**
   * The web origins that may use its keys, such as `https://shop.example.org`.
   * @default any
   */
  readonly origins?: readonly string[];
}

/** A privacy policy, by its version and where to read it. */
export interface HubPolicy {
  readonly version: string;
  readonly url?: string;
}

/** Options of `createHub`. */
export interface HubOptions {
  /**
   * Where everything is kept: `file:./data/rialto.db`, `memory:` for a hub that forgets, or a store of your own,
   * which the hub then does not close.
   */
  readonly store: string | Store;
  /**
   * What may be sent. Build your own with `definePlan({ extends: retailPlan, … })`.
   * @default retailPlan
   */
  readonly plan?: Plan;
  /**
   * Senders and their keys. Without any, keys come from the store: `rialto-hub keys create`.
   * @default []
   */
  readonly sources?: readonly HubSource[];
  /**
   * The privacy policy in force, as the consent manager names it. Pages read it with their settings
   * (`/v1/projects/:key/settings`, field `rialto.policy`).
   * @default none is named
   */
  readonly policy?: HubPolicy;
  /**
   * The country of phone numbers that are written without one, ISO 3166-1 alpha-2, `DE`.
   * @default such numbers are not understood: a guess would join strangers
   */
  readonly country?: string;
  /**
   * The key of the hashes by which e-mail addresses and phone numbers are kept, 16 bytes or more. A plain hash of a
   * phone number can be guessed by trying them all. Once there are events it must not change.
   * @default plain SHA-256
   */
  readonly hashKey?: Uint8Array<ArrayBuffer>;
  /**
   * Told of faults that were answered with 500 or 503.
   * @default nobody is told
   */
  readonly onFault?: (error: unknown) => void;
  /**
   * Where time comes from; give another in tests.
   * @default the system's
   */
  readonly clock?: Clock;
}

/** {@link HubOptions} with nothing left open. */
export interface ResolvedHubOptions
  extends Required<Omit<HubOptions, 'country' | 'hashKey' | 'policy'>>,
    Pick<HubOptions, 'country' | 'hashKey' | 'policy'> {}

/** The defaults of {@link HubOptions}. */
export const hubDefaults = {
  plan: retailPlan,
  sources: [],
  onFault: () => {},
  clock: systemClock,
} satisfies Partial<HubOptions>;

const optionNames = ['store', 'plan', 'sources', 'policy', 'country', 'hashKey', 'onFault', 'clock'];
const sourceNames = ['name', 'channel', 'writeKey', 'secretKey', 'origins'];

/**
 * Checks options and fills in the defaults.
 *
 * @throws RialtoError `invalid-option`
 */
export function resolveHubOptions(options: HubOptions): ResolvedHubOptions {
  if (!isObject(options))
    throw invalid("createHub takes options, such as { store: 'file:./data/rialto.db' }.");
  checkNames('createHub', options, optionNames);
  const { store, plan, sources, policy, country, hashKey, onFault, clock } = options;
  if (typeof store !== 'string' && !isObject(store)) {
    throw invalid("store must be a text such as 'file:./data/rialto.db' or 'memory:', or a Store.");
  }
  if (plan !== undefined && !(isObject(plan) && isObject(plan.events) && Array.isArray(plan.purposes))) {
    throw invalid('plan must come from definePlan.');
  }
  if (sources !== undefined && !Array.isArray(sources)) throw invalid('sources must be a list.');
  sources?.forEach(checkSource);
  const keys = sources?.flatMap(({ writeKey, secretKey }) => [writeKey, secretKey].filter(Boolean)) ?? [];
  if (new Set(keys).size < keys.length) throw invalid('sources must not share keys.');
  checkKinds(sources ?? []);
  if (policy !== undefined && !(isObject(policy) && typeof policy.version === 'string')) {
    throw invalid("policy must be an object such as { version: '2026-11', url: '/privacy' }.");
  }
  if (country !== undefined && !(typeof country === 'string' && /^[A-Z]{2}$/.test(country))) {
    throw invalid('country must be two capitals, such as DE.');
  }
  if (hashKey !== undefined && !(hashKey instanceof Uint8Array && hashKey.byteLength >= 16)) {
    throw invalid('hashKey must be a Uint8Array of 16 bytes or more.');
  }
  if (onFault !== undefined && typeof onFault !== 'function') throw invalid('onFault must be a function.');
  if (clock !== undefined && !(isObject(clock) && typeof clock.now === 'function')) {
    throw invalid('clock must have now and after.');
  }
  return { ...hubDefaults, ...withoutUndefined(options) };
}

function checkSource(source: HubSource, index: number): void {
  const where = `sources[${index}]`;
  if (!isObject(source)) throw invalid(`${where} must be an object with name, channel and a key.`);
  checkNames(where, source, sourceNames);
  const { name, channel, writeKey, secretKey, origins } = source;
  if (typeof name !== 'string' || !isSourceName(name)) {
    throw invalid(`${where}.name must be 1 to 100 letters, digits, "-", "_", "." or ":".`);
  }
  if (!isChannel(channel)) throw invalid(`${where}.channel must be a channel, such as web or store.`);
  if (writeKey === undefined && secretKey === undefined) {
    throw invalid(`${where} needs a writeKey or a secretKey.`);
  }
  for (const [option, key] of Object.entries({ writeKey, secretKey })) {
    if (key !== undefined && !(typeof key === 'string' && isUsableKey(key))) {
      throw invalid(`${where}.${option} must be 12 to 200 letters, digits, "-", "_" or ".".`);
    }
  }
  if (origins !== undefined && !(Array.isArray(origins) && origins.every(isOrigin))) {
    throw invalid(`${where}.origins must be web origins, such as https://shop.example.org.`);
  }
}

/** A public key and a secret one under one name would let a page answer for the server (see `HubSource.name`). */
function checkKinds(sources: readonly HubSource[]): void {
  const open = new Set(sources.filter(({ writeKey }) => writeKey !== undefined).map(({ name }) => name));
  const both = sources.find(({ name, secretKey }) => secretKey !== undefined && open.has(name));
  if (both) throw invalid(mixedKinds(both.name));
}

/** What is said where a source would get keys of both kinds. */
export const mixedKinds = (name: string): string =>
  `The source "${name}" would have a write key and a secret key. Give the server a source of its own: messages are told apart by source and id.`;

/** Whether a text can name a source. */
export const isSourceName = (name: string): boolean => /^[\w.:-]{1,100}$/.test(name);

/** Whether a text is a web origin: scheme, host and port, nothing more. */
export const isOrigin = (text: unknown): text is string =>
  typeof text === 'string' && URL.canParse(text) && new URL(text).origin === text;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const invalid = (message: string): RialtoError => new RialtoError('invalid-option', message);

function checkNames(where: string, value: object, names: readonly string[]): void {
  const unknown = Object.keys(value).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw invalid(`${where} has no option ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  }
}

const withoutUndefined = (options: HubOptions): HubOptions =>
  Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as HubOptions;
