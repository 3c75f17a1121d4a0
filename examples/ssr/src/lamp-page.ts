/** What the server knows when it renders, and hands to the browser with the page. */
export interface LampState {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly currency: string;
  readonly inCart: number;
}

const escapeText = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const label = ({ inCart }: LampState): string => (inCart === 0 ? 'Into the cart' : `In the cart: ${inCart}`);

/** The page's markup: the same words on the server and in the browser. */
export const renderLamp = (state: LampState): string => `
  <article id="lamp" data-state="${escapeText(JSON.stringify(state))}">
    <h1>${escapeText(state.name)}</h1>
    <p>${state.price.toFixed(2)} ${escapeText(state.currency)}</p>
    <button type="button" data-rialto-event="Product Clicked" data-rialto-product-id="${escapeText(state.id)}">${label(state)}</button>
  </article>`;

/** Takes over the markup that the server has sent, without drawing it anew. */
export function hydrateLamp(article: HTMLElement, onAdd: (state: LampState) => void): LampState {
  let state: LampState = JSON.parse(article.dataset.state ?? '{}');
  const button = article.querySelector('button');
  button?.addEventListener('click', () => {
    state = { ...state, inCart: state.inCart + 1 };
    button.textContent = label(state);
    onAdd(state);
  });
  return state;
}
