import { type Channel, type ConsentGate, isChannel, limits, type PlanTypes } from '@rialto/core';
import { queueDefaults } from '@rialto/core/delivery';
import { checkCount, checkNames, invalid, isObject, kindOf, show } from './check-options.ts';
import type { WhenFull } from './lanes.ts';

/** A queue in a directory on disk, which outlives the process. */
export interface DiskQueue {
  /**
   * The directory, one for each process; it is made if it is not there, and only its owner may read it.
   * A second process on the same directory is told so (`storage_taken`) and keeps its events in memory.
   */
  readonly path: string;
  /**
   * The most events that may wait; what happens then, `whenFull` says. An event that waits takes about 1 KB of disk
   * and 40 bytes of memory.
   * @default 1_000_000
   */
  readonly maxEvents?: number;
  /**
   * The most bytes that may wait.
   * @default 1_073_741_824 (1 GiB)
   */
  readonly maxBytes?: number;
  /**
   * How long an event is tried, milliseconds; an older one is dropped as `too_old`.
   * @default 2_592_000_000 (30 days)
   */
  readonly maxAge?: number;
  /**
   * What happens to a new event while the queue is full. Either way what is lost is announced as `dropped`, with the
   * reason `queue_full`. `{ dropOldest: 'low' }` lets page views go to keep sales.
   * @default 'refuse'
   */
  readonly whenFull?: WhenFull;
}

/** What {@link createClient} takes. */
export interface ClientOptions<P extends PlanTypes = PlanTypes> {
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
   * Waiting events that start a batch by themselves, in each of the `maxInFlight` lines over which people are spread.
   * Lower it for a till whose sales should show at once.
   * @default 20
   */
  readonly flushAt?: number;
  /**
   * The longest an event waits for others, milliseconds.
   * @default 1_000
   */
  readonly flushAfter?: number;
  /**
   * The most messages in one batch, 1 to 2,500. A batch takes what waits, up to this; where the hub refuses a batch as
   * too large or takes too long over it, they become smaller by themselves, and grow again.
   * @default 500
   */
  readonly batchMessages?: number;
  /**
   * Batches on their way to the hub at once, 1 to 16. The events of one person keep their order all the same.
   * @default 4
   */
  readonly maxInFlight?: number;
  /**
   * Send batches compressed. It spares about five sixths of the bytes, and costs some processor time.
   * @default true, but for a hub on the same machine
   */
  readonly gzip?: boolean;
  /**
   * Signals at which the client sends what it can within 3 s and leaves the rest on disk; then the process ends as it
   * would have without it, by the signal or by your own listener. `[]` for none.
   * @default ['SIGTERM']
   */
  readonly closeOn?: readonly `SIG${string}`[];
  /**
   * The platform's own `waitUntil`, for functions that are frozen after their answer: it is given a promise that
   * resolves when what was tracked is delivered, after 10 s at most.
   * @default nobody is asked to wait
   */
  readonly waitUntil?: (work: Promise<unknown>) => unknown;
  /**
   * How long the hub may take for a batch, milliseconds; then the batch is tried again, half as large.
   * @default 10_000
   */
  readonly sendTimeout?: number;
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
  batchMessages: 500,
  maxInFlight: 4,
  sendTimeout: 10_000,
  readTimeout: 2_000,
};

/** The defaults of a {@link DiskQueue}; a queue in memory has those of core. */
const diskDefaults = { maxEvents: 1_000_000, maxBytes: 1024 ** 3, maxAge: queueDefaults.maxAge };

/** A queue with every default filled in; without a path it is in memory. */
type ResolvedQueue = Required<Omit<DiskQueue, 'path'>> & { readonly path: string | undefined };

/** Options with every default filled in. */
export type ResolvedOptions = Omit<ClientOptions, 'queue' | 'closeOn'> &
  typeof clientDefaults & {
    readonly queue: ResolvedQueue;
    readonly gzip: boolean;
    readonly closeOn: readonly NodeJS.Signals[];
  };

