import { hashConsentText, show } from '@rialto/core/model';
import { textOf } from '../banner/banner-model.ts';
import type { LoadedLanguage } from '../banner/languages.ts';
import { make } from '../banner/make.ts';
import { version } from '../banner/version.ts';
import type { ConsentManager } from '../consent-manager.ts';
import { checkGate, decideMarkup, purposesOf } from '../scripts/purposes-of.ts';
import { embedAddress, embedSize } from './embed-address.ts';
import { embedStyles } from './embed-styles.ts';
import { renderFrame, renderPlaceholder } from './embed-view.ts';
import { type EmbedLabels, type EmbedWords, findWords, mergeWords } from './embed-words.ts';

// A server has no HTMLElement, and importing must work there.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** The embed, but for where its words come from. */
export abstract class EmbedElement extends Base {
  static #common: ConsentManager | undefined;
  static readonly #onPage = new Set<EmbedElement>();

  /** What makes it draw itself anew. */
  static readonly observedAttributes: readonly string[] = [
    ...['purpose', 'service', 'src', 'title', 'width', 'height'],
    ...['allow', 'allowfullscreen', 'loading', 'name', 'referrerpolicy', 'sandbox'],
  ];

  #consent: ConsentManager | undefined;
  #labels: Partial<EmbedLabels> = {};
  #words: EmbedWords | undefined;
  #textHash: string | undefined;
  #room: HTMLElement | undefined;
  #told = '';
  #wantsFocus = false;
  #stop: () => void = () => {};

  /** The words of a language other than English. */
  protected abstract loadWords(language: LoadedLanguage): Promise<EmbedLabels>;

  /** Whose choice decides, for every embed that has no manager of its own. */
  static get consent(): ConsentManager | undefined {
    return EmbedElement.#common;
  }

  /** Embeds that are on the page already follow it at once. */
  static set consent(consent: ConsentManager | undefined) {
    if (consent !== undefined) checkGate('RialtoEmbedElement', consent);
    EmbedElement.#common = consent;
    for (const embed of EmbedElement.#onPage) embed.#connect();
  }

  /** Whose choice decides here. */
  get consent(): ConsentManager | undefined {
    return this.#consent ?? EmbedElement.#common;
  }

  /** A manager of its own, in place of the common one. */
  set consent(consent: ConsentManager | undefined) {
    if (consent !== undefined) checkGate('<rialto-embed>', consent);
    this.#consent = consent;
    if (this.isConnected) this.#connect();
  }

  /** Words of the shop. */
  get labels(): Partial<EmbedLabels> {
    return this.#labels;
  }

  /** What is not given keeps the built-in words. */
  set labels(labels: Partial<EmbedLabels>) {
    this.#labels = { ...labels };
    this.#draw();
  }

  /** @internal */
  connectedCallback(): void {
    this.#adopt('consent');
    this.#adopt('labels');
    EmbedElement.#onPage.add(this);
    this.#room ??= this.#makeRoom();
    this.#measure();
    this.#connect();
  }

  /** @internal */
  disconnectedCallback(): void {
    EmbedElement.#onPage.delete(this);
    this.#stop();
    this.#clear();
  }

  /** @internal */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === 'width' || name === 'height') this.#measure();
    else if (before !== after) this.#draw();
  }

  /** A property that was set before the element was defined hides the accessor. */
  #adopt(name: 'consent' | 'labels'): void {
    if (!Object.hasOwn(this, name)) return;
    const own = { value: this[name] };
    delete this[name];
    Object.assign(this, { [name]: own.value });
  }

  #makeRoom(): HTMLElement {
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(embedStyles);
    root.adoptedStyleSheets = [sheet];
    const room = make('div', { class: 'room' });
    root.append(room);
    return room;
  }

  #connect(): void {
    this.#stop();
    this.#words = undefined; // another manager may speak another language
    this.#stop = this.consent?.on('change', () => this.#follow()) ?? (() => {});
    this.#draw();
  }

  #clear(): void {
    this.#room?.replaceChildren();
  }

  #draw(): void {
    const hadFocus = this.#hasFocus();
    this.#clear();
    this.#follow();
    if (hadFocus) this.#room?.querySelector<HTMLElement>('button,iframe')?.focus();
  }

  #hasFocus(): boolean {
    return this.shadowRoot?.activeElement != null;
  }

  #measure(): void {
    const size = embedSize(this.getAttribute('width'), this.getAttribute('height'));
    for (const [name, value] of Object.entries(size)) this.#room?.style.setProperty(name, value);
  }

  /** Shows what the decision asks for; leaves it, and the focus in it, alone where it is shown already. */
  #follow(): void {
    const { consent } = this;
    const room = this.#room;
    if (!room || !this.isConnected) return;
    if (!consent) {
      this.#clear();
      return;
    }
    const src = this.getAttribute('src');
    const address = embedAddress(src, document.baseURI, globalThis.origin);
    const { verdict, mistake } = decideMarkup(consent, '<rialto-embed>', this.getAttribute('purpose'));
    if (mistake || !address) this.#refuse(mistake ?? `Rialto: <rialto-embed> cannot load ${show(src)}.`);
    else if (verdict !== 'pass') this.#showPlaceholder(room, consent);
    else if (!room.querySelector('iframe'))
      room.replaceChildren(renderFrame(this, address, this.title || this.#service()));
  }

  #refuse(mistake: string): void {
    if (mistake !== this.#told) console.error(mistake);
    this.#told = mistake;
    this.#clear();
  }

  #showPlaceholder(room: HTMLElement, consent: ConsentManager): void {
    if (room.querySelector('button')) return;
    this.#wantsFocus ||= this.#hasFocus(); // it was in the iframe, which goes
    room.replaceChildren();
    const words = this.#words;
    if (!words) {
      void findWords(consent.locale, (language) => this.loadWords(language)).then((loaded) => {
        if (this.consent !== consent) return;
        this.#words = loaded;
        this.#follow();
      });
      return;
    }
    const placeholder = renderPlaceholder(
      { ...words, labels: mergeWords(words.labels, this.#labels) },
      { service: this.#service(), purposes: this.#asked(), manager: consent },
      () => this.#allow(consent),
    );
    room.append(placeholder);
    if (this.#wantsFocus) room.querySelector('button')?.focus();
    this.#wantsFocus = false;
    this.#textHash = undefined;
    void hashConsentText(textOf(placeholder)).then((hash) => {
      if (placeholder.isConnected) this.#textHash = hash;
    });
  }

  #service(): string {
    return this.getAttribute('service') || this.title || (this.getAttribute('src') ?? '');
  }

  /** What is necessary is permitted already, and is nothing to answer. */
  #asked(): readonly string[] {
    return purposesOf(this.getAttribute('purpose')).filter((purpose) => purpose !== 'necessary');
  }

  #allow(consent: ConsentManager): void {
    const room = this.#room;
    consent.answer(Object.fromEntries(this.#asked().map((purpose) => [purpose, true])), {
      method: 'embed',
      text: room ? textOf(room) : '',
      textHash: this.#textHash,
      ui: `rialto-embed/${version}`,
    });
    this.#follow();
    // Where the answer was no grant (a guardian must speak), the button is still there and keeps the focus.
    room?.querySelector('iframe')?.focus();
  }
}
