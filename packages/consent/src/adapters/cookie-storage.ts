import { checkOptions, isText, misused, type OptionRule } from '@rialto/core/model';
import type { ConsentStorage } from './device-storage.ts';

/** What `cookieStorage` takes. */
export interface CookieStorageOptions {
  /** The domain whose subdomains share the choice: `shop.example` for `www.shop.example` and `m.shop.example`. */
  readonly domain: string;
  /**
   * The cookie's name.
   * @default 'rialto_consent'
   */
  readonly name?: string;
  /**
   * Days that the cookie is kept after the last choice. An answer holds for 180 all the same.
   * @default 180
   */
  readonly maxDays?: number;
}

const rules: { readonly [Name in keyof Required<CookieStorageOptions>]: OptionRule } = {
  domain: [
    "a domain, such as 'shop.example'",
    (value) => isText(value) && /^\.?[\w-]+(\.[\w-]+)*$/.test(value),
    'needed',
  ],
  name: ["the name of a cookie, such as 'rialto_consent'", (value) => /^[\w-]{1,64}$/.test(String(value))],
  maxDays: [
    'whole days, 1 to 400',
    (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 400,
  ],
};

/**
 * A first-party cookie, for a shop on several subdomains. Every request to them carries it, so keep to localStorage where one
 * host is all there is. It is written after a choice only, and read without a probe.
 *
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * createConsentManager({ purposes, policy, storage: cookieStorage({ domain: 'shop.example' }) });
 * ```
 */
export function cookieStorage(options: CookieStorageOptions): ConsentStorage {
  checkOptions('cookieStorage', options, rules);
  const { domain, name = 'rialto_consent', maxDays = 180 } = options;
  const inPage = typeof document !== 'undefined';
  let tabs: BroadcastChannel | undefined;

  function read(): string | undefined {
    const prefix = `${name}=`;
    const found = inPage
      ? document.cookie.split('; ').find((cookie) => cookie.startsWith(prefix))
      : undefined;
    return found && decodeURIComponent(found.slice(prefix.length));
  }

  return {
    read,
    write(value) {
      if (!inPage) return;
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API answers later, and the click may leave the page
      document.cookie = `${name}=${encodeURIComponent(value)}; Domain=${domain}; Path=/; Max-Age=${maxDays * 86_400}; SameSite=Lax${secure}`;
      // A cookie that is too large, or for another domain, is dropped without a word.
      if (read() !== value) throw misused(`cookieStorage: the browser keeps no cookie for ${domain}.`);
      tabs?.postMessage('');
    },
    watch(listener) {
      if (!inPage) return () => {};
      const stop = new AbortController();
      const { signal } = stop;
      // Tabs of one origin at once; another subdomain's cookie is seen when the person comes to this page.
      tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
      tabs?.addEventListener('message', listener, { signal });
      const onVisible = (): void => {
        if (document.visibilityState === 'visible') listener();
      };
      document.addEventListener('visibilitychange', onVisible, { signal });
      addEventListener('focus', listener, { signal });
      addEventListener('pageshow', listener, { signal });
      return () => {
        stop.abort();
        tabs?.close();
        tabs = undefined;
      };
    },
  };
}
