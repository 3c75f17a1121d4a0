import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Identifier } from '../model/identifier.ts';
import { limits } from '../model/wire-limits.ts';
import type { Parsed } from '../result.ts';

/** How {@link normaliseIdentifier} reads what is ambiguous. */
export interface NormaliseOptions {
  /**
   * The country of phone numbers that are written without one, ISO 3166-1 alpha-2.
   * Left out: such numbers are refused, because a guess would join strangers.
   */
  readonly country?: string | undefined;
}

/**
 * Brings an identifier into the one form by which it is compared: e-mail trimmed and in lower case,
 * phone as E.164, a loyalty card without blanks and hyphens and in capitals, anything else trimmed.
 *
 * Sources: ITU-T E.164 (phone numbers), RFC 5321 section 2.4 (we fold the case of the local part too, as every mail provider does).
 *
 * @example
 * ```ts
 * normaliseIdentifier({ kind: 'email', value: ' Ada@Example.ORG ' }); // value: { kind: 'email', value: 'ada@example.org' }
 * normaliseIdentifier({ kind: 'phone', value: '030 901820' }, { country: 'DE' }); // value: '+4930901820'
 * ```
 */
export function normaliseIdentifier(
  identifier: { readonly kind: string; readonly value: unknown },
  { country }: NormaliseOptions = {},
): Parsed<Identifier> {
  const { kind, value } = identifier;
  if (typeof kind !== 'string' || !/^[A-Za-z][\w-]{0,39}$/.test(kind)) {
    return fault('kind', 'expected a kind such as email or loyalty_card');
  }
  if (typeof value !== 'string' && typeof value !== 'number') return fault('value', 'expected text');
  const text = String(value).normalize('NFC').trim();
  if (text === '' || text.length > limits.identifierLength) {
    return fault('value', `expected 1 to ${limits.identifierLength} characters`);
  }
  if (placeholders.includes(text.toLowerCase()))
    return fault('value', 'expected an identifier, not a placeholder');
  const normal = normaliseValue(kind, text, country);
  return normal === undefined
    ? fault('value', `expected ${expected[kind] ?? 'an identifier'}`)
    : { ok: true, value: { kind, value: normal } };
}

/** What programs write where they know nobody: taken at its word, it would join all strangers to one person. */
const placeholders: readonly string[] = [
  'null',
  'undefined',
  'nan',
  'none',
  'true',
  'false',
  '0',
  'anonymous',
  'guest',
  '[object object]',
  'unknown',
  'n/a',
  '-',
  // The nil UUID (RFC 9562, section 5.9): a phone's advertising id where its owner has refused one.
  '00000000-0000-0000-0000-000000000000',
];

const expected: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  phone: 'a phone number with its country code, such as +49 30 901820',
  loyalty_card: 'a card number of letters and digits',
};

function normaliseValue(kind: string, text: string, country: string | undefined): string | undefined {
  switch (kind) {
    case 'email':
      return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? text.toLowerCase() : undefined;
    case 'phone': {
      // The country is the caller's text; libphonenumber answers undefined for one that it does not know.
      // Not `extract`: a number found in the middle of other text may be another person's.
      const options = { ...(country ? { defaultCountry: country as CountryCode } : {}), extract: false };
      const phone = parsePhoneNumberFromString(text.replace(/^tel:/i, ''), options);
      return phone?.isPossible() ? phone.number : undefined;
    }
    case 'loyalty_card': {
      const card = text.replace(/[\s-]/g, '').toUpperCase();
      return /^[\p{L}\p{N}._/]+$/u.test(card) ? card : undefined;
    }
    default:
      return text;
  }
}

const fault = (path: string, message: string): Parsed<never> => ({ ok: false, issues: [{ path, message }] });
