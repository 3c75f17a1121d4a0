import type { Store } from '../../store/store.ts';
import type { CustomerRead } from './read-request.ts';

/**
 * The profile that a read may see. A token for a device opens what an anonymous visit left, and nothing more once
 * the device is joined to a person: a page can claim any device id, only a sign-in names a customer.
 *
 * @example
 * ```ts
 * const profile = await findReadable(store, read.value);
 * ```
 */
export async function findReadable(
  store: Store,
  { identifier, until }: Pick<CustomerRead, 'identifier' | 'until'>,
): ReturnType<Store['findProfile']> {
  const profile = await store.findProfile(identifier);
  const isToken = until !== undefined;
  const isClosed = isToken && identifier.kind === 'anonymousId' && profile?.assurance !== 'device';
  return isClosed ? undefined : profile;
}
