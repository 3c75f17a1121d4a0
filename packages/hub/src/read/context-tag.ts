import { createHash } from 'node:crypto';
import type { CustomerContext } from '@rialto/core';

/**
 * A short name of what a context says, the time of the answer aside: who has one with this name knows everything that is in it.
 * The version alone would not do. A permission lapses without an event, and two readers see different things of one version.
 *
 * @example
 * ```ts
 * contextTag(readCustomerContext(profile, request)); // '7-5f2bc01d9e8a4417'
 * ```
 */
export function contextTag(context: CustomerContext): string {
  const hash = createHash('sha256').update(JSON.stringify({ ...context, asOf: '' }));
  return `${context.version}-${hash.digest('hex').slice(0, 16)}`;
}
