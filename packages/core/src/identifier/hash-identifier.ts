import type { Identifier } from '../model/identifier.ts';

/** The kinds by which a person can be contacted; they are compared by hash, never shown. */
const contactKinds: readonly string[] = ['email', 'phone'];

/**
 * Whether an identifier reaches a person directly, so that only its hash may be kept for look-up.
 *
 * @example
 * ```ts
 * isContactIdentifier({ kind: 'email', value: 'ada@example.org' }); // true
 * ```
 */
export const isContactIdentifier = ({ kind }: Identifier): boolean => contactKinds.includes(kind);

/**
 * The SHA-256 of a normalised identifier, `sha256:` and 64 hex digits; with a key the HMAC-SHA-256, `hmac:…`.
 * An unkeyed hash of a phone number can be guessed by trying them all: give a key wherever the hash is stored.
 *
 * Sources: FIPS 180-4 (SHA-256), RFC 2104 (HMAC).
 *
 * @param identifier - normalised by `normaliseIdentifier`
 * @param key - 16 bytes or more
 * @example
 * ```ts
 * await hashIdentifier({ kind: 'email', value: 'ada@example.org' }); // 'sha256:…'
 * ```
 */
export async function hashIdentifier(
  { kind, value }: Identifier,
  key?: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { subtle } = globalThis.crypto;
  const data = new TextEncoder().encode(key ? `${kind}:${value}` : value);
  if (!key) return `sha256:${hex(await subtle.digest('SHA-256', data))}`;
  const hmac = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return `hmac:${hex(await subtle.sign('HMAC', hmac, data))}`;
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
