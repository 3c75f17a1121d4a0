import type { QueueOptions } from '@rialto/core/delivery';
import {
  type Channel,
  type ConsentGate,
  channels,
  isChannel,
  limits,
  necessaryOnly,
  type Purpose,
  RialtoError,
} from '@rialto/core/model';
import type { Capture } from './capture/capture.ts';

/** How many events may wait, and for how long. See `QueueOptions` of `@rialto/core/delivery`. */
export type TrackerQueueOptions = Omit<QueueOptions, 'batchBytes'>;

/** What `createTracker` takes. */
export interface TrackerOptions {
  /** The hub: an address, or better a path of the shop's own origin, `/rialto`. */
  readonly endpoint: string;
  /** The public key of the source, `wk_…`; it may write and nothing else. */
  readonly writeKey: string;
  /** The commercial channel of the page, mostly `web`. */
  readonly channel: Channel;
  /**
   * A consent manager, or anything with the shape of a gate.
   * @default only what is `necessary` passes
   */
  readonly consent?: ConsentGate;
  /**
   * What the page records by itself, such as `pageViews()`. What is not passed is not in the bundle.
   * @default []
   */
  readonly capture?: readonly Capture[];
  /**
   * The purposes of the retailer's own events by name. An event that neither this table nor the
   * built-in vocabulary names needs every purpose.
   * @default {}
   */
  readonly events?: Readonly<Record<string, readonly Purpose[]>>;
  /**
   * The queue.
   * @default { flushAt: 20, flushAfter: 1_000, maxEvents: 1_000, maxBytes: 5_242_880 }
   */
  readonly queue?: TrackerQueueOptions;
}

/** The defaults of {@link TrackerQueueOptions}: a page lives shorter than a till, and has less room. */
export const trackerQueueDefaults = {
  flushAt: 20,
  flushAfter: 1_000,
  maxEvents: 1_000,
  maxBytes: 5 * 1024 * 1024,
} satisfies TrackerQueueOptions;

const queueNames = ['flushAt', 'flushAfter', 'batchMessages', 'maxEvents', 'maxBytes', 'maxAge'];

interface Check {
  readonly allowed: string;
  readonly needed?: true;
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const checks: { readonly [Name in keyof Required<TrackerOptions>]: Check } = {
  endpoint: {
    needed: true,
    allowed: 'an http(s) address or a path that begins with a slash',
    fits: (value) => isText(value) && /^(https?:\/\/[^/]|\/)/.test(value),
  },
  writeKey: {
    needed: true,
    // A secret key in a page is a leak, and a mistake that nobody would notice by the results.
    allowed: "the source's write key, 'wk_…', never a secret key",
    fits: (value) => isText(value) && !value.startsWith('sk_'),
  },
  channel: { needed: true, allowed: `'x-…' or one of: ${channels.join(', ')}`, fits: isChannel },
  consent: {
    allowed: 'a consent manager, or an object with decide() and on()',
    fits: (value) => isRecord(value) && typeof value.decide === 'function' && typeof value.on === 'function',
  },
  capture: {
    allowed: 'a list of captures, such as [pageViews()]',
    fits: (value) => Array.isArray(value) && value.every((one) => typeof one === 'function'),
  },
  events: {
    allowed: "purposes by event, { 'Fitting Booked': ['analytics'] }",
    fits: (value) =>
      isRecord(value) &&
      Object.values(value).every((list) => Array.isArray(list) && list.length > 0 && list.every(isText)),
  },
  queue: {
    allowed: `positive numbers under: ${queueNames.join(', ')}`,
    fits: (value) =>
      isRecord(value) &&
      Object.entries(value).every(
        ([name, figure]) => queueNames.includes(name) && typeof figure === 'number' && figure > 0,
      ),
  },
};

/**
 * Checks the options and fills in what was left out.
 *
 * @throws RialtoError `invalid-option`, naming the option, what was received and what is allowed
 */
export function resolveOptions(options: TrackerOptions) {
  if (!isRecord(options)) throw invalid(`it takes an object of options; got ${show(options)}`);
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(checks, name))
      throw invalid(`unknown option "${name}"; allowed are ${Object.keys(checks).join(', ')}`);
  }
  for (const [name, { allowed, fits, needed }] of Object.entries(checks)) {
    const value = options[name as keyof TrackerOptions];
    if ((value !== undefined || needed) && !fits(value))
      throw invalid(`${name} must be ${allowed}; got ${name === 'writeKey' ? typeof value : show(value)}`);
  }
  const { endpoint, writeKey, channel, consent = necessaryOnly, capture = [], events = {} } = options;
  const queue = { ...trackerQueueDefaults, ...options.queue, batchBytes: limits.keepaliveBytes };
  return { endpoint: endpoint.replace(/\/+$/, ''), writeKey, channel, consent, capture, events, queue };
}

const invalid = (what: string): RialtoError => new RialtoError('invalid-option', `createTracker: ${what}.`);

function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
}
