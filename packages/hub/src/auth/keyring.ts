import type { Clock } from '@rialto/core/delivery';
import type { Store, StoredKey } from '../store/store.ts';
import { hashKey } from './key.ts';

/** The keys that hold now. */
export interface Keyring {
  /** The key, if it is known and not revoked. */
  find(key: string): Promise<StoredKey | undefined>;
  /** The secret key whose context tokens carry this `kid`. */
  findByKid(kid: string): Promise<StoredKey | undefined>;
  /** Whether a key that was found before holds still. */
  holds(key: StoredKey): Promise<boolean>;
}

/** What {@link createKeyring} needs. */
export interface KeyringOptions {
  readonly store: () => Promise<Pick<Store, 'listKeys'>>;
  /** The keys of the hub's own options, beside those in the store. */
  readonly own: Promise<readonly StoredKey[]>;
  readonly clock: Clock;
}

/** How long the store's keys are remembered: a key that was revoked in another process ends after this. */
const rememberFor = 1_000;

/**
 * Keeps the keys at hand. Only their hashes are compared, so that the time it takes tells nothing of a key.
 *
 * @example
 * ```ts
 * const key = await keyring.find('wk_…');
 * ```
 */
export function createKeyring({ store, own, clock }: KeyringOptions): Keyring {
  let known: Promise<readonly StoredKey[]> | undefined;
  let readAt = 0;
  const keys = (): Promise<readonly StoredKey[]> => {
    const now = clock.now();
    if (known && now - readAt < rememberFor && now >= readAt) return known;
    readAt = now;
    const read = load();
    known = read;
    // A failure is not remembered: the next request asks again.
    read.catch(() => {
      if (known === read) known = undefined;
    });
    return read;
  };
  const load = async (): Promise<readonly StoredKey[]> => {
    const stored = await (await store()).listKeys();
    return [...(await own), ...stored].filter(({ revokedAt }) => revokedAt === undefined);
  };
  return {
    async find(key) {
      const hash = hashKey(key);
      return (await keys()).find((one) => one.hash === hash);
    },
    async findByKid(kid) {
      return (await keys()).find(({ token }) => token?.kid === kid);
    },
    async holds({ hash }) {
      return (await keys()).some((one) => one.hash === hash);
    },
  };
}
