import { trustScripts } from '../../scripts/trusted-script.ts';

/** Where and how Google's script is loaded. */
export interface Container {
  /** `GTM-…`, `G-…` (or `AW-…`, `DC-…`, `GT-…`), or the https address of a script, such as that of a container of one's own. */
  readonly container: string;
  /** The nonce of the page's Content-Security-Policy. */
  readonly nonce?: string | undefined;
  /** The name of the global list. */
  readonly dataLayer: string;
}

/** Loads Google's script, and tells it what it is to start with. */
export function loadContainer(
  { container, nonce, dataLayer }: Container,
  gtag: (...args: unknown[]) => void,
): void {
  const isTag = /^(G|GT|AW|DC)-/.test(container);
  const now = new Date();
  if (isTag) {
    gtag('js', now);
    gtag('config', container);
  } else {
    listOf(dataLayer).push({ 'gtm.start': now.getTime(), event: 'gtm.js' });
  }
  const script = document.createElement('script');
  script.async = true;
  if (nonce) script.nonce = nonce;
  const path = isTag ? 'gtag/js' : 'gtm.js';
  const address = container.startsWith('https:')
    ? container
    : `https://www.googletagmanager.com/${path}?id=${container}&l=${dataLayer}`;
  try {
    script.src = trustScripts().createScriptURL(address);
    document.head.append(script);
  } catch (error) {
    console.error(`Rialto: Trusted Types forbid to load ${container}. Permit the policy "rialto". ${error}`);
  }
}

/** The global list that Google's tags read; made when something is first put in. */
export function listOf(name: string): unknown[] {
  const page = globalThis as unknown as Record<string, unknown[] | undefined>;
  page[name] ??= [];
  return page[name];
}
