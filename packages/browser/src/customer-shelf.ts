import type { CustomerContext } from '@rialto/core/model';
import type { TabStorage } from './adapters/tab-storage.ts';
import type { CustomerLinkParts } from './customer.ts';

/** A customer as the page has her. */
export interface HeldCustomer {
  readonly customer: CustomerContext;
  /** The hub's name for what it says; undefined where a proxy took it off. */
  readonly tag: string | undefined;
  /** When it was last known to hold, epoch milliseconds. */
  readonly at: number;
}

/** What the pages of a tab know of customers, while the device may be stored on. */
export interface CustomerShelf {
  take(name: string): HeldCustomer | undefined;
  put(name: string, held: HeldCustomer): void;
  drop(name: string): void;
  clear(): void;
}

/** How long what is held may be shown before the hub has been asked again, ms. */
export const showsFor = 60_000;

type Kept = Record<string, HeldCustomer & { readonly granted: readonly string[] }>;

/**
 * Makes a {@link CustomerShelf}.
 *
 * @param granted - the purposes that are granted now: what was read when more of them were is not shown any more
 */
export function createCustomerShelf(
  tab: TabStorage,
  { clock, permitted }: CustomerLinkParts,
  granted: () => readonly string[],
): CustomerShelf {
  function read(): Kept {
    try {
      const now = clock.now();
      const still = granted();
      return Object.fromEntries(
        Object.entries<Kept[string]>(JSON.parse(tab.get() ?? '{}')).filter(
          ([, { customer, at, granted: then }]) =>
            customer && at <= now && now - at < showsFor && then.every((purpose) => still.includes(purpose)),
        ),
      );
    } catch {
      return {};
    }
  }
  function write(change: (kept: Kept) => void): void {
    if (!permitted()) return;
    const kept = read();
    change(kept);
    if (Object.keys(kept).length > 0) tab.set(JSON.stringify(kept));
    else tab.delete();
  }
  return {
    take: (name) => (permitted() ? read()[name] : undefined),
    put: (name, held) =>
      write((kept) => {
        kept[name] = { ...held, granted: granted() };
      }),
    drop: (name) =>
      write((kept) => {
        delete kept[name];
      }),
    clear: tab.delete,
  };
}
