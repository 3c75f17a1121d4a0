import { checkName, isRecord, isText, misused, show } from '@rialto/core/model';

/** Where something can be stored on a device. */
export const storageKinds = ['cookie', 'localStorage', 'sessionStorage', 'indexedDB', 'cache'] as const;

/** One of {@link storageKinds}. */
export type StorageKind = (typeof storageKinds)[number];

/** Something that the shop, or a script on its pages, stores on a device. */
export interface StoredItem {
  readonly kind: StorageKind;
  /** Its name, or the beginning of names and a star: `_ga*`. */
  readonly name: string;
  /** For what; `necessary` is never removed. */
  readonly purpose: string;
  /** Why it is necessary, in words for people and authorities; needed there (TDDDG §25(2)). */
  readonly reason?: string;
  /** Of a cookie: the path that it was set with, where that is none of the page's own. */
  readonly path?: string;
  /** Of a cookie: the domain that it was set with, where that is none of the page's own. */
  readonly domain?: string;
}

const itemKeys: readonly string[] = [
  'kind',
  'name',
  'purpose',
  'reason',
  'path',
  'domain',
] satisfies (keyof StoredItem)[];

/** The person's answer itself: without it a refusal would be asked for again on every page. */
const ownItems: readonly StoredItem[] = [
  { kind: 'localStorage', name: 'rialto:consent', purpose: 'necessary' },
  { kind: 'cookie', name: 'rialto_consent', purpose: 'necessary' },
];

/**
 * Checks what a shop declares: D4 of docs/specs/consent.md.
 *
 * @returns the items, and our own before them
 * @throws RialtoError `invalid-option`
 */
export function checkItems(items: unknown, purposes: readonly string[]): readonly StoredItem[] {
  if (!Array.isArray(items)) throw misused(`cleanUp takes a list of items; got ${show(items)}.`);
  for (const item of items) {
    const { kind, name, purpose, reason } = isRecord(item) ? item : {};
    if (isRecord(item)) for (const key of Object.keys(item)) checkName('key of a stored item', key, itemKeys);
    const wrong = !storageKinds.some((known) => known === kind)
      ? `kind must be one of: ${storageKinds.join(', ')}`
      : !isText(name) || !/^[^*]+\*?$/.test(name)
        ? 'name must be a name, or its beginning and a star'
        : purpose === 'necessary'
          ? !isText(reason) && 'what is necessary needs a reason'
          : !purposes.some((known) => known === purpose) &&
            `purpose must be one of: necessary, ${purposes.join(', ')}`;
    if (wrong) throw misused(`cleanUp: ${wrong}; got ${show(item)}.`);
  }
  return [...ownItems, ...items];
}

/**
 * Decides, pure: the declaration that speaks for a name, if any. The most exact one: `_ga_shop` before `_ga*`, the longer
 * beginning before the shorter, and of equals the first.
 */
export function itemFor(
  items: readonly StoredItem[],
  kind: StorageKind,
  name: string,
): StoredItem | undefined {
  const matching = items.filter(
    (item) =>
      item.kind === kind &&
      (item.name.endsWith('*') ? name.startsWith(item.name.slice(0, -1)) : item.name === name),
  );
  const exactness = (item: StoredItem): number => (item.name.endsWith('*') ? item.name.length : Infinity);
  return matching.reduce<StoredItem | undefined>(
    (best, item) => (best && exactness(best) >= exactness(item) ? best : item),
    undefined,
  );
}
