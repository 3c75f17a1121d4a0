import type { ConsentManager } from '../manager.ts';
import { type BannerAction, type BannerLayer, readBoxes, renderBanner } from './banner-view.ts';
import { hashText } from './hash-text.ts';
import { type BannerLabels, resolveLabels } from './labels.ts';

// A server has no HTMLElement, and importing must work there.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * `<rialto-consent>`: asks for consent on the page, in light DOM and without styles of its own.
 * Give it a manager; it then shows itself whenever somebody must be asked.
 *
 * @example
 * ```ts
 * import '@rialto/consent/banner';
 * document.querySelector('rialto-consent').manager = consent;
 * ```
 */
export class RialtoConsentElement extends Base {
  #manager: ConsentManager | undefined;
  #labels: Partial<BannerLabels> = {};
  #layer: BannerLayer = 'closed';
  #textHash: string | undefined;
  #stop: () => void = () => {};

  /** Whose choice it shows. */
  get manager(): ConsentManager | undefined {
    return this.#manager;
  }

  /** Shows itself at once if somebody must be asked. */
  set manager(manager: ConsentManager | undefined) {
    this.#manager = manager;
    if (this.isConnected) this.connectedCallback();
  }

  /** Words of the shop, in place of the built-in English or German. */
  get labels(): Partial<BannerLabels> {
    return this.#labels;
  }

  /** What is not given keeps the built-in words. */
  set labels(labels: Partial<BannerLabels>) {
    this.#labels = labels;
    this.#render();
  }

  /** @internal */
  connectedCallback(): void {
    this.#adopt('manager');
    this.#adopt('labels');
    this.#stop();
    this.#stop = this.#manager?.on('change', () => this.#follow()) ?? (() => {});
    this.#follow();
  }

  /** @internal */
  disconnectedCallback(): void {
    this.#stop();
  }

  /** Shows the first layer again, as the button does that is always there after a choice. */
  open(): void {
    this.#show('first');
    // Only here: the person asked for it. A banner that comes by itself takes no focus.
    this.querySelector('h2')?.focus();
  }

  /** A property that was set before the element was defined hides the accessor. */
  #adopt(name: 'manager' | 'labels'): void {
    if (!Object.hasOwn(this, name)) return;
    const own = { value: this[name] };
    delete this[name];
    Object.assign(this, { [name]: own.value });
  }

  #follow(): void {
    this.#show(this.#manager?.needsDecision() ? 'first' : 'closed');
  }

  #show(layer: BannerLayer): void {
    this.#layer = layer;
    this.#render();
  }

  #render(): void {
    const manager = this.#manager;
    if (!manager || !this.isConnected) {
      this.replaceChildren?.();
      return;
    }
    const hadFocus = this.contains(document.activeElement);
    const labels = resolveLabels(manager, this.#labels);
    const shown = renderBanner({ layer: this.#layer, labels, manager }, (action) => this.#act(action));
    this.replaceChildren(shown);
    if (hadFocus) (this.#layer === 'closed' ? shown : this.querySelector('h2'))?.focus();
    this.#textHash = undefined;
    void hashText(shown.textContent ?? '').then((hash) => {
      if (this.contains(shown)) this.#textHash = hash;
    });
  }

  #act(action: BannerAction): void {
    const manager = this.#manager;
    const proof = { textHash: this.#textHash };
    if (action === 'reopen') this.open();
    else if (action === 'settings') this.#show('settings');
    else if (action === 'accept') manager?.acceptAll(proof);
    else if (action === 'reject') manager?.rejectAll(proof);
    else manager?.save(readBoxes(this), proof);
    // The same choice again changes nothing, and closes the banner all the same.
    if (action !== 'reopen' && action !== 'settings') this.#follow();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rialto-consent': RialtoConsentElement;
  }
}
