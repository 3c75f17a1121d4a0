// The page of the desk: plain script, no build step. It speaks to its own Node process only.
import { actOnce, onSubmit, post, showTime } from '../look/page-parts.js';

const at = (selector) => document.querySelector(selector);
const make = (name, text, className = '') =>
  Object.assign(document.createElement(name), { textContent: text, className });
const list = (selector, items, empty) =>
  at(selector).replaceChildren(...(items.length > 0 ? items : [make('li', empty, 'soft')]));

let who;
let live;

function caseItem(entry) {
  const item = make('li', '', 'row');
  item.append(
    make('span', `${entry.subject ?? entry.id}, by ${entry.channel}, ${showTime(entry.openedAt)} `),
    make('span', entry.state, entry.state === 'open' ? 'tag warn' : 'tag good'),
  );
  if (entry.state === 'open') {
    const solve = make('button', 'Solved, by social media');
    const close = { ...who, channel: 'social', caseId: entry.id, step: 'close' };
    solve.addEventListener('click', () => actOnce(solve, () => post('/case', close)));
    item.append(solve);
  }
  return item;
}

function show(customer) {
  at('#who').textContent = `${customer.traits?.facts.first_name ?? 'Customer'}, ${who.value}`;
  at('#phase').textContent = customer.phase
    ? `Phase: ${customer.phase.phase}, since "${customer.phase.because}".`
    : '';
  const touches = customer.timeline?.touches ?? [];
  list(
    '#timeline',
    touches.map((touch) => {
      const item = make('li', '');
      item.append(
        make('span', touch.channel, touch.direction === 'outbound' ? 'tag' : 'tag good'),
        make('span', ` ${touch.event}${touch.about ? `: ${touch.about}` : ''} `),
        make('span', showTime(touch.at), 'soft'),
      );
      return item;
    }),
    'Nothing yet.',
  );
  list('#cases', (customer.cases?.list ?? []).map(caseItem), 'No case.');
  list(
    '#orders',
    (customer.orders?.list ?? []).map((order) =>
      make(
        'li',
        `${order.items.map((line) => line.name ?? line.productId).join(', ') || order.id}: ${order.state} (${order.channel})`,
      ),
    ),
    'No order.',
  );
  list(
    '#suppressed',
    (customer.offers?.suppressed ?? []).map(({ productId, offerId, reason }) =>
      make('li', `${productId ?? offerId ?? 'Anything'}: ${reason}`),
    ),
    'Nothing is held back.',
  );
}

onSubmit('#who-is-it', ({ kind, value }) => {
  who = { kind, value: value.trim() };
  live?.close();
  at('#who').textContent = `${who.value}: not known yet`;
  at('#phase').textContent = '';
  // What is on the page belongs to one customer: the next one must not see it.
  for (const part of ['#timeline', '#cases', '#orders', '#suppressed']) at(part).replaceChildren();
  live = new EventSource(`/customer/${encodeURIComponent(kind)}/${encodeURIComponent(who.value)}`);
  live.onmessage = ({ data }) => show(JSON.parse(data));
});
onSubmit('#case', async ({ channel, subject }) => {
  if (!who) return;
  await post('/case', {
    ...who,
    channel,
    subject,
    caseId: `K-${Date.now().toString(36).toUpperCase()}`,
    step: 'open',
  });
  at('#case').reset();
});
