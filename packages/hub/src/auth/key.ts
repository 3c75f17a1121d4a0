import { createHash, randomBytes } from 'node:crypto';
import { type Channel, deriveTokenKey, RialtoError } from '@rialto/core';
import type { StoredKey } from '../store/store.ts';

/** What a key is made for. */
export interface KeyGrant {
  readonly source: string;
  readonly channel: Channel;
  /** `write`: public, may send and nothing else. `secret`: for servers, may also read and sign context tokens. */
  readonly kind: 'write' | 'secret';
  /** The web origins that may use it; all where it is empty. */
  readonly origins: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

const prefixes = { write: 'wk_', secret: 'sk_' } as const;

/** What is kept of a key to recognise it. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Makes a new key: 192 random bits.
 *
 * @example
 * ```ts
 * newKey('write'); // 'wk_…'
 * ```
 */
export const newKey = (kind: KeyGrant['kind']): string =>
  prefixes[kind] + randomBytes(24).toString('base64url');

/**
 * What the store keeps of a key. The id is made from the key, so that the same key has the same id.
 *
 * @throws RialtoError `invalid-option` for a key of under 12 characters, or a secret key that looks like a write key
 * @example
 * ```ts
 * await store.addKey(await storedKey(newKey('secret'), grant));
 * ```
 */
export async function storedKey(key: string, grant: KeyGrant): Promise<StoredKey> {
  if (!isUsableKey(key)) {
    throw new RialtoError('invalid-option', 'A key needs 12 to 200 letters, digits, "-", "_" or ".".');
  }
  const hash = hashKey(key);
  const token = grant.kind === 'secret' ? await deriveTokenKey(key) : undefined;
  return {
    id: `key_${hash.slice(0, 12)}`,
    hash,
    ...grant,
    ...(token ? { token: { kid: token.kid, key: Buffer.from(token.key).toString('hex') } } : {}),
  };
}

/** Whether a text can be a key: long enough not to be guessed, and made of what every header can carry. */
export const isUsableKey = (key: string): boolean => /^[\w.-]{12,200}$/.test(key);
