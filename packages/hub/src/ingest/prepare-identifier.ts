import {
  hashIdentifier,
  type Identifier,
  isContactIdentifier,
  normaliseIdentifier,
  type Parsed,
} from '@rialto/core';

/** How the hub brings identifiers into the form in which it keeps them. */
export interface IdentifierRules {
  /** The country of phone numbers that name none, ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** The key of the contact hashes; without one they are plain SHA-256. */
  readonly hashKey?: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Brings an identifier into the form in which the hub keeps and compares it: normalised, and where it
 * reaches a person directly (e-mail, phone), hashed.
 *
 * @example
 * ```ts
 * await prepareIdentifier({ kind: 'email', value: ' Ada@Example.org ' }, {}); // value: { kind: 'email', value: 'sha256:…' }
 * ```
 */
export async function prepareIdentifier(
  identifier: { readonly kind: string; readonly value: unknown },
  { country, hashKey }: IdentifierRules,
): Promise<Parsed<Identifier>> {
  const normal = normaliseIdentifier(identifier, { country });
  if (!normal.ok || !isContactIdentifier(normal.value)) return normal;
  const value = await hashIdentifier(normal.value, hashKey);
  return { ok: true, value: { kind: normal.value.kind, value } };
}
