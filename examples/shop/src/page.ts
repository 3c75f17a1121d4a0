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
  readonly onAdd: (product: Product) => void;
}

/** What `clicks()` reads: the name of the event and the product that it is about. */
function mark(element: HTMLElement, event: string, product: Product): HTMLElement {
  element.dataset.rialtoEvent = event;
  element.dataset.rialtoProductId = product.id;
  return element;
}

function linkTo(product: Product): HTMLElement {
  const link = document.createElement('a');
  link.href = `/p/${product.id}`;
  link.dataset.inShop = '';
  link.className = 'button';
  link.textContent = 'Look';
  link.setAttribute('aria-label', `Look at ${product.name}`);
  return mark(link, 'Product Clicked', product);
}

const addButton = (product: Product, { isOwned, onAdd }: ProductActions): HTMLElement =>
  isOwned(product.id)
    ? make('span', 'You own this', 'tag good')
    : button('Add', () => onAdd(product), 'main');

function pictureOf(product: Product): HTMLElement {
  const picture = document.createElement('img');
  picture.src = product.picture;
  picture.alt = '';
  return picture;
}

function productCard(product: Product, actions: ProductActions): HTMLElement {
  const card = make('article', '', 'product');
  card.dataset.product = product.id;
  const row = make('div', '', 'row');
  if (!actions.isOwned(product.id)) row.append(linkTo(product));
  row.append(addButton(product, actions));
  card.append(
    pictureOf(product),
    make('strong', product.name),
    make('span', money.format(product.price), 'soft'),
    row,
  );
  return card;
}

/** Everything that the page shows. */
export const show = {
  products(products: readonly Product[], actions: ProductActions): void {
    at('#products').replaceChildren(...products.map((product) => productCard(product, actions)));
  },

  /** The product that is looked at, over the others; nothing on the shop's first page. */
  product(product: Product | undefined, actions: ProductActions): void {
    at('#product').hidden = !product;
    document.title = `${product ? `${product.name} · ` : ''}Hearth · a Rialto example shop`;
    if (!product) return;
    at('#product h2').textContent = product.name;
    at('#product-more').replaceChildren(
      pictureOf(product),
      make('p', product.text),
      make('strong', money.format(product.price)),
      addButton(product, actions),
    );
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
