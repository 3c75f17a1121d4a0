import { type PageFacts, readPage } from './adapters/read-page.ts';

/** A page as it travels. */
export interface PageContext {
  readonly page?: {
    readonly url: string;
    readonly path: string;
    readonly title: string;
    /** Origin and path alone. */
    readonly referrer?: string;
  };
  /** What the address says of the campaign that led here. */
  readonly utm?: Readonly<Record<string, string>>;
}

/** The only parameters that stay in the address: anything else may be a name, a token or a search. */
const campaignParameter = /^utm_[a-z_]{1,20}$/;
const longest = 200;

/**
 * Reduces a page to what may travel, pure: addresses without query, fragment and credentials, apart from `utm_*`.
 *
 * @example
 * ```ts
 * pageContext({ url: 'https://shop.example/p/1?utm_source=radio&q=lamp#x', title: 'Lamp', referrer: '' });
 * // { page: { url: 'https://shop.example/p/1?utm_source=radio', path: '/p/1', title: 'Lamp' }, utm: { source: 'radio' } }
 * ```
 */
export function pageContext({ url, title, referrer }: PageFacts): PageContext {
  const address = parse(url);
  if (!address) return {};
  const campaign = [...address.searchParams]
    .filter(([name]) => campaignParameter.test(name))
    .map(([name, value]) => [name, value.slice(0, longest)] as [string, string]);
  const query = new URLSearchParams(campaign).toString();
  const from = parse(referrer);
  return {
    page: {
      url: bare(address) + (query && `?${query}`),
      path: address.pathname,
      title: title.slice(0, longest),
      ...(from && { referrer: bare(from) }),
    },
    ...(query && { utm: Object.fromEntries(campaign.map(([name, value]) => [name.slice(4), value])) }),
  };
}

let last: readonly [facts: string, context: PageContext] = ['', {}];

/** The page as it may travel; nothing where there is none, as on a server. Worked out once for a page, not for each event. */
export function here(): PageContext {
  const page = readPage();
  if (!page) return {};
  const facts = Object.values(page).join('\n');
  if (last[0] !== facts) last = [facts, pageContext(page)];
  return last[1];
}

const bare = ({ origin, protocol, pathname }: URL): string =>
  (origin === 'null' ? protocol : origin) + pathname;

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
