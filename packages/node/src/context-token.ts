import {
  contextTokenAudience,
  createMessageId,
  deriveTokenKey,
  type Identifier,
  type ReadPurpose,
  readPurposes,
  tokenSubject,
} from '@rialto/core';
import type { Clock, Random } from '@rialto/core/delivery';
import { checkNames, invalid, show } from './check-options.ts';
import { checkIdentifier } from './read-hub.ts';

/** What a token permits, and to whom it belongs. */
export interface ContextTokenOptions {
  /** The person whom your server has signed in. Give this or `identifier`. */
  readonly userId?: string | undefined;
  /** Another pointer to the person. */
  readonly identifier?: Identifier | undefined;
  /** What the browser may read the customer context for. */
  readonly purposes: readonly ReadPurpose[];
  /**
   * How long the token is valid, seconds, 1 to 3,600.
   * @default 900
   */
  readonly ttl?: number | undefined;
  /**
   * The only web origin that may use it, `https://shop.example.org`.
   * @default any that the hub lets in
   */
  readonly origin?: string | undefined;
}

/** What {@link signContextToken} needs. */
export interface ContextTokenParts {
  readonly key: string;
  readonly clock: Clock;
  readonly random: Random;
}

const defaultTtl = 900;
const longestTtl = 3_600;
const names = ['userId', 'identifier', 'purposes', 'ttl', 'origin'];

/** Signs a token with a key derived from the secret key; the hub needs no other to check it. */
export async function signContextToken(
  options: ContextTokenOptions,
  { key, clock, random }: ContextTokenParts,
): Promise<string> {
  if (!key.startsWith('sk_')) {
    throw invalid('contextToken needs a client with a secret key, sk_…; this one has a write key.');
  }
  const { sub, purposes, ttl, origin } = resolve(options);
  const issuedAt = Math.floor(clock.now() / 1_000);
  const { kid, key: signingKey } = await deriveTokenKey(key);
  const { signJwt } = await import('./sign-jwt.ts');
  return signJwt(
    {
      claims: { purposes, ...(origin !== undefined && { origin }) },
      kid,
      audience: contextTokenAudience,
      subject: sub,
      issuedAt,
      expiresAt: issuedAt + ttl,
      id: createMessageId(clock.now(), random.bytes(10)),
    },
    signingKey,
  );
}

function resolve(options: ContextTokenOptions) {
  checkNames('contextToken', options, names);
  const { userId, purposes, ttl = defaultTtl, origin } = options;
  if ((userId === undefined) === (options.identifier === undefined)) {
    throw invalid('contextToken needs either userId or identifier, and not both.');
  }
  const identifier = options.identifier ?? { kind: 'userId', value: userId ?? '' };
  checkIdentifier(identifier);
  if (!Array.isArray(purposes) || purposes.length === 0) {
    throw invalid(`purposes must name at least one of ${readPurposes.join(', ')}.`);
  }
  for (const purpose of purposes) {
    if (readPurposes.includes(purpose)) continue;
    throw invalid(`purposes must be of ${readPurposes.join(', ')}; got ${show(purpose)}.`);
  }
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > longestTtl) {
    throw invalid(`ttl must be whole seconds from 1 to ${longestTtl}; got ${show(ttl)}.`);
  }
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).origin !== origin)) {
    throw invalid(`origin must be a web origin such as https://shop.example.org; got ${show(origin)}.`);
  }
  return { sub: tokenSubject(identifier), purposes: [...new Set(purposes)], ttl, origin };
}