const optionNames: readonly string[] = [
  ...['endpoint', 'key', 'source', 'channel', 'queue', 'plan', 'consent', 'gzip', 'closeOn', 'waitUntil'],
  ...Object.keys(clientDefaults),
];
const queueNames: readonly string[] = ['path', 'maxEvents', 'maxBytes', 'maxAge', 'whenFull'];

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
  const endpoint = checkEndpoint(options.endpoint);
  const count = (name: keyof typeof clientDefaults, highest?: number): number =>
    checkCount(name, options[name] ?? clientDefaults[name], highest);
  return {
    ...{ key, source, channel },
    ...(plan && { plan }),
    ...(consent && { consent }),
    endpoint,
    ...(options.waitUntil !== undefined && { waitUntil: checkWaitUntil(options.waitUntil) }),
    closeOn: checkSignals(options.closeOn ?? ['SIGTERM']),
    gzip: checkGzip(options.gzip) ?? !isLoopback(endpoint),
    queue: resolveQueue(options.queue),
    maxHeld: count('maxHeld'),
    flushAt: count('flushAt'),
    flushAfter: count('flushAfter'),
    batchMessages: count('batchMessages', limits.batchMessages),
    maxInFlight: count('maxInFlight', 16),
    sendTimeout: count('sendTimeout'),
    readTimeout: count('readTimeout'),
  };
}

function resolveQueue(queue: ClientOptions['queue']): ResolvedQueue {
  if (queue === 'memory') {
    const { maxEvents, maxBytes, maxAge } = queueDefaults;
    return { path: undefined, maxEvents, maxBytes, maxAge, whenFull: 'refuse' };
  }
  if (!isObject(queue)) throw invalid(`queue must be { path } or 'memory'; got ${show(queue)}.`);
  checkNames('queue', queue, queueNames);
  const { path, whenFull = 'refuse' } = queue;
  if (typeof path !== 'string' || path === '') {
    throw invalid(`queue.path must be the path of a directory; got ${show(path)}.`);
  }
  if (whenFull !== 'refuse' && !['high', 'normal', 'low'].includes(whenFull?.dropOldest)) {
    throw invalid(
      `queue.whenFull must be 'refuse' or { dropOldest: 'low' | 'normal' | 'high' }; got ${show(whenFull)}.`,
    );
  }
  const count = (name: keyof typeof diskDefaults): number =>
    checkCount(`queue.${name}`, queue[name] ?? diskDefaults[name]);
  return {
    ...{ path, whenFull },
    maxEvents: count('maxEvents'),
    maxBytes: count('maxBytes'),
    maxAge: count('maxAge'),
  };
}

function checkGzip(gzip: unknown): boolean | undefined {
  if (gzip === undefined || typeof gzip === 'boolean') return gzip;
  throw invalid(`gzip must be true or false; got ${show(gzip)}.`);
}

/** Those by which a process is asked to end, and that can be listened for. */
const signals: readonly unknown[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGBREAK', 'SIGUSR2'];

function checkSignals(given: readonly `SIG${string}`[]): readonly NodeJS.Signals[] {
  if (Array.isArray(given) && given.every((name) => signals.includes(name))) {
    return [...given] as NodeJS.Signals[];
  }
  throw invalid(`closeOn must be a list of ${signals.join(', ')}; got ${show(given)}.`);
}

function checkWaitUntil(waitUntil: unknown): NonNullable<ClientOptions['waitUntil']> {
  if (typeof waitUntil === 'function') return waitUntil as NonNullable<ClientOptions['waitUntil']>;
  throw invalid(`waitUntil must be a function; got ${show(waitUntil)}.`);
}

/** Where nothing travels, compressing it is for nothing. */
const isLoopback = (endpoint: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(endpoint).hostname);

function checkEndpoint(endpoint: unknown): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw invalid(
      `endpoint must be the http or https address of the hub without a query; got ${show(endpoint)}.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
