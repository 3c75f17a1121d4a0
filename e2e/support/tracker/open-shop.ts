import type { NetworkedTab } from '../browsers/driver.ts';
import type { LoggedEvent } from './collectors.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { LoggedHub } from './open-hub.ts';
import { bundleShopPage, type ShopOptions, shopPage } from './shop-page.ts';

/** A shop on an origin of its own, behind which the real hub is. */
export interface Shop extends FaultProxy {
  /** What the hub has in its log of this shop, oldest first. */
  log(): readonly LoggedEvent[];
  /** The first event in the log that fits, now or later. */
  arrival(fits: (event: LoggedEvent) => boolean): Promise<LoggedEvent>;
}

let files: Promise<ReadonlyMap<string, string>> | undefined;

/** Opens a shop. */
export async function openShop(hub: LoggedHub, options: Omit<ShopOptions, 'writeKey'> = {}): Promise<Shop> {
  files ??= bundleShopPage();
  const proxy = await startFaultProxy({
    collector: hub.collector,
    files: await files,
    page: shopPage({ ...options, writeKey: hub.writeKey }),
  });
  const log = (): readonly LoggedEvent[] =>
    hub.collector.events().filter(({ context }) => context?.page?.url?.startsWith(proxy.url));
  return {
    ...proxy,
    log,
    async arrival(fits) {
      let found: LoggedEvent | undefined;
      await proxy.until(() => {
        found = log().find(fits);
        return found !== undefined;
      }, 15_000);
      if (!found) throw new Error(`It never arrived. What did: ${log().map(nameOf).join(', ')}`);
      return found;
    },
  };
}

const nameOf = ({ name, properties }: LoggedEvent): string => `${name} ${properties.product_id ?? ''}`.trim();

/** Opens the shop in a tab, and waits for its tracker. */
export async function enter(shop: Shop, tab: NetworkedTab, path = ''): Promise<void> {
  await tab.open(shop.url + path);
  await tab.until('window.tracker');
}

/** Tracks that a product was viewed. */
export const view = (tab: NetworkedTab, product: string): Promise<void> => tab.run(`${viewing(product)};`);

/** The expression that tracks that a product was viewed. */
export const viewing = (product: string): string =>
  `tracker.track('Product Viewed', ${JSON.stringify({ product_id: product, name: 'Lamp', price: 19.99, currency: 'EUR' })})`;

/** Whether it is the view of this product. */
export const isView =
  (product: string) =>
  ({ properties }: LoggedEvent): boolean =>
    properties.product_id === product;
