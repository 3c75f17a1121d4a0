import type { Identifier } from '@rialto/core';

/** What the hub said of a customer, as text: whoever reads it gets an object of his own. */
export interface CustomerCopy {
  readonly text: string;
  /** The hub's opaque id of the profile: two identifiers may lead to one. */
  readonly subject: string | undefined;
  /** When the hub said it, epoch milliseconds. */
  readonly at: number;
}

/** Copies of customer contexts in memory, the least recently used forgotten first. */
export interface CustomerCache {
  get(key: string): CustomerCopy | undefined;
  set(key: string, identifier: Identifier, copy: CustomerCopy): void;
  delete(key: string): void;
  /**
   * Drops what is known of these people, under whichever of their identifiers it was read.
   *
   * @param people - their {@link personKey}s
   * @returns the subjects of what was dropped
   */
  forget(people: ReadonlySet<string>): ReadonlySet<string>;
  clear(): void;
}

/** How much a {@link CustomerCache} holds. */
export interface CacheBounds {
  readonly entries: number;
  /** Characters of all texts together. */
  readonly size: number;
}

/** The people of a busy day at a till, and a few megabytes. */
const cacheBounds: CacheBounds = { entries: 500, size: 4 * 1024 ** 2 };

/**
 * Who is meant, whatever the way of writing: `47 11` and `4711` are one card. Two people may fall into one; for what
 * is forgotten, that is the safe side.
 */
export const personKey = ({ kind, value }: Identifier): string =>
  `${kind}:${value
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s.-]+/g, '')}`;

interface Entry {
  readonly copy: CustomerCopy;
  readonly person: string;
}

export function createCustomerCache(bounds: CacheBounds = cacheBounds): CustomerCache {
  const entries = new Map<string, Entry>();
  /** How many copies there are of each person: most who are forgotten were never read. */
  const people = new Map<string, number>();
  let size = 0;

  function count(person: string, more: number): void {
    const copies = (people.get(person) ?? 0) + more;
    if (copies > 0) people.set(person, copies);
    else people.delete(person);
  }

  function remove(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    count(entry.person, -1);
    size -= entry.copy.text.length;
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.copy;
    },
    set(key, identifier, copy) {
      remove(key);
      const person = personKey(identifier);
      entries.set(key, { copy, person });
      count(person, 1);
      size += copy.text.length;
      for (const oldest of entries.keys()) {
        if (entries.size <= bounds.entries && size <= bounds.size) break;
        remove(oldest);
      }
    },
    delete: remove,
    forget(leaving) {
      if (![...leaving].some((person) => people.has(person))) return new Set();
      const named = [...entries.values()].filter(({ person }) => leaving.has(person));
      const subjects = new Set(named.flatMap(({ copy }) => copy.subject ?? []));
      for (const [key, { copy, person }] of [...entries]) {
        if (leaving.has(person) || (copy.subject !== undefined && subjects.has(copy.subject))) remove(key);
      }
      return subjects;
    },
    clear() {
      entries.clear();
      people.clear();
      size = 0;
    },
  };
}
