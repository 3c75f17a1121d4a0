import type { Random } from '@rialto/core/delivery';
import { createAnonymousId, identifierLength, isText } from '@rialto/core/model';
import type { KeyValue } from './adapters/web-key-value.ts';
import { sessionKey } from './capture/session-rules.ts';

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
  /**
   * Where the device's id is kept.
   * @default storage
   */
  readonly idStore?: KeyValue | undefined;
  readonly random: Random;
}

const idKey = 'rialto:id';
/** Where the tabs of an origin find who is signed in. */
export const userKey = 'rialto:user';

/** The id that a caller, or somebody else on the device, has given; undefined for what no hub would take. */
export function usableId(value: unknown): string | undefined {
  const id = Number.isFinite(value) ? String(value) : value;
  return isText(id) && id.length <= identifierLength ? id.trim() : undefined;
}

/** Keeps the ids of a device. While `permitted` says no, storage is neither read nor written; removing is always allowed. */
export function createIdentity({ permitted, storage, idStore = storage, random }: IdentityParts): Identity {
  const storedUser = (): string | undefined => usableId(storage.get(userKey));
  const storedId = (): string | undefined => usableId(idStore.get(idKey));
  let last: string | undefined;
  let user = permitted() ? storedUser() : undefined;
  const forget = (): void => {
    idStore.delete(idKey);
    for (const key of [idKey, userKey, sessionKey]) storage.delete(key);
    last = undefined;
  };
  return {
    anonymousId() {
      if (!permitted()) return undefined;
      const found = storedId();
      if (!found || found !== last) {
        last = found ?? createAnonymousId(random.bytes(16));
        // Also one that was found, for the cookie may not have yet what the host has.
        idStore.set(idKey, last);
      }
      return last;
    },
    lastAnonymousId: () => storedId() ?? last,
    userId() {
      // Read each time, for another tab may have signed in or out.
      if (permitted()) user = storedUser();
      return user;
    },
    identify(id) {
      user = id;
      if (permitted()) storage.set(userKey, id);
    },
    keep() {
      if (user !== undefined) storage.set(userKey, user);
    },
    forget,
    reset() {
      user = undefined;
      forget();
    },
  };
}
