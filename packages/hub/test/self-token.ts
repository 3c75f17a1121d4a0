import { deriveTokenKey } from '@rialto/core';
import { SignJWT } from 'jose';
import { type TestHub, testKeys } from './test-hub.ts';

/** A context token with which a customer may read what is known of them, for so many seconds. */
export async function selfToken({ clock }: TestHub, sub = 'userId:c-42', seconds = 60): Promise<string> {
  const { kid, key } = await deriveTokenKey(testKeys.secret);
  const now = clock.now() / 1_000;
  const claims = { sub, purposes: ['self'], jti: 't', iat: now, exp: now + seconds };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).setAudience('rialto-hub').sign(key);
}
