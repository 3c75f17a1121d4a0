import type { Clock } from '@rialto/core/delivery';
import {
  type Channel,
  checkName,
  checkOptions,
  isChannel,
  isRecord,
  isText,
  misused,
  type OptionRule,
  type Purpose,
} from '@rialto/core/model';
import { deviceClock } from './adapters/device-clock.ts';
import { type ConsentStorage, deviceStorage } from './adapters/device-storage.ts';
import { hasPrivacyControl } from './adapters/privacy-control.ts';
import { cellsOf } from './consent-cells.ts';
import type { ConsentPolicy, PurposeFacts } from './consent-manager.ts';

/** What `createConsentManager` takes. */
export interface ConsentManagerOptions<P extends Purpose = Purpose> {
  /** What people are asked about, in the order of asking. `necessary` needs no consent and is not among them. */
  readonly purposes: readonly P[];
  /**
   * The contact channels that people are asked about, by purpose: `{ marketing: ['email', 'sms'] }`.
   * @default none
   */
  readonly channels?: { readonly [Name in P]?: readonly Channel[] };
  /** The text, by its version and address. Another version asks again for every purpose that `about` says nothing of. */
  readonly policy: ConsentPolicy;
  /**
   * What people are told of a purpose, whole or not at all. Another recipient or third country asks again for that purpose alone.
   * @default nothing: the policy's version says what people were told
   */
  readonly about?: { readonly [Name in P]?: PurposeFacts };
  /**
   * The language in which people are asked, `de` or `de-AT`. It goes into the record.
   * @default 'en'
   */
  readonly locale?: string;
  /**
   * The channel of this device: what a person permitted elsewhere counts here only if it reaches this channel.
   * @default 'web'
   */
  readonly channel?: Channel;
  /** The hub, for a manager without a tracker: where nobody listens to `record`, it reports each choice itself. */
  readonly endpoint?: string;
  /** The write key that goes with `endpoint`; one is of no use without the other. */
  readonly writeKey?: string;
  /**
   * Whether Global Privacy Control refuses what the person has not expressly permitted while it was on.
   * @default 'honour'
   */
  readonly privacyControl?: 'honour' | 'ignore';
  /**
   * The purposes that Global Privacy Control refuses.
   * @default those of 'marketing' and 'linking' that are among the purposes
   */
  readonly privacyControlPurposes?: readonly P[];
  /**
   * Where the shop addresses minors: the person's age in years, or undefined where it is not known. Below 16 and where it is not
   * known, only a guardian permits (`proof.actor`).
   * @default nobody's age matters
   */
  readonly age?: () => number | undefined;
  /**
   * Where the choice is kept; `cookieStorage` carries it to other subdomains.
   * @default first-party localStorage
   */
  readonly storage?: ConsentStorage;
  /**
   * The clock, for tests.
   * @default the device's
   */
  readonly clock?: Pick<Clock, 'now'>;
}

const isShort = (value: unknown): boolean => isText(value) && value.length <= 256;
/** An option that is a text. */
export const text: OptionRule = ['a text', isText];
/** An option that is a text as short as the hub takes it in a record. */
export const shortText: OptionRule = ['a short text', isShort];

const isFunction = (value: unknown): boolean => typeof value === 'function';
/** A list of different entries that all fit. */
const isList = (value: unknown, fits: (entry: unknown) => boolean): boolean =>
  Array.isArray(value) && new Set(value).size === value.length && value.every(fits);
const isTable = (value: unknown, fits: (entry: never) => boolean): boolean =>
  isRecord(value) && Object.values(value).every(fits as (entry: unknown) => boolean);
const isFacts = (value: Partial<PurposeFacts> | null): boolean =>
  isList(value?.recipients, isText) && isList(value?.thirdCountries, isText) && isText(value?.storedFor);
const isPurpose = (name: unknown): boolean =>
  // `constructor` would be found in any table.
  isText(name) && /^[a-z][\w-]{0,63}$/i.test(name) && name !== 'necessary' && !(name in {});

const isPurposes = (value: unknown): boolean => isList(value, isPurpose) && String(value) !== '';
const purposeList = "different purposes without 'necessary'";

const rules: { readonly [Name in keyof Required<ConsentManagerOptions>]: OptionRule } = {
  purposes: [purposeList, isPurposes, 'needed'],
  channels: ["{ marketing: ['email'] }", (value) => isTable(value, (list) => isList(list, isChannel))],
  policy: [
    "{ version: '2026-11', url: '/privacy' }",
    (value) => isShort((value as ConsentPolicy | null)?.version) && isText((value as ConsentPolicy).url),
    'needed',
  ],
  about: ['recipients, thirdCountries, storedFor, each whole', (value) => isTable(value, isFacts)],
  locale: shortText,
  channel: ['web, …', isChannel],
  endpoint: text,
  writeKey: text,
  privacyControl: ["'honour' or 'ignore'", (value) => /^(honour|ignore)$/.test(value as string)],
  privacyControlPurposes: [purposeList, isPurposes],
  age: ['a function', isFunction],
  storage: [
    '{ read, write }',
    (value) =>
      isFunction((value as ConsentStorage | null)?.read) && isFunction((value as ConsentStorage).write),
  ],
  clock: ['{ now }', (value) => isFunction((value as Clock | null)?.now)],
};

/**
 * Checks the options and fills in what was left out.
 *
 * @throws RialtoError `invalid-option`, naming the option, what was received and what is allowed
 */
export function resolveOptions<P extends Purpose>(options: ConsentManagerOptions<P>) {
  checkOptions('createConsentManager', options, rules);
  const {
    purposes,
    channels = {},
    policy,
    about = {},
    locale = 'en',
    channel = 'web',
    privacyControlPurposes = purposes.filter((name) => /^(marketing|linking)$/.test(name)),
    storage = deviceStorage(),
    clock = deviceClock,
  } = options;
  for (const name of [...privacyControlPurposes, ...Object.keys({ ...channels, ...about })])
    checkName('purpose', name, purposes);
  if (!options.endpoint !== !options.writeKey) throw misused('endpoint and writeKey go together.');
  const privacyControl = options.privacyControl !== 'ignore' && hasPrivacyControl();
  return {
    ...options,
    shown: {
      purposes: [...purposes],
      channels: channels as Readonly<Partial<Record<P, readonly Channel[]>>>,
      policy,
      about: about as Readonly<Partial<Record<P, PurposeFacts>>>,
      locale,
      privacyControl,
    },
    channel,
    storage,
    clock,
    cells: cellsOf(purposes, channels, about, privacyControl ? privacyControlPurposes : []),
  };
}
