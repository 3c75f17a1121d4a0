import type { Random } from '@rialto/core/delivery';
import { limits } from '@rialto/core/model';
import type { KeyValue } from './adapters/web-key-value.ts';

/** Who the tracker takes this device and this person for. */
export interface Identity {
  /** The device's random id, made when first needed; undefined without device permission. */
  anonymousId(): string | undefined;
  /** The id that this page has used, also just after a withdrawal: to say whose withdrawal it was. */
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

const readable = (id: string | undefined): string | undefined =>
  id && id.length <= limits.identifierLength ? id : undefined;

/** Keeps the ids of a device. While `permitted` says no, storage is neither read nor written; removing is always allowed. */
export function createIdentity({ permitted, storage, random }: IdentityParts): Identity {
  let last = permitted() ? readable(storage.get(idKey)) : undefined;
  let user = permitted() ? readable(storage.get(userKey)) : undefined;
  const erase = (): void => {
    storage.remove(idKey);
    storage.remove(userKey);
    last = undefined;
  };
  return {
    anonymousId() {
      if (!permitted()) return undefined;
      const known = readable(storage.get(idKey));
      last = known ?? createRandomId(random);
      if (!known) storage.set(idKey, last);
      return last;
    },
    lastAnonymousId: () => last,
    userId() {
      // Read each time, for another tab may have signed in or out.
      if (permitted()) user = readable(storage.get(userKey));
      return user;
    },
    identify(id) {
      user = id;
      if (permitted()) storage.set(userKey, id);
    },
    keep() {
      if (user !== undefined) storage.set(userKey, user);
    },
    forget: erase,
    reset() {
      user = undefined;
      erase();
    },
  };
}

/** A UUID of version 4: unlike a messageId it must not tell when it was made. */
function createRandomId(random: Random): string {
  const bytes = [...random.bytes(16)];
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
