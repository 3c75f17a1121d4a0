import { type ContextTokenClaims, contextTokenAudience, readPurposes } from '@rialto/core';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { StoredKey } from '../store/store.ts';
import type { Keyring } from './keyring.ts';

/** Why a token does not hold. */
export type TokenFault = 'bad_token' | 'token_expired';

/** A token that holds, and the secret key that signed it. */
export type VerifiedToken =
  | { readonly ok: true; readonly key: StoredKey; readonly claims: ContextTokenClaims }
  | { readonly ok: false; readonly code: TokenFault; readonly detail?: string };

const claimsSchema = z.object({
  aud: z.literal(contextTokenAudience),
  sub: z.string().min(3).max(300),
  purposes: z.array(z.enum(readPurposes)).min(1),
  origin: z.string().optional(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().min(1),
});

/** Seconds by which the shop's server and the hub may disagree. */
const tolerance = 5;

/**
 * Verifies a context token: signed with HMAC-SHA-256 by a secret key that holds, for this audience, not expired, whole.
 *
 * Sources: RFC 7519 (JSON Web Token), RFC 8725 sections 3.1 and 3.9 (one algorithm, and the audience checked).
 *
 * @example
 * ```ts
 * const verified = await verifyContextToken(token, { keyring, now: clock.now() });
 * ```
 */
export async function verifyContextToken(
  token: string,
  { keyring, now }: { readonly keyring: Keyring; readonly now: number },
): Promise<VerifiedToken> {
  let signer: StoredKey | undefined;
  const findKey = async ({ kid }: { kid?: string }): Promise<Uint8Array> => {
    signer = kid === undefined ? undefined : await keyring.findByKid(kid);
    if (!signer?.token) throw new errors.JWTInvalid('no key signed this');
    return Buffer.from(signer.token.key, 'hex');
  };
  try {
    const { payload } = await jwtVerify(token, findKey, {
      algorithms: ['HS256'],
      audience: contextTokenAudience,
      requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      clockTolerance: tolerance,
      currentDate: new Date(now),
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || !signer)
      return { ok: false, code: 'bad_token', detail: 'a claim is not as it must be' };
    const { origin, ...rest } = claims.data;
    return { ok: true, key: signer, claims: origin === undefined ? rest : { ...rest, origin } };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { ok: false, code: 'token_expired' };
    if (error instanceof errors.JOSEError) return { ok: false, code: 'bad_token' };
    throw error;
  }
}
