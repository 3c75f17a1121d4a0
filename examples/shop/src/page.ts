import type { ConsentManager } from '@rialto/consent';
import type { CustomerContext } from '@rialto/core';
import { money, type Product } from './catalogue.ts';

/** The element of the page; the page is ours, so it is there. */
export function at(selector: string): HTMLElement & { manager?: ConsentManager } {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

function make(name: string, text = '', className = ''): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function button(text: string, onClick: () => void, className = ''): HTMLElement {
  const element = make('button', text, className);
  element.addEventListener('click', onClick);
  return element;
}

interface ProductActions {
  readonly isOwned: (id: string) => boolean;
  readonly onView: (product: Product) => void;
  readonly onAdd: (product: Product) => void;
}

function productCard(product: Product, { isOwned, onView, onAdd }: ProductActions): HTMLElement {
  const card = make('article', '', 'product');
  card.dataset.product = product.id;
  const picture = document.createElement('img');
  picture.src = product.picture;
  picture.alt = '';
  const row = make('div', '', 'row');
  if (isOwned(product.id)) row.append(make('span', 'You own this', 'tag good'));
  else
    row.append(
      button('Look', () => onView(product)),
      button('Add', () => onAdd(product), 'main'),
    );
  card.append(picture, make('strong', product.name), make('span', money.format(product.price), 'soft'), row);
  return card;
}

/** Everything that the page shows. */
export const show = {
  products(products: readonly Product[], actions: ProductActions): void {
    at('#products').replaceChildren(...products.map((product) => productCard(product, actions)));
  },

  cart(
    lines: readonly Product[],
    quantities: ReadonlyMap<string, number>,
    onTake: (product: Product) => void,
  ): void {
    const items = lines.map((product) => {
      const item = make('li', '', 'row');
      item.append(
        make('span', `${quantities.get(product.id)} × ${product.name}`),
        button('Remove', () => onTake(product)),
      );
      return item;
    });
    at('#cart').replaceChildren(...(items.length > 0 ? items : [make('li', 'Nothing yet.', 'soft')]));
  },

  total(text: string, canBuy: boolean): void {
    at('#total').textContent = canBuy ? text : '';
    at('#buy').toggleAttribute('disabled', !canBuy);
  },

  offer(product: Product | undefined): void {
    at('#offer').hidden = !product;
    at('#offer-text').textContent = product ? `${product.name} for ${money.format(product.price)}` : '';
  },

  signedIn(name: string | undefined): void {
    at('#who').textContent = name ? `Hello, ${name}` : 'not signed in';
    at('#sign-in').hidden = name !== undefined;
    at('#sign-out').hidden = name === undefined;
  },

  known(customer: CustomerContext | undefined): void {
    if (!customer) {
      at('#known').textContent = 'Nothing. You have not signed in, or have not agreed to it.';
      return;
    }
    const last = customer.now?.lastTouchpoint;
    const owned = customer.offers?.suppressed.filter(({ reason }) => reason === 'owned').length ?? 0;
    const contact = last
      ? `Last contact: ${last.event}${last.about ? ` (${last.about})` : ''}, ${last.channel}.`
      : '';
    at('#known').textContent = `${contact} Things you own from us: ${owned}.`.trim();
  },

  onSubmit(selector: string, handle: (fields: Readonly<Record<string, string>>) => void): void {
    const form = at(selector);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const fields = new FormData(form as HTMLFormElement);
      handle(Object.fromEntries([...fields].map(([name, value]) => [name, String(value)])));
    });
  },
};
