import { type ConsentCell, isRecord } from '@rialto/core/model';
import type { ConsentManager } from '../consent-manager.ts';
import { adoptProperty } from './adopt-property.ts';
import { announcementOf } from './announcement.ts';
import { answerChoice } from './answer-choice.ts';
import { strayAttributes } from './banner-attributes.ts';
import type { BannerAction, BannerModel } from './banner-model.ts';
import { adoptSheets, applyTheme, type BannerSheets } from './banner-sheets.ts';
import { firstLayer } from './first-layer.ts';
import { focusWithin, isLost } from './focus.ts';
import { type BannerLabels, en } from './labels.ts';
import type { LoadedLanguage } from './languages.ts';
import { make } from './make.ts';
import { missingFacts } from './missing-facts.ts';
import { note } from './note.ts';
import { focusOpener, watchOpeners } from './page-openers.ts';
import { asks, type Proofs, proofs } from './proofs.ts';
import { reopenControl } from './reopen-control.ts';
import { directionOf, languageOf, mergeLabels, spokenLocale, strayLabels } from './resolve-labels.ts';
import { followBoxes, settings } from './settings.ts';

// A server has no HTMLElement, and importing must work there.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** The banner, but for where its languages come from. */
export abstract class BannerElement extends Base {
  /** @internal */
  static readonly observedAttributes: readonly string[] = ['theme', 'reopen'];

  #manager: ConsentManager | undefined;
  #labels: Partial<BannerLabels> = {};
  /** The words that stand, and their language; none while they are loaded. */
  #words: readonly [language: string, words: BannerLabels] | undefined;
  #asked: readonly string[] = [];
  /** How things stood when the boxes of the settings were last brought in step. */
  #cells: readonly ConsentCell[] = [];
  #adopted = false;
  #mustOpen = false;
  #dock: HTMLElement | undefined;
  #dialog: HTMLDialogElement | undefined;
  #sheets: BannerSheets | undefined;
  #stops: (() => void)[] = [];
  readonly #warned = new Set<string>();
  readonly #proofs: Proofs = proofs();
  readonly #root: HTMLElement;
  /** There before anything is announced: screen readers tell only what changes. */
  readonly #status: HTMLElement;

