// The one file that opens jose, and opened itself by the first token: a client that signs none never reads it.
import { SignJWT } from 'jose';

/** What a token says; times are whole seconds. */
export interface TokenParts {
  /** What the hub reads beside the registered claims. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The name of the key, by which the hub finds it. */
  readonly kid: string;
  readonly audience: string;
  readonly subject: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly id: string;
}

/** Signs a JSON Web Token (RFC 7519) with HMAC and SHA-256. */
export const signJwt = (parts: TokenParts, key: Uint8Array): Promise<string> =>
  new SignJWT({ ...parts.claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: parts.kid })
    .setAudience(parts.audience)
    .setSubject(parts.subject)
    .setIssuedAt(parts.issuedAt)
    .setExpirationTime(parts.expiresAt)
    .setJti(parts.id)
    .sign(key);
