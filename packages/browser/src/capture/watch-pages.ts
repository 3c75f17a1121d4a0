/**
 * Calls back at each page: the first, each change of path or query, and each return from the back/forward cache.
 *
 * What replaces the address without leaving its path (`replaceState` for a filter, a scroll position, a fragment)
 * is the same page still, and is only remembered.
 *
 * @returns the way to stop
 */
export function watchPages(onPage: () => void): () => void {
  // On a server there is no page to look at.
  if (typeof document === 'undefined') return () => {};
  // A page that is only prepared, on the chance that it is wanted, has not been viewed.
  if ((document as { prerendering?: boolean }).prerendering) {
    let stop: () => void;
    const begin = (): void => {
      stop = watchPages(onPage);
    };
    stop = () => document.removeEventListener('prerenderingchange', begin);
    document.addEventListener('prerenderingchange', begin, { once: true });
    return () => stop();
  }
  let on = true;
  let seen = '';
  const here = (): string => location.pathname + location.search;
  const begin = (): void => {
    seen = here();
    onPage();
  };
  const look = (replaced?: boolean): void => {
    if (!on || here() === seen) return;
    if (replaced && location.pathname === seen.replace(/\?.*/s, '')) seen = here();
    else begin();
  };
  // The document lives on, and nothing was loaded: to the person it is a page like any other.
  const onShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) begin();
  };
  const stop = watchAddress(look);
  addEventListener('pageshow', onShow);
  begin();
  return () => {
    on = false;
    removeEventListener('pageshow', onShow);
    stop();
  };
}

/** The Navigation API, as far as it is needed here; not every browser has it, and TypeScript's DOM may lag behind. */
interface Navigated extends Event {
  readonly navigationType?: string | null;
}

function watchAddress(look: (replaced?: boolean) => void): () => void {
  const { navigation } = globalThis as { navigation?: EventTarget };
  if (navigation) {
    const onEntry = (event: Navigated): void => look(event.navigationType === 'replace');
    navigation.addEventListener('currententrychange', onEntry);
    return () => navigation.removeEventListener('currententrychange', onEntry);
  }
  const onPop = (): void => look();
  const undo = (['pushState', 'replaceState'] as const).map((name) => {
    const original = history[name];
    const watched: History['pushState'] = function (this: History, ...args) {
      original.apply(this, args);
      look(name === 'replaceState');
    };
    history[name] = watched;
    // Somebody may have wrapped it again; then it stays, and only stops to be heard.
    return () => {
      if (history[name] === watched) history[name] = original;
    };
  });
  addEventListener('popstate', onPop);
  return () => {
    removeEventListener('popstate', onPop);
    for (const restore of undo) restore();
  };
}
