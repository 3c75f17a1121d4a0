import type { Identifier } from '@rialto/core';
import { isObject } from '../check-options.ts';

/**
 * What the customer showed or said: a loyalty card, an e-mail address, or a code that was scanned.
 *
 * A scanned code is the number of a card, or `rialto:1:<kind>:<value>` with one of the kinds `loyalty_card`, `email` and `userId`.
 */
export interface CustomerCode {
  readonly kind: 'loyalty_card' | 'email' | 'qr';
  readonly value: string;
}

/** The kinds that a scanned code may name. */
const scannedKinds: readonly string[] = ['loyalty_card', 'email', 'userId'];

/**
 * Reads what identifies a customer, strictly: a code that is cut off, of a later version or of another shop must not become
 * somebody else's card.
 *
 * @returns undefined for anything else
 * @example
 * ```ts
 * readCode({ kind: 'qr', value: 'rialto:1:loyalty_card:7000-42' }); // { kind: 'loyalty_card', value: '7000-42' }
 * ```
 */
export function readCode(code: unknown): Identifier | undefined {
  try {
    return isObject(code) ? readKind(code.kind, code.value) : undefined;
  } catch {
    return undefined; // a getter that throws
  }
}

function readKind(kind: unknown, value: unknown): Identifier | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (kind === 'loyalty_card') return isCard(text) ? { kind, value: text } : undefined;
  if (kind === 'email') return isEmail(text) ? { kind, value: text } : undefined;
  return kind === 'qr' ? readScanned(text) : undefined;
}

function readScanned(text: string): Identifier | undefined {
  if (isCard(text)) return { kind: 'loyalty_card', value: text };
  const [, kind = '', value = ''] = /^rialto:1:(\w+):(.+)$/.exec(text) ?? [];
  if (!scannedKinds.includes(kind)) return undefined;
  if (kind === 'userId') return /^[\x21-\x7e]{1,256}$/.test(value) ? { kind, value } : undefined;
  return readKind(kind, value);
}

/** Letters, digits, and blanks and hyphens between them. */
const isCard = (text: string): boolean =>
  text.length <= 64 && /^[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*$/.test(text);

/** As much as a typing error can be told from an address; the hub reads it properly. */
const isEmail = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
