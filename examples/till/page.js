// The page of the till: plain script, no build step. It speaks to its own Node process only.
import { onSubmit, post, showTime } from '../look/page-parts.js';

const at = (selector) => document.querySelector(selector);
const item = (text) => Object.assign(document.createElement('li'), { textContent: text });
const list = (selector, lines, empty) =>
  at(selector).replaceChildren(...(lines.length > 0 ? lines : [empty]).map(item));
const offer = { offerId: 'rug-3990', productId: 'A4' };

let number = '';
let live;

/** What is on the page belongs to one customer: the next one must not see it. */
function forget(title) {
  at('#who').textContent = title;
  at('#last').textContent = 'Nothing is known of this card yet.';
  for (const part of ['#consent', '#carts', '#timeline', '#orders']) at(part).replaceChildren();
  at('#offer').textContent = 'Nothing is known of this card yet.';
  at('#receipt').textContent = '';
  at('#declined').disabled = true;
}

/** The receipt is over, and so is the visit. */
function leave() {
  live?.close();
  number = '';
  forget('No customer yet');
  at('#last').textContent = 'Type the number of a loyalty card.';
  at('#offer').textContent = 'Nobody is here to be asked.';
}

function show(customer) {
  const name = customer.traits?.facts.first_name;
  at('#who').textContent = name ? `${name}, card ${number}` : `Card ${number}`;
  const last = customer.now?.lastTouchpoint;
  at('#last').textContent = last
    ? `Last contact: ${last.event}, ${last.channel}, ${showTime(last.at)}`
    : 'No contact yet.';
  const cells = customer.permissions.cells.map(({ purpose, channel, state }) => {
    const tag = Object.assign(document.createElement('span'), {
      textContent: `${purpose}${channel ? ` by ${channel}` : ''}: ${state}`,
    });
    tag.className = state === 'granted' ? 'tag good' : 'tag warn';
    return tag;
  });
  at('#consent').replaceChildren(
    ...(cells.length > 0 ? cells : ['No consent recorded.']).flatMap((cell) => [cell, ' ']),
  );
  list(
    '#carts',
    (customer.now?.carts ?? []).flatMap((cart) =>
      cart.items.map((line) => `${line.quantity} × ${line.name ?? line.productId} (${cart.channel})`),
    ),
    'Nothing in any cart.',
  );
  list(
    '#timeline',
    (customer.timeline?.touches ?? [])
      .slice(0, 8)
      .map(
        (touch) =>
          `${showTime(touch.at)} · ${touch.channel} · ${touch.event}${touch.about ? `: ${touch.about}` : ''}`,
      ),
    'Nothing yet.',
  );
  list(
    '#orders',
    (customer.orders?.list ?? []).map(
      (order) =>
        `${order.items.map((line) => line.name ?? line.productId).join(', ') || order.id}: ${order.state} (${order.channel})`,
    ),
    'Nothing yet.',
  );
  const suppressed = customer.offers?.suppressed.find(({ productId }) => productId === offer.productId);
  at('#offer').textContent = suppressed ? `Do not offer: ${suppressed.reason}.` : 'May be offered.';
  at('#declined').disabled = suppressed !== undefined;
}

onSubmit('#card', async (fields) => {
  const card = fields.number.trim();
  number = card;
  live?.close();
  forget(`Card ${card}: not known yet`);
  await post('/identify', { number: card });
  // Somebody else was quicker, or she has paid and gone.
  if (number !== card) return;
  live?.close();
  live = new EventSource(`/customer/${encodeURIComponent(number)}`);
  live.onmessage = ({ data }) => show(JSON.parse(data));
});
onSubmit('#sale', async ({ product }) => {
  const [productId, name, cents] = product.split('|');
  const { status, receiptNumber } = await post('/sale', {
    product: { productId, name, cents: Number(cents) },
  });
  leave();
  at('#receipt').textContent =
    status === 'stored' ? `${name} sold, receipt ${receiptNumber}. It is safe on this till.` : 'Not stored.';
});
onSubmit('#advice', async ({ topic }) => {
  if (number) await post('/advice', { topic });
  at('#noted').textContent = number ? 'Noted.' : 'For whom? Show a customer first.';
});
at('#declined').addEventListener('click', ({ target }) => {
  // It stays at rest: the answer comes back with the customer's context.
  target.disabled = true;
  void post('/declined', offer);
});
