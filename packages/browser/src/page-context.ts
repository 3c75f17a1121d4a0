import type { PageFacts } from './adapters/read-page.ts';

/** A page as it travels. */
export interface PageContext {
  readonly url: string;
  readonly path: string;
  readonly title: string;
  /** Origin and path alone. */
  readonly referrer?: string;
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
export function pageContext({ url, title, referrer }: PageFacts): {
  readonly page?: PageContext;
  readonly utm?: Readonly<Record<string, string>>;
} {
  const address = parse(url);
  if (!address) return {};
  const kept = [...address.searchParams].filter(([name]) => campaignParameter.test(name));
  const campaign = kept.map(([name, value]): [string, string] => [name, value.slice(0, longest)]);
  const query = new URLSearchParams(campaign).toString();
  const from = parse(referrer);
  return {
    page: {
      url: bare(address) + (query && `?${query}`),
      path: address.pathname,
      title: title.slice(0, longest),
      ...(from ? { referrer: bare(from) } : {}),
    },
    ...(campaign.length > 0
      ? { utm: Object.fromEntries(campaign.map(([name, value]) => [name.slice(4), value])) }
      : {}),
  };
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
