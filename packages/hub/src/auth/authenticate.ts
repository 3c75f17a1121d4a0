import { type ContextTokenClaims, parseTokenSubject } from '@rialto/core';
import type { StoredKey } from '../store/store.ts';
import type { Credential } from './find-credential.ts';
import type { Keyring } from './keyring.ts';
import { type TokenFault, verifyContextToken } from './verify-context-token.ts';

/** A request's web origin, as far as it can be known. */
interface RequestOrigin {
  /** The `Origin` header; browsers leave it out when a page reads from its own origin. */
  readonly origin: string | undefined;
  /** The origin of the `Referer` where `Origin` is left out. */
  readonly referer: string | undefined;
}

/** Who asks. */
export type Authenticated =
  | { readonly kind: 'key'; readonly key: StoredKey }
  | { readonly kind: 'token'; readonly key: StoredKey; readonly claims: ContextTokenClaims };

/** Why a request is refused. */
interface AuthRefusal {
  readonly ok: false;
  readonly code: 'missing_key' | 'bad_key' | 'key_not_allowed' | TokenFault;
  readonly detail?: string;
}

/** Who asks, or why the hub does not listen. */
export type AuthResult = { readonly ok: true; readonly value: Authenticated } | AuthRefusal;

/** What {@link authenticate} needs. */
export interface AuthenticateOptions extends RequestOrigin {
  readonly keyring: Keyring;
  /** Epoch milliseconds. */
  readonly now: number;
}

const looksLikeToken = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Finds out who asks: a key, or a browser with a context token that a key's owner signed.
 *
 * @example
 * ```ts
 * const asked = await authenticate(findCredential(headers, query), { keyring, now, origin, referer });
 * ```
 */
export async function authenticate(
  credential: Credential | undefined,
  options: AuthenticateOptions,
): Promise<AuthResult> {
  if (!credential) return { ok: false, code: 'missing_key' };
  const { keyring, origin } = options;
  const key = await keyring.find(credential.value);
  if (key) {
    if (key.kind === 'secret' && credential.from === 'query') {
      return forbidden('a secret key must not stand in an address');
    }
    return isOriginAllowed(key, origin) ? { ok: true, value: { kind: 'key', key } } : forbidden(wrongOrigin);
  }
  if (credential.from !== 'bearer' || !looksLikeToken.test(credential.value))
    return { ok: false, code: 'bad_key' };
  return authenticateToken(credential.value, options);
}

async function authenticateToken(token: string, options: AuthenticateOptions): Promise<AuthResult> {
  const { keyring, now, origin, referer } = options;
  const verified = await verifyContextToken(token, { keyring, now });
  if (!verified.ok) return verified;
  const { key, claims } = verified;
  if (!parseTokenSubject(claims.sub)) return { ok: false, code: 'bad_token', detail: 'it names no subject' };
  // A page on another origin cannot leave `Origin` out; without one it is the page's own origin, or no browser.
  if (claims.origin !== undefined && claims.origin !== (origin ?? referer)) return forbidden(wrongOrigin);
  return isOriginAllowed(key, origin)
    ? { ok: true, value: { kind: 'token', key, claims } }
    : forbidden(wrongOrigin);
}

const wrongOrigin = 'not from this origin';

const forbidden = (detail: string): AuthRefusal => ({ ok: false, code: 'key_not_allowed', detail });

/** Servers and tills send no origin; the list is about web pages. */
const isOriginAllowed = ({ origins }: StoredKey, origin: string | undefined): boolean =>
  origin === undefined || origins.length === 0 || origins.includes(origin);
