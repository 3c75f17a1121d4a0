import { isRecord, misused } from '@rialto/core/model';
import type { ConsentManagerOptions } from '../manager-options.ts';
import { quietly } from '../quietly.ts';
import type { StoredItem } from '../scripts/index.ts';

/** What the script tag says: the manager's options, what its purposes store, and the attributes of the banner. */
export interface ScriptOptions {
  readonly manager: ConsentManagerOptions;
  /** What is removed when its purpose is refused. */
  readonly stored: readonly StoredItem[];
  /** Whether the page is loaded anew when a purpose is withdrawn for which a script has run. */
  readonly reloadOnWithdrawal: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What each `data-` attribute becomes, by its name in `dataset`. */
const manager: Readonly<Record<string, (value: string) => Readonly<Record<string, unknown>>>> = {
  purposes: (value) => ({ purposes: listOf(value) }),
  policyVersion: () => ({}),
  policyUrl: () => ({}),
  controller: () => ({}),
  locale: (value) => ({ locale: value }),
  channels: (value) => ({ channels: channelsOf(value) }),
  about: (value) => ({ about: aboutOf(value) }),
  privacyControl: (value) => ({ privacyControl: value }),
  endpoint: (value) => ({ endpoint: value }),
  writeKey: (value) => ({ writeKey: value }),
};
const ofScripts = ['stored', 'reloadOnWithdrawal'];
const attributes = ['theme', 'position', 'reopen'];

const dashed = (name: string): string => `data-${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`;
const listOf = (value: string): string[] => value.split(',').map((one) => one.trim());

/** `marketing:email,sms;service:phone` */
function channelsOf(value: string): Record<string, string[]> {
  const groups = value.split(';').filter((group) => group.trim() !== '');
  return Object.fromEntries(
    groups.map((group) => {
      const [purpose = '', list, more] = group.split(':');
      if (list === undefined || more !== undefined)
        throw misused(`data-channels must be such as "marketing:email,sms"; got "${value}".`);
      return [purpose.trim(), listOf(list)];
    }),
  );
}

function aboutOf(value: string): Readonly<Record<string, unknown>> {
  const about = jsonOf(value);
  if (isRecord(about)) return about;
  throw misused(
    'data-about must be JSON: {"marketing":{"recipients":[],"thirdCountries":[],"storedFor":"13 months"}}.',
  );
}

/** What is declared as stored. `cleanUp` checks every item, and refuses what does not fit. */
function storedOf(value: string | undefined): readonly StoredItem[] {
  const stored = value === undefined ? [] : jsonOf(value);
  if (Array.isArray(stored)) return stored;
  throw misused('data-stored must be JSON: [{"kind":"cookie","name":"_ga*","purpose":"analytics"}].');
}

/** A boolean attribute: there without a value is yes. */
function yesOf(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === '' || value === 'true') return true;
  throw misused(`${dashed(name)} must be true, false or without a value; got "${value}".`);
}

/** Undefined for what is no JSON: the callers say what is allowed. */
const jsonOf = (value: string): unknown => quietly(() => JSON.parse(value));

/**
 * Reads the `data-` attributes of the script tag. A misspelt one is a mistake: nothing may be taken for consent that was
 * asked in another way than the shop meant.
 *
 * @throws RialtoError `invalid-option`, naming the attribute and what is allowed
 */
export function readScriptOptions(
  data: Readonly<Record<string, string | undefined>>,
  language: string,
): ScriptOptions {
  const allowed = [...Object.keys(manager), ...ofScripts, ...attributes];
  const options: Record<string, unknown> = language ? { locale: language } : {};
  const shown: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(data)) {
    if (!allowed.includes(name))
      throw misused(`Unknown attribute ${dashed(name)}. Use: ${allowed.map(dashed).join(', ')}.`);
    if (attributes.includes(name)) shown[name] = value;
    else if (Object.hasOwn(manager, name)) Object.assign(options, manager[name]?.(value));
  }
  for (const name of ['purposes', 'policyVersion', 'policyUrl'])
    if (!data[name]?.trim()) throw misused(`${dashed(name)} is missing.`);
  const { policyVersion: version, policyUrl: url, controller } = data;
  options.policy = { version, url, ...(controller ? { controller } : {}) };
  // What the attributes say is text; createConsentManager checks every value, and refuses what does not fit.
  return {
    manager: options as unknown as ConsentManagerOptions,
    stored: storedOf(data.stored),
    reloadOnWithdrawal: yesOf('reloadOnWithdrawal', data.reloadOnWithdrawal),
    attributes: shown,
  };
}
