import type { Random } from '@rialto/core/delivery';
import { createAnonymousId, identifierLength } from '@rialto/core/model';
import type { KeyValue } from './adapters/web-key-value.ts';

/** Who the tracker takes this device and this person for. */
export interface Identity {
  /** The device's random id, made when first needed; undefined without device permission. */
  anonymousId(): string | undefined;
  /**
   * The id of this device just after a withdrawal, to say whose withdrawal it was: what is stored still, for another tab may have made
   * it, or what this page has used. Only for a device that had permitted it until then.
   */
  lastAnonymousId(): string | undefined;
  userId(): string | undefined;
  identify(userId: string): void;
  /** Permission came: what the page knows may be kept. */
  keep(): void;
  /** Permission went: nothing stays on the device; the page still knows who is signed in. */
  forget(): void;
  /** Another person may be there: nothing stays, on the device or in the page. */
  reset(): void;
}

/** What {@link createIdentity} needs. */
export interface IdentityParts {
  /** Whether the person lets us store on this device. */
  readonly permitted: () => boolean;
  readonly storage: KeyValue;
  readonly random: Random;
}

const idKey = 'rialto:id';
const userKey = 'rialto:user';

/** Keeps the ids of a device. While `permitted` says no, storage is neither read nor written; removing is always allowed. */
export function createIdentity({ permitted, storage, random }: IdentityParts): Identity {
  /** Undefined also for what somebody else has put there and no hub would take. */
  const stored = (key: string): string | undefined => {
    const id = storage.get(key);
    return id && id.length <= identifierLength ? id : undefined;
  };
  const read = (key: string): string | undefined => (permitted() ? stored(key) : undefined);
  let last = read(idKey);
  let user = read(userKey);
  const forget = (): void => {
    storage.remove(idKey);
    storage.remove(userKey);
    last = undefined;
  };
  return {
    anonymousId() {
      if (!permitted()) return undefined;
      last = read(idKey);
      if (!last) {
        last = createAnonymousId(random.bytes(16));
        storage.set(idKey, last);
      }
      return last;
    },
    lastAnonymousId: () => stored(idKey) ?? last,
    userId() {
      // Read each time, for another tab may have signed in or out.
      if (permitted()) user = read(userKey);
      return user;
    },
    identify(id) {
      user = id;
      if (permitted()) storage.set(userKey, id);
    },
    keep() {
      last = read(idKey) ?? last;
      if (user !== undefined) storage.set(userKey, user);
    },
    forget,
    reset() {
      user = undefined;
      forget();
    },
  };
}
