import '@rialto/consent/banner';
import type { CustomerContext } from '@rialto/core';
import { catalogue, currency, money, type Product } from './catalogue.ts';
import { at, show } from './page.ts';
import { consent, isKiosk, rialto } from './rialto.ts';

at('rialto-consent').manager = consent;

const offered = catalogue[0];
const cart = new Map<string, number>();
let wanted = '';
/** The shop's own session; a real shop has a cookie. */
const session = 'hearth-session';
/** The tablet keeps none: it would sign the next person in as the one before. */
const sessions = isKiosk ? undefined : localStorage;
let customer: CustomerContext | undefined;
let stopListening: (() => void) | undefined;

const describe = ({ id, name, price }: Product) => ({ product_id: id, name, price, currency });
const suppressed = (id: string) => customer?.offers?.suppressed.find(({ productId }) => productId === id);
const isOwned = (id: string) => suppressed(id)?.reason === 'owned';
/** A reason that names no product holds for all: a complaint is open, or she does not want personal offers. */
const mayOffer = () =>
  customer?.offers?.suppressed.every(({ productId, offerId }) => productId ?? offerId) ?? false;

function render(): void {
  const lines = catalogue.filter(({ id }) => cart.has(id));
  const found = catalogue.filter(({ name }) => name.toLowerCase().includes(wanted));
  show.products(found, { isOwned, onAdd: add });
  show.product(looked(), { isOwned, onAdd: add });
  show.cart(lines, cart, take);
  show.total(money.format(total(lines)), lines.length > 0);
  show.offer(offered && mayOffer() && !suppressed(offered.id) && !cart.has(offered.id) ? offered : undefined);
  show.known(customer);
}

const total = (lines: readonly Product[]): number =>
  lines.reduce((sum, { id, price }) => sum + price * (cart.get(id) ?? 0), 0);

/** The product of this address, `/p/A1`. */
const looked = (): Product | undefined => catalogue.find(({ id }) => location.pathname === `/p/${id}`);

/** Another address in the same document, as in any single-page shop; `pageViews()` counts it by itself. */
function go(path: string): void {
  history.pushState(undefined, '', path + location.search);
  scrollTo(0, 0);
  arrive();
}

function arrive(): void {
  const product = looked();
  if (product) rialto.track('Product Viewed', describe(product));
  render();
}

function add(product: Product): void {
  cart.set(product.id, (cart.get(product.id) ?? 0) + 1);
  rialto.track('Product Added', { ...describe(product), cart_id: 'cart-web', quantity: 1 });
  render();
}

function take(product: Product): void {
  rialto.track('Product Removed', {
    ...describe(product),
    cart_id: 'cart-web',
    quantity: cart.get(product.id) ?? 1,
  });
  cart.delete(product.id);
  render();
}

function buy(): void {
  const lines = catalogue.filter(({ id }) => cart.has(id));
  rialto.track('Order Completed', {
    order_id: `W-${Date.now().toString(36).toUpperCase()}`,
    cart_id: 'cart-web',
    total: Number(total(lines).toFixed(2)),
    currency,
    products: lines.map((product) => ({ ...describe(product), quantity: cart.get(product.id) ?? 1 })),
  });
  cart.clear();
  render();
}

/**
 * The context changed somewhere: what was bought in the store leaves the cart here, and what was put into the cart
 * before she signed in again is back.
 */
function learn(next: CustomerContext): void {
  if (!customer) {
    const kept = next.now?.carts.find(({ id }) => id === 'cart-web')?.items ?? [];
    for (const { productId, quantity } of kept) if (!cart.has(productId)) cart.set(productId, quantity);
  }
  customer = next;
  // What she decided at the till counts here, too, and at once.
  consent.signIn(next.permissions);
  for (const id of [...cart.keys()]) if (isOwned(id)) cart.delete(id);
  render();
}

async function signIn(): Promise<void> {
  const { token, account } = await (await fetch('/session', { method: 'POST' })).json();
  rialto.identify(account.userId, account.traits);
  await rialto.flush();
  if (!sessions?.getItem(session)) sessions?.setItem(session, account.userId);
  show.signedIn(account.traits.first_name);
  await rialto.customer({ token }).then(learn, () => undefined);
  stopListening = rialto.onCustomer(learn);
}

async function redeem(code: string): Promise<void> {
  await rialto.flush();
  const answer = await fetch('/radio-code', { method: 'POST', body: JSON.stringify({ code }) });
  at('#code-answer').textContent = (await answer.json()).thanks;
}

async function signOut(): Promise<void> {
  stopListening?.();
  sessions?.removeItem(session);
  await rialto.flush();
  rialto.reset();
  consent.signOut();
  customer = undefined;
  cart.clear();
  show.signedIn(undefined);
  render();
}

at('#sign-in').addEventListener('click', () => void signIn());
at('#sign-out').addEventListener('click', () => void signOut());
at('#buy').addEventListener('click', buy);
at('#offer-yes').addEventListener('click', () => {
  if (offered) add(offered);
});
at('#offer-no').addEventListener('click', () => {
  if (offered) rialto.track('Offer Declined', { offer_id: `today-${offered.id}`, product_id: offered.id });
});
show.onSubmit('#search', ({ query = '' }) => {
  wanted = query.trim().toLowerCase();
  if (wanted) rialto.track('Products Searched', { query: wanted });
  render();
});
show.onSubmit('#code', ({ code = '' }) => void redeem(code));

document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-in-shop]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.pathname);
});
addEventListener('popstate', arrive);
at('#look-inside').addEventListener('click', () => rialto.debug());

// Signed in stays signed in, in every tab; signed out in one is signed out in all.
addEventListener('storage', ({ key }) => sessions && key === session && location.reload());
at('#kiosk').hidden = !isKiosk;
arrive();
if (sessions?.getItem(session)) void signIn();
