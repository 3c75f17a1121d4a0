import type { ReadPurpose } from '../model/customer-context.ts';
import type { Identifier } from '../model/identifier.ts';

/** The audience of every context token. */
export const contextTokenAudience = 'rialto-hub';

/** What a context token says. The browser can read it and cannot change it; it names no profile. */
export interface ContextTokenClaims {
  readonly aud: typeof contextTokenAudience;
  /** `kind:value` of the person whom the shop's server vouches for, `userId:c-42`. */
  readonly sub: string;
  /** What the reader may ask for. */
  readonly purposes: readonly ReadPurpose[];
  /** The only web origin that may use it; left out: each that the hub lets in. */
  readonly origin?: string;
  /** Seconds since 1970, as RFC 7519 has them. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
}

/**
 * Writes an identifier as the subject of a token.
 *
 * @example
 * ```ts
 * tokenSubject({ kind: 'userId', value: 'c-42' }); // 'userId:c-42'
 * ```
 */
export const tokenSubject = ({ kind, value }: Identifier): string => `${kind}:${value}`;

/**
 * Reads the subject of a token; undefined where it is none.
 *
 * @example
 * ```ts
 * parseTokenSubject('userId:c-42'); // { kind: 'userId', value: 'c-42' }
 * ```
 */
export function parseTokenSubject(subject: string): Identifier | undefined {
  const colon = subject.indexOf(':');
  return colon > 0 && colon < subject.length - 1
    ? { kind: subject.slice(0, colon), value: subject.slice(colon + 1) }
    : undefined;
}

/**
 * The key that signs the context tokens of a secret key, and its id for the token's `kid`. Both are derived
 * one way, so that the hub can keep them without keeping the secret key itself.
 *
 * Source: RFC 5869 would need no more than its expand step here, one HMAC-SHA-256, since the key is random already.
 *
 * @param secretKey - `sk_…`
 * @example
 * ```ts
 * const { kid, key } = await deriveTokenKey('sk_…');
 * ```
 */
export async function deriveTokenKey(
  secretKey: string,
): Promise<{ readonly kid: string; readonly key: Uint8Array }> {
  const { subtle } = globalThis.crypto;
  const bytes = new TextEncoder().encode(secretKey);
  const hmac = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const expand = async (info: string): Promise<Uint8Array> =>
    new Uint8Array(await subtle.sign('HMAC', hmac, new TextEncoder().encode(info)));
  const id = await expand('rialto context token id v1');
  const kid = [...id.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { kid, key: await expand('rialto context token key v1') };
}
