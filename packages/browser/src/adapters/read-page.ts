/** What a page says of itself. */
export interface PageFacts {
  readonly url: string;
  readonly title: string;
  readonly referrer: string;
}

/** The page as it is now; undefined where there is none, as on a server. */
export const readPage = (): PageFacts | undefined =>
  typeof document === 'undefined'
    ? undefined
    : { url: location.href, title: document.title, referrer: document.referrer };

/**
 * What the device says of the person's surroundings: asked for only once the person permits it. No time zone: to ask
 * for the first time takes a slow phone a tenth of a second, and nobody needed it.
 */
export const readSurroundings = (): { readonly locale: string } => ({ locale: navigator.language });