  constructor() {
    super();
    this.#status = make('div', { class: 'status', role: 'status' });
    this.#root = make('div', { class: 'root' }, this.#status);
    this.attachShadow({ mode: 'open' }).append(this.#root);
  }

  /** The words of a language other than English. */
  protected abstract loadWords(language: LoadedLanguage): Promise<BannerLabels>;

  /** Whose choice it shows. */
  get manager(): ConsentManager | undefined {
    return this.#manager;
  }

  /** Shows itself if somebody must be asked: at once in English, in another language when its words are there. */
  set manager(manager: ConsentManager | undefined) {
    this.#manager = manager;
    if (this.isConnected) this.connectedCallback();
  }

  /** Words of the shop, in place of the built-in ones. */
  get labels(): Partial<BannerLabels> {
    return this.#labels;
  }

  /** What is not given keeps the built-in words. */
  set labels(labels: Partial<BannerLabels>) {
    this.#labels = isRecord(labels) ? labels : {};
    const stray = strayLabels(this.#labels);
    if (stray.length > 0) this.#warn(`these labels are unknown, or empty on a button: ${stray.join(', ')}.`);
    this.#render();
  }

  /** @internal */
  connectedCallback(): void {
    adoptProperty(this, 'manager');
    adoptProperty(this, 'labels');
    this.disconnectedCallback();
    this.#sheets = adoptSheets(this.shadowRoot as ShadowRoot);
    const page = this.ownerDocument;
    // The shop's colours may be readable in one scheme and not in the other.
    const scheme = page.defaultView?.matchMedia('(prefers-color-scheme:dark)');
    const onScheme = (): void => this.#dress();
    scheme?.addEventListener('change', onScheme);
    this.#stops = [
      watchOpeners(page, () => this.open()),
      () => scheme?.removeEventListener('change', onScheme),
    ];
    const manager = this.#manager;
    if (manager)
      this.#stops.push(
        manager.on('change', () => this.#follow(manager)),
        manager.on('adopted', () => this.#tellAdopted()),
      );
    this.#speak();
  }

  /** @internal */
  disconnectedCallback(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#sheets?.remove();
    this.#sheets = undefined;
    this.#closeSettings();
    this.#place(undefined);
  }

  /** @internal */
  attributeChangedCallback(name: string): void {
    if (!this.#sheets) return;
    if (name === 'reopen') this.#render();
    else this.#dress();
  }

  /** Opens the settings, where everything can be permitted and withdrawn; closing them changes nothing. */
  open(): void {
    const model = this.#model();
    this.#mustOpen = !model;
    // Closed by Escape a moment ago; the browser says so later.
    if (!this.#dialog?.open) this.#closeSettings();
    if (!model || this.#dialog || !this.isConnected) return;
    const dialog = settings(model);
    this.#dialog = dialog;
    dialog.addEventListener('close', () => {
      if (this.#dialog === dialog) this.#closeSettings();
      this.#keepFocus();
    });
    this.#status.before(dialog);
    this.#cells = model.manager.cells();
    this.#proofs.note(dialog, 'settings', this.#spoken(model.manager));
    dialog.showModal();
    this.#dress();
    dialog.querySelector('h2')?.focus();
    // A page or a blocker hides the banner: settings that nobody sees may not lock the page.
    if (dialog.getClientRects().length === 0) this.#closeSettings();
  }

  /** Renders as soon as the words are there. Nothing is shown in a language that is about to change. */
  #speak(): void {
    const manager = this.#manager;
    const language = manager && languageOf(manager.locale);
    if (manager && !language && !this.#labels.title)
      this.#warn(`there are no words for ${manager.locale}; English is shown.`);
    if (!manager || !language || language === 'en') this.#words = ['en', en];
    else if (this.#words?.[0] !== language) {
      this.#words = undefined;
      void this.loadWords(language)
        .then((words) => [language, words] as const)
        .catch((error: unknown) => {
          this.#warn(`the words for ${language} did not come, English is shown. ${String(error)}`);
          return ['en', en] as const;
        })
        .then((words) => {
          if (this.#manager !== manager) return;
          this.#words = words;
          this.#render();
        });
    }
    this.#render();
  }

  #model(): BannerModel | undefined {
    const [manager, words] = [this.#manager, this.#words];
    if (!manager || !words) return undefined;
    return {
      manager,
      labels: mergeLabels(words[1], this.#labels),
      asked: manager.needsDecision() ? manager.undecided() : [],
      act: (action) => this.#act(manager, action),
    };
  }

  #render(): void {
    const model = this.isConnected ? this.#model() : undefined;
    if (!model) {
      this.#place(undefined);
      return;
    }
    const missing = missingFacts(model.manager);
    if (missing.length > 0) this.#warn(`people are not told ${missing.join(', ')} (GDPR Article 13).`);
    this.#asked = model.asked;
    const reopen = this.getAttribute('reopen');
    const layer = model.asked.length > 0 ? firstLayer(model) : reopenControl(model, reopen === 'settings');
    if (this.#adopted) layer.prepend(note(model, model.labels.adopted));
    for (const problem of strayAttributes(this)) this.#warn(problem);
    const locale = this.#spoken(model.manager);
    const language = languageOf(locale) ?? locale;
    this.#root.lang = language;
    this.#root.dir = directionOf(language);
    this.#place(layer, locale);
    if (this.#mustOpen) this.open();
  }

  #spoken({ locale }: ConsentManager | BannerModel['manager']): string {
    return spokenLocale(locale, this.#words?.[0], this.#labels);
  }

  /** Puts a layer in the place of the one before, and the focus on the same control if it was within. */
  #place(layer: HTMLElement | undefined, locale = ''): void {
    const active = this.shadowRoot?.activeElement;
    const name = this.#dock?.contains(active ?? null) ? active?.getAttribute('name') : undefined;
    const before = this.#dock;
    before?.remove();
    this.#dock = layer;
    if (!layer) return;
    this.#root.prepend(layer);
    const panel = layer.querySelector('.panel');
    this.#proofs.note(asks(layer), panel ? 'first' : 'control', locale);
    // It takes no focus, so it is announced.
    if (panel && !before?.querySelector('.panel')) this.#tell(panel.querySelector('h2')?.textContent);
    this.#dress();
    if (name !== undefined) focusWithin(layer, name);
  }

  /** Colours, and what must be scrolled. */
  #dress(): void {
    const weak = applyTheme(this.#root);
    if (weak.length > 0)
      this.#warn(`the theme is hard to read, the built-in colours are shown: ${weak.join('; ')}.`);
    this.#sheets?.watch(this.#dock, this.#root.querySelectorAll('.scroll'));
  }

  #act(manager: ConsentManager, action: BannerAction): void {
    if (action === 'settings' || action === 'reopen') this.open();
    else if (action === 'close') {
      this.#closeSettings();
      this.#keepFocus();
    } else if (action === 'dismiss') {
      this.#adopted = false;
      this.#render();
      this.#keepFocus();
    } else this.#decide(manager, action);
  }

  #decide(manager: ConsentManager, action: 'accept' | 'reject' | 'save' | 'withdraw'): void {
    const [dialog, asked, before] = [this.#dialog, this.#asked, manager.cells()];
    const proof = this.#proofs.of(dialog ?? asks(this.#dock));
    // Closed first: the focus is then back where the settings were opened from, before that changes.
    this.#closeSettings();
    this.#adopted = false;
    answerChoice(manager, { action, dialog, asked, before, proof });
    // The same choice again changes nothing, and closes the banner all the same.
    this.#render();
    this.#announce(announcementOf(before, manager.cells()));
    this.#keepFocus();
  }

  /** Another tab has chosen, or what the signed-in person permits has changed. */
  #follow(manager: ConsentManager): void {
    const cells = manager.cells();
    if (this.#dialog) followBoxes(this.#dialog, this.#cells, cells);
    this.#cells = cells;
    this.#render();
  }

  #tellAdopted(): void {
    this.#adopted = true;
    this.#render();
    this.#announce('adopted');
  }

  #announce(what: 'saved' | 'withdrawn' | 'adopted'): void {
    this.#tell(this.#model()?.labels[what]);
  }

  #tell(text: string | null | undefined): void {
    this.#status.replaceChildren(make('p', {}, text ?? ''));
  }

  #closeSettings(): void {
    const dialog = this.#dialog;
    this.#dialog = undefined;
    dialog?.close();
    dialog?.remove();
  }

  /** Where the focus would fall to the body, it goes to the control that is there now, or to the page's own. */
  #keepFocus(): void {
    if (!this.#dock || !isLost(this)) return;
    focusWithin(this.#dock, 'reopen');
    if (isLost(this)) focusOpener(this.ownerDocument);
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    console.warn(`<rialto-consent>: ${message}`);
  }
}
