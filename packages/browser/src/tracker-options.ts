import type { QueueOptions } from '@rialto/core/delivery';
import {
  type Channel,
  type ConsentGate,
  channels,
  checkOptions,
  isChannel,
  isRecord,
  isText,
  necessaryOnly,
  type OptionRule,
  type Purpose,
} from '@rialto/core/model';
import type { KeyValue } from './adapters/web-key-value.ts';
import type { Capture } from './capture/capture.ts';

/** How many events may wait, and for how long. See `QueueOptions` of `@rialto/core/delivery`. */
export type TrackerQueueOptions = Omit<QueueOptions, 'batchBytes'>;

/** What is to know of the device. */
export interface DeviceOptions {
  /**
   * Whether several people use it, as a kiosk or a tablet in the store: then nothing of a visit is stored, and nothing of it is left
   * after `reset()`, when the page goes, or after `idle` milliseconds without input.
   */
  readonly shared: boolean;
  /**
   * The milliseconds without input after which a visit to a shared device is over.
   * @default 120_000
   */
  readonly idle?: number;
  /**
   * A visit is over without a `reset()` of yours: the place to go back to the start screen, and to forget what consent manager and
   * shop know of the person. Called before the tracker forgets them.
   */
  readonly onVisitEnd?: () => void;
}

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
   * What is to know of the device: `{ shared: true }` for one that several people use.
   * @default { shared: false }
   */
  readonly device?: DeviceOptions;
  /**
   * Where the device's id is kept once the person permits it, such as `subdomainCookie({ domain: 'shop.example' })`. Not used on a shared
   * device.
   * @default localStorage
   */
  readonly idStore?: KeyValue;
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

/** What keepalive may carry in flight is shared: a batch leaves a third of it to the last events of a page. */
const batchBytes = 40 * 1024;

const queueNames = [...Object.keys(trackerQueueDefaults), 'batchMessages', 'maxAge'];

const rules: { readonly [Name in keyof Required<TrackerOptions>]: OptionRule } = {
  endpoint: [
    'an http(s) address or a path, /rialto',
    (value) => isText(value) && /^(https?:\/\/[^/]|\/)/.test(value),
    'needed',
  ],
  writeKey: [
    'a write key, wk_…, never a secret key',
    // A secret key in a page is a leak, and a mistake that nobody would notice by the results.
    (value) => isText(value) && !value.startsWith('sk_'),
    'needed',
  ],
  channel: [`'x-…' or one of: ${channels.join(', ')}`, isChannel, 'needed'],
  consent: [
    'a consent manager, with decide() and on()',
    (value) => isRecord(value) && isFunction(value.decide) && isFunction(value.on),
  ],
  capture: ['a list of captures, [pageViews()]', (value) => Array.isArray(value) && value.every(isFunction)],
  events: [
    "purposes by event, { 'Fitting Booked': ['analytics'] }",
    (value) =>
      isRecord(value) &&
      Object.values(value).every((list) => Array.isArray(list) && list.length > 0 && list.every(isText)),
  ],
  // It must be said: misspelt or forgotten it would keep one person's ids for the next.
  device: ['{ shared: true or false }', (value) => isRecord(value) && typeof value.shared === 'boolean'],
  idStore: ['subdomainCookie({ … })', (value) => isRecord(value) && isFunction(value.get)],
  queue: [
    `positive numbers under: ${queueNames.join(', ')}`,
    (value) =>
      isRecord(value) &&
      Object.entries(value).every(
        ([name, figure]) => queueNames.includes(name) && typeof figure === 'number' && figure > 0,
      ),
  ],
};

const isFunction = (value: unknown): boolean => typeof value === 'function';

/**
 * Checks the options and fills in what was left out.
 *
 * @throws RialtoError `invalid-option`, naming the option, what was received and what is allowed
 */
export function resolveOptions(options: TrackerOptions) {
  checkOptions('createTracker', options, rules);
  const { consent = necessaryOnly, capture = [], events = {} } = options;
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const queue = { ...trackerQueueDefaults, ...options.queue, batchBytes };
  return { ...options, endpoint, consent, capture, events, queue };
}
