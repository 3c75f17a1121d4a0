import { isRecord, misused } from '@rialto/core/model';
import type { ConsentManagerOptions } from '../manager-options.ts';

/** What the script tag says: the manager's options, and the attributes of the banner. */
export interface ScriptOptions {
  readonly manager: ConsentManagerOptions;
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
  let about: unknown;
  try {
    about = JSON.parse(value);
  } catch {
    // Said below, with what is allowed.
  }
  if (isRecord(about)) return about;
  throw misused(
    'data-about must be JSON: {"marketing":{"recipients":[],"thirdCountries":[],"storedFor":"13 months"}}.',
  );
}

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
  const allowed = [...Object.keys(manager), ...attributes];
  const options: Record<string, unknown> = language ? { locale: language } : {};
  const shown: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(data)) {
    if (!allowed.includes(name))
      throw misused(`Unknown attribute ${dashed(name)}. Use: ${allowed.map(dashed).join(', ')}.`);
    if (attributes.includes(name)) shown[name] = value;
    else Object.assign(options, manager[name]?.(value));
  }
  for (const name of ['purposes', 'policyVersion', 'policyUrl'])
    if (!data[name]?.trim()) throw misused(`${dashed(name)} is missing.`);
  const { policyVersion: version, policyUrl: url, controller } = data;
  options.policy = { version, url, ...(controller ? { controller } : {}) };
  // What the attributes say is text; createConsentManager checks every value, and refuses what does not fit.
  return { manager: options as unknown as ConsentManagerOptions, attributes: shown };
}
