import { checkOptions, isText, misused } from '@rialto/core/model';
import { createWebKeyValue, type KeyValue } from './adapters/web-key-value.ts';

/** What {@link subdomainCookie} takes. */
export interface SubdomainCookieOptions {
  /** The domain whose hosts share the id: the page's own, or one above it, such as `shop.example`. */
  readonly domain: string;
  /**
   * The milliseconds for which a device keeps the id, at most 400 days. Coming back does not prolong it.
   * @default 395 days
   */
  readonly maxAge?: number;
}

/** As much of a page as a cookie needs; `globalThis` is one. */
export interface CookiePage {
  readonly document?: { cookie: string };
  readonly location?: { readonly hostname: string; readonly protocol: string };
}

const day = 86_400_000;
/** Browsers take no more (draft-ietf-httpbis-rfc6265bis, section 5.5). */
const longest = 400 * day;

/**
 * Keeps the device's id in one first-party cookie, so that the hosts of a domain have the same: `www.shop.example`,
 * `m.shop.example`. As any id it is written once the person permits it, and removed by a withdrawal and by `reset()`.
 * Each request to the domain carries it; without need for it leave it out.
 *
 * An id that the host has already is taken over. Where the domain has another, the cookie's counts. Where the browser does not
 * take the cookie, the id stays with the host.
 *
 * @throws RialtoError `invalid-option`, also for a domain that is not the page's
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, idStore: subdomainCookie({ domain: 'shop.example' }) });
 * ```
 */
export const subdomainCookie = (options: SubdomainCookieOptions): KeyValue =>
  createSubdomainCookie(options, globalThis);

/** {@link subdomainCookie} for a page that a test has made. */
export function createSubdomainCookie(
  options: SubdomainCookieOptions,
  { document, location }: CookiePage,
  onThisHost: KeyValue = createWebKeyValue(() => {}),
): KeyValue {
  checkOptions('subdomainCookie', options, {
    domain: ['a domain without scheme and port, such as shop.example', isDomain, 'needed'],
    maxAge: [
      'milliseconds, from a second to 400 days',
      (value) => typeof value === 'number' && value >= 1_000 && value <= longest,
    ],
  });
  const { maxAge = 395 * day } = options;
  const domain = options.domain.toLowerCase().replace(/^\./, '');
  // On a server there is no page, and nobody whose id could be kept.
  if (!document || !location) return new Map();
  const { hostname, protocol } = location;
  // A part of 127.0.0.1 is no domain above it.
  const isAbove = /[a-z]/.test(domain) && hostname.endsWith(`.${domain}`);
  if (hostname !== domain && !isAbove) {
    throw misused(
      `subdomainCookie: domain must be that of the page, ${hostname}, or one above it; got "${domain}".`,
    );
  }
  const read = (key: string): string | undefined => readCookie(document.cookie, nameOf(key));
  const write = (key: string, value: string, seconds: number, place = `; Domain=${domain}`): void => {
    const secure = protocol === 'https:' ? '; Secure' : '';
    document.cookie = `${nameOf(key)}=${encodeURIComponent(value)}${place}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
  };
  return {
    get: (key) => read(key) ?? onThisHost.get(key),
    set(key, value) {
      if (read(key) !== value) write(key, value, Math.floor(maxAge / 1_000));
      // Cookies may be switched off, and nobody may write one for all of .co.uk.
      if (read(key) === value) onThisHost.delete(key);
      else onThisHost.set(key, value);
    },
    delete(key) {
      write(key, '', 0);
      // One of another domain, from before `domain` was changed, would bring the id back.
      const parts = hostname.split('.');
      while (read(key) !== undefined && parts.length > 0) {
        write(key, '', 0, `; Domain=${parts.join('.')}`);
        parts.shift();
      }
      if (read(key) !== undefined) write(key, '', 0, '');
      onThisHost.delete(key);
    },
  };
}

/** A colon is no character for the name of a cookie. */
const nameOf = (key: string): string => key.replace(':', '_');

const isDomain = (value: unknown): boolean => isText(value) && /^\.?[a-z\d-]+(\.[a-z\d-]+)*$/i.test(value);

function readCookie(cookies: string, name: string): string | undefined {
  const found = cookies.split('; ').find((one) => one.startsWith(`${name}=`));
  try {
    return found && decodeURIComponent(found.slice(name.length + 1));
  } catch {
    // Somebody else has written it.
    return undefined;
  }
}
