import { checkContrast } from './contrast.ts';
import { pageStyles, styles } from './styles.ts';

/** The styles of a banner and of the page around it, by constructed sheets: no inline style for a strict policy to refuse. */
export interface BannerSheets {
  /** Watches what covers the page, and what must be scrolled within it. */
  watch(dock: Element | undefined, scrollers: Iterable<HTMLElement>): void;
  remove(): void;
}

/** Dresses a shadow root, and makes room in its page. */
export function adoptSheets(shadow: ShadowRoot): BannerSheets {
  const page = shadow.ownerDocument;
  // Of the page's own window: a sheet of another document cannot be adopted.
  const Sheet = page.defaultView?.CSSStyleSheet ?? CSSStyleSheet;
  const [own, around] = [new Sheet(), new Sheet()];
  own.replaceSync(styles);
  shadow.adoptedStyleSheets = [own];
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, around];

  let height = -1;
  let watched: readonly [dock?: Element | undefined, ...scrollers: HTMLElement[]] = [];

  // No ResizeObserver: the room may bring a scrollbar, which makes the banner narrower, and the page would be told of a loop.
  const measure = (): void => {
    const [dock, ...scrollers] = watched;
    const now = Math.ceil(dock?.getBoundingClientRect().height ?? 0);
    if (now !== height) around.replaceSync(pageStyles(now));
    height = now;
    for (const scroller of scrollers) reach(scroller);
  };
  const moments = ['resize', 'load'];
  for (const moment of moments) page.defaultView?.addEventListener(moment, measure);
  return {
    watch(dock, scrollers) {
      watched = [dock, ...scrollers];
      measure();
    },
    remove() {
      for (const moment of moments) page.defaultView?.removeEventListener(moment, measure);
      page.adoptedStyleSheets = page.adoptedStyleSheets.filter((sheet) => sheet !== around);
    },
  };
}

/** What must be scrolled can be reached by the keyboard; what need not be is no stop of the tab key. */
function reach(scroller: HTMLElement): void {
  if (scroller.scrollHeight <= scroller.clientHeight) {
    for (const name of ['tabindex', 'role', 'aria-labelledby']) scroller.removeAttribute(name);
    return;
  }
  const heading = scroller.parentElement?.querySelector('h2')?.id ?? '';
  for (const [name, value] of [
    ['tabindex', '0'],
    ['role', 'group'],
    ['aria-labelledby', heading],
  ] as const)
    scroller.setAttribute(name, value);
}

/**
 * Takes the shop's colours where they can be read, else the built-in ones: the class `plain` reads no custom property.
 * Says what is too weak.
 */
export function applyTheme(root: Element): readonly string[] {
  const page = root.ownerDocument.defaultView;
  root.classList.remove('plain');
  // Where the person's own colours are forced, no theme counts.
  if (!page || page.matchMedia('(forced-colors:active)').matches) return [];
  const style = page.getComputedStyle(root);
  const weak = checkContrast({
    background: style.backgroundColor,
    text: style.color,
    accent: style.borderTopColor,
    accentText: style.outlineColor,
  });
  root.classList.toggle('plain', weak.length > 0);
  return weak;
}
