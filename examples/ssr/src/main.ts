// The one entry: the server calls render(), the browser goes on with what it rendered.
import '@rialto/consent/banner';
import { hydrateLamp, renderLamp } from './lamp-page.ts';
import { consent, rialto } from './rialto.ts';

/** The page's markup. Here it is always the same lamp; a real shop would look at the address. */
export const render = (): string =>
  renderLamp({ id: 'A1', name: 'Lamp “Hearth”', price: 49, currency: 'EUR', inCart: 0 });

function hydrate(article: HTMLElement): void {
  const { id, name, price, currency } = hydrateLamp(article, ({ inCart }) =>
    rialto.track('Product Added', {
      product_id: id,
      name,
      price,
      currency,
      cart_id: 'cart-ssr',
      quantity: inCart,
    }),
  );
  rialto.track('Product Viewed', { product_id: id, name, price, currency });
  const banner = document.createElement('rialto-consent');
  banner.manager = consent;
  document.body.append(banner);
}

if (typeof document !== 'undefined') {
  const article = document.querySelector<HTMLElement>('#lamp');
  if (article) hydrate(article);
  // For the console: rialtoTracker.debug()
  Object.assign(window, { rialtoTracker: rialto });
}
