/** The element of the page; the page is ours, so it is there. */
export function at<Found extends HTMLElement = HTMLElement>(selector: string): Found {
  const element = document.querySelector<Found>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

/** The cart, and what comes of an answer: on the device, and at the hub. It knows nothing of the consent manager. */
export function showPage(): void {
  let inCart = 0;
  const showCart = (): void => {
    const cart = at('#cart');
    cart.textContent = (cart.dataset.text ?? '').replace('{count}', String(inCart));
  };
  at('#add').addEventListener('click', () => {
    inCart += 1;
    showCart();
  });
  showCart();
  showDevice();
  setInterval(showDevice, 500); // nothing says when a cookie changes
  new EventSource('/taken').addEventListener('message', ({ data }) => {
    const records: readonly Record<string, unknown>[] = JSON.parse(data);
    list(
      '#hub',
      records.map(({ method, policy_version, text_hash }) => `${method} · ${policy_version} · ${text_hash}`),
    );
  });
}

function showDevice(): void {
  const stored = [
    ...Object.entries(localStorage).map(([name, value]) => `localStorage ${name}: ${value}`),
    ...document.cookie
      .split('; ')
      .filter(Boolean)
      .map((cookie) => `cookie ${cookie}`),
  ];
  list('#device', stored);
}

function list(selector: string, lines: readonly string[]): void {
  const place = at(selector);
  const shown = lines.length > 0 ? lines : [place.dataset.nothing ?? ''];
  if (shown.join() === [...place.children].map(({ textContent }) => textContent).join()) return;
  place.replaceChildren(
    ...shown.map((line) =>
      Object.assign(document.createElement('li'), { textContent: line, className: 'soft' }),
    ),
  );
}
