import { type Channel, type ConsentGate, isChannel, limits, type Plan, RialtoError } from '@rialto/core';
import { queueDefaults } from '@rialto/core/delivery';

/** A queue in a directory on disk, which outlives the process. */
export interface DiskQueue {
  /**
   * The directory, one for each process; it is made if it is not there, and only its owner may read it.
   * A second process on the same directory is told so (`storage_taken`) and keeps its events in memory.
   */
  readonly path: string;
  /**
   * The most events that may wait. A further one is dropped as `queue_full`. Raise it for a till that sells more in
   * the longest outage that you plan for; each event takes about 1 KB of memory and of disk.
   * @default 100_000
   */
  readonly maxEvents?: number;
  /**
   * The most bytes that may wait.
   * @default 268_435_456 (256 MiB)
   */
  readonly maxBytes?: number;
  /**
   * How long an event is tried, milliseconds; an older one is dropped as `too_old`.
   * @default 2_592_000_000 (30 days)
   */
  readonly maxAge?: number;
}

/** What {@link createClient} takes. */
export interface ClientOptions<P extends Plan = Plan> {
  /** Where the hub is: `https://hub.example.org`, with a path if it is behind a proxy. */
  readonly endpoint: string;
  /** The source's secret key, `sk_…`. Keep it on servers and tills. A write key `wk_…` can send, and only send. */
  readonly key: string;
  /** What this sender is called: `till-hh-4`. Names the touchpoint of every event that does not name its own. */
  readonly source: string;
  /** The commercial way in which this source meets customers, such as `store`. */
  readonly channel: Channel;
  /**
   * Where events wait until the hub has them: a directory that outlives the process, or `'memory'` for functions
   * without a disk, where a crash loses what was not delivered.
   */
  readonly queue: DiskQueue | 'memory';
  /**
   * Your own tracking plan. Give it if your events need other purposes than the built-in vocabulary says.
   * @default the purposes of retailPlan; an event that it does not know needs every opt-in
   */
  readonly plan?: P;
  /**
   * The gate for calls that bring no `consent` of their own, for instance on a kiosk that one person uses at a time.
   * @default the hub is asked about each person
   */
  readonly consent?: ConsentGate;
  /**
   * Events that may wait in memory for a decision. Beyond it the oldest is dropped as `hold_full`.
   * @default 500
   */
  readonly maxHeld?: number;
  /**
   * Waiting events that start a batch by themselves. Lower it for a till whose sales should show at once.
   * @default 20
   */
  readonly flushAt?: number;
  /**
   * The longest an event waits for others, milliseconds.
   * @default 1_000
   */
  readonly flushAfter?: number;
  /**
   * The most messages in one batch, 1 to 2,500.
   * @default 100
   */
  readonly batchMessages?: number;
  /**
   * How long a read of the hub may take, milliseconds. A person waits at the till for it.
   * @default 2_000
   */
  readonly readTimeout?: number;
}

/** The defaults of {@link ClientOptions}. */
export const clientDefaults = {
  maxHeld: 500,
  flushAt: queueDefaults.flushAt,
  flushAfter: 1_000,
  batchMessages: queueDefaults.batchMessages,
  readTimeout: 2_000,
};

/** Options with every default filled in. */
export type ResolvedOptions = Omit<ClientOptions, 'queue'> &
  typeof clientDefaults & { readonly queue: Required<DiskQueue> | 'memory' };

const optionNames: readonly string[] = [
  ...['endpoint', 'key', 'source', 'channel', 'queue', 'plan', 'consent'],
  ...Object.keys(clientDefaults),
];
const queueNames: readonly string[] = ['path', 'maxEvents', 'maxBytes', 'maxAge'];

/**
 * Checks what the caller gave, all of it and at once, and fills in the defaults.
 *
 * @throws RialtoError `invalid-option`, naming the option and what was received; never the key
 */
export function resolveOptions(options: ClientOptions): ResolvedOptions {
  checkNames('createClient', options, optionNames);
  const { key, source, channel, plan, consent } = options;
  if (typeof key !== 'string' || !/^(sk|wk)_\S+$/.test(key)) {
    throw invalid(`key must be a key of the hub, sk_… or wk_…; got ${kindOf(key)}.`);
  }
  if (typeof source !== 'string' || source.trim() === '' || source.length > 200) {
    throw invalid(`source must be a name of 1 to 200 characters; got ${show(source)}.`);
  }
  if (!isChannel(channel)) {
    throw invalid(`channel must be one of Rialto's channels or begin with x-; got ${show(channel)}.`);
  }
  if (plan !== undefined && (!isObject(plan) || !isObject(plan.events))) {
    throw invalid(`plan must come from definePlan; got ${kindOf(plan)}.`);
  }
  if (consent !== undefined && (typeof consent?.decide !== 'function' || typeof consent.on !== 'function')) {
    throw invalid(`consent must be a gate with decide and on; got ${kindOf(consent)}.`);
  }
  const count = (name: keyof typeof clientDefaults, highest?: number): number =>
    checkCount(name, options[name] ?? clientDefaults[name], highest);
  return {
    ...{ key, source, channel },
    ...(plan && { plan }),
    ...(consent && { consent }),
    endpoint: checkEndpoint(options.endpoint),
    queue: resolveQueue(options.queue),
    maxHeld: count('maxHeld'),
    flushAt: count('flushAt'),
    flushAfter: count('flushAfter'),
    batchMessages: count('batchMessages', limits.batchMessages),
    readTimeout: count('readTimeout'),
  };
}

function resolveQueue(queue: ClientOptions['queue']): ResolvedOptions['queue'] {
  if (queue === 'memory') return queue;
  if (!isObject(queue)) throw invalid(`queue must be { path } or 'memory'; got ${show(queue)}.`);
  checkNames('queue', queue, queueNames);
  const { path, maxEvents, maxBytes, maxAge } = queue;
  if (typeof path !== 'string' || path === '') {
    throw invalid(`queue.path must be the path of a directory; got ${show(path)}.`);
  }
  return {
    path,
    maxEvents: checkCount('queue.maxEvents', maxEvents ?? queueDefaults.maxEvents),
    maxBytes: checkCount('queue.maxBytes', maxBytes ?? queueDefaults.maxBytes),
    maxAge: checkCount('queue.maxAge', maxAge ?? queueDefaults.maxAge),
  };
}

function checkEndpoint(endpoint: unknown): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw invalid(
      `endpoint must be the http or https address of the hub without a query; got ${show(endpoint)}.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** Refuses names that nobody knows, so that a misspelt option is not a silent default. */
export function checkNames(place: string, options: unknown, known: readonly string[]): void {
  if (!isObject(options)) throw invalid(`${place} takes one object; got ${kindOf(options)}.`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw invalid(`${place} has no option "${name}". It knows: ${known.join(', ')}.`);
  }
}

function checkCount(name: string, value: unknown, highest = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest) return value;
  const upTo = highest === Number.MAX_SAFE_INTEGER ? '' : ` to ${highest}`;
  throw invalid(`${name} must be a whole number from 1${upTo}; got ${show(value)}.`);
}

export const invalid = (message: string): RialtoError => new RialtoError('invalid-option', message);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value for a message: text and numbers as they are and not long, anything else by its kind. */
export const show = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value)
    : kindOf(value);

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
