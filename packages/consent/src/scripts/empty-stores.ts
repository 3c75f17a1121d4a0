import { deviceStores, slowDeviceStores } from './adapters/device-stores.ts';
import { itemFor, type StorageKind, type StoredItem } from './stored-items.ts';

/** Something that was found on the device. */
export interface CleanUpEntry {
  readonly kind: StorageKind;
  readonly name: string;
  readonly purpose: string;
}

/**
 * Why something is still there: the browser keeps it (a cookie of another path, or set again meanwhile); another page has
 * the database open, and it goes when that closes; or the page may not look.
 */
export type CleanUpObstacle = 'kept' | 'in-use' | 'unreadable';

/** What became of something that was found; without an obstacle it is gone. */
export type Finding = CleanUpEntry & { readonly why?: CleanUpObstacle | undefined };

/** What is declared, and what of it has to go now. */
export interface Refusals {
  readonly declared: readonly StoredItem[];
  isRefused(item: StoredItem): boolean;
}

const entry = ({ kind, purpose }: StoredItem, name: string): CleanUpEntry => ({ kind, name, purpose });

const unreadable = (refused: readonly StoredItem[]): Finding[] =>
  refused.map((item) => ({ ...entry(item, item.name), why: 'unreadable' as const }));

/** The declarations of a kind whose purposes are refused now. */
export const refusedOf = ({ declared, isRefused }: Refusals, kind: StorageKind): readonly StoredItem[] =>
  declared.filter((item) => item.kind === kind && isRefused(item));

/** What is there and has to go, with the declaration that says so. */
function refusedAmong(
  { declared, isRefused }: Refusals,
  kind: StorageKind,
  names: readonly string[],
): (readonly [string, StoredItem])[] {
  return [...new Set(names)].flatMap((name) => {
    const item = itemFor(declared, kind, name);
    return item && isRefused(item) ? [[name, item] as const] : [];
  });
}

/** Empties what can be emptied at once. */
export function emptyNow(refusals: Refusals, kind: keyof typeof deviceStores): Finding[] {
  const refused = refusedOf(refusals, kind);
  if (refused.length === 0) return [];
  const store = deviceStores[kind];
  try {
    const found = refusedAmong(refusals, kind, store.names());
    for (const [name, item] of found) store.remove(name, item);
    // A cookie of another path is not seen from here, and can be removed from here all the same.
    for (const item of refused) if (item.path && !item.name.endsWith('*')) store.remove(item.name, item);
    const left = store.names();
    return found.map(([name, item]) => ({
      ...entry(item, name),
      why: left.includes(name) ? 'kept' : undefined,
    }));
  } catch {
    return unreadable(refused);
  }
}

/** Empties what takes its time. */
export async function emptySoon(refusals: Refusals, kind: keyof typeof slowDeviceStores): Promise<Finding[]> {
  const refused = refusedOf(refusals, kind);
  if (refused.length === 0) return [];
  const store = slowDeviceStores[kind];
  try {
    const names = await store.names();
    // Asked again: she may have granted meanwhile. Where names cannot be listed, those that are declared whole remain.
    const exact = refused.map(({ name }) => name).filter((name) => !name.endsWith('*'));
    const found = refusedAmong(refusals, kind, names ?? exact);
    const findings = found.map(async ([name, item]): Promise<Finding> => {
      const gone = await store.remove(name).catch(() => undefined);
      return { ...entry(item, name), why: gone ? undefined : gone === false ? 'in-use' : 'kept' };
    });
    const unseen = names ? [] : refused.filter(({ name }) => name.endsWith('*'));
    return [...(await Promise.all(findings)), ...unreadable(unseen)];
  } catch {
    return unreadable(refused);
  }
}
