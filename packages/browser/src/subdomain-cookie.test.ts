import { describe, expect, it } from 'vitest';
import { createSubdomainCookie, type SubdomainCookieOptions, subdomainCookie } from './subdomain-cookie.ts';

/** A document that keeps cookies, and says how they were written; `takes` is what the browser thinks of them. */
function browser(hostname: string, { protocol = 'https:', takes = true, held = '' } = {}) {
  const jar = new Map(held ? held.split('; ').map((one) => one.split('=') as [string, string]) : []);
  const written: string[] = [];
  const document = {
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(text: string) {
      written.push(text);
      if (!takes) return;
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(text) ?? [];
      if (text.includes('Max-Age=0;')) jar.delete(name);
      else jar.set(name, value);
    },
  };
  return { document, location: { hostname, protocol }, jar, written };
}

const key = 'rialto:id';
const shop: SubdomainCookieOptions = { domain: 'shop.example' };

describe('the cookie', () => {
  it('S15: is one, for the domain, and not prolonged by coming back', () => {
    const page = browser('www.shop.example');
    const store = createSubdomainCookie(shop, page, new Map());
    expect(page.written).toEqual([]);
    store.set(key, 'id-1');
    store.set(key, 'id-1');
    expect(page.written).toEqual([
      'rialto_id=id-1; Domain=shop.example; Path=/; Max-Age=34128000; SameSite=Lax; Secure',
    ]);
    expect(store.get(key)).toBe('id-1');
    store.delete(key);
    expect(store.get(key)).toBeUndefined();
    expect(page.jar.size).toBe(0);
  });

  it('S15: is not Secure without https, for the browser would not take it', () => {
    const page = browser('www.shop.example', { protocol: 'http:' });
    createSubdomainCookie({ ...shop, maxAge: 60_500 }, page, new Map()).set(key, 'id-1');
    expect(page.written[0]).toBe('rialto_id=id-1; Domain=shop.example; Path=/; Max-Age=60; SameSite=Lax');
  });

  it('S17: counts before what the host has, which is removed when the cookie holds it', () => {
    const host = new Map([[key, 'of-the-host']]);
    const page = browser('m.shop.example', { held: 'theme=dark; rialto_id=of-the-domain; a=b' });
    const store = createSubdomainCookie(shop, page, host);
    expect(store.get(key)).toBe('of-the-domain');
    store.set(key, 'of-the-domain');
    expect(host.size).toBe(0);
    expect(page.written).toEqual([]);
  });

  it('S17: takes over what the host has when it is told to, not when it is read', () => {
    const host = new Map([[key, 'of-the-host']]);
    const page = browser('www.shop.example');
    const store = createSubdomainCookie(shop, page, host);
    expect(store.get(key)).toBe('of-the-host');
    expect(page.written).toEqual([]);
    store.set(key, 'of-the-host');
    expect(page.jar.get('rialto_id')).toBe('of-the-host');
    expect(host.size).toBe(0);
  });

  it('S18: is not needed: what the browser does not take stays with the host', () => {
    const host = new Map<string, string>();
    const store = createSubdomainCookie(shop, browser('www.shop.example', { takes: false }), host);
    store.set(key, 'id-1');
    expect(store.get(key)).toBe('id-1');
    expect(host.get(key)).toBe('id-1');
    store.delete(key);
    expect(host.size).toBe(0);
  });

  it.each(['www.de.shop.example', 'de.shop.example', 'shop.example', undefined])(
    'S15: that was written for %s, before the domain was another, is removed with it',
    (earlier) => {
      // A browser removes a cookie by its name and its domain.
      let held = earlier;
      const document = {
        get cookie() {
          return held === 'gone' ? '' : 'rialto_id=id-1';
        },
        set cookie(text: string) {
          if (/Domain=([^;]+)/.exec(text)?.[1] === held && text.includes('Max-Age=0;')) held = 'gone';
        },
      };
      const { location } = browser('www.de.shop.example');
      const store = createSubdomainCookie({ domain: 'de.shop.example' }, { document, location }, new Map());
      store.delete(key);
      expect(store.get(key)).toBeUndefined();
    },
  );

  it('S15, S17: takes nothing for an id that cannot be read, and lets no value out of its place', () => {
    const page = browser('www.shop.example', { held: 'rialto_id=%E0%A4%A; xrialto_id=no' });
    const store = createSubdomainCookie(shop, page, new Map());
    expect(store.get(key)).toBeUndefined();
    store.set(key, 'a; Domain=evil.example');
    expect(page.written[0]).toMatch(/^rialto_id=a%3B%20Domain%3Devil\.example; Domain=shop\.example; /);
    expect(store.get(key)).toBe('a; Domain=evil.example');
  });
});

describe('its domain', () => {
  it.each([
    ['www.shop.example', 'shop.example'],
    ['www.shop.example', '.shop.example'],
    ['www.shop.example', 'Shop.Example'],
    ['www.shop.example', 'www.shop.example'],
    ['shop.example', 'shop.example'],
    ['localhost', 'localhost'],
    ['127.0.0.1', '127.0.0.1'],
  ])('S16: on %s may be %s', (hostname, domain) => {
    expect(() => createSubdomainCookie({ domain }, browser(hostname), new Map())).not.toThrow();
  });

  it.each([
    ['www.shop.example', 'other.example'],
    ['www.myshop.example', 'shop.example'],
    ['shop.example', 'www.shop.example'],
    ['127.0.0.1', '0.0.1'],
  ])('S16: on %s may not be %s', (hostname, domain) => {
    expect(() => createSubdomainCookie({ domain }, browser(hostname), new Map())).toThrow(
      `subdomainCookie: domain must be that of the page, ${hostname}, or one above it; got "${domain}".`,
    );
  });

  it.each<[unknown, RegExp]>([
    [{}, /domain must be a domain/],
    [{ domain: 'https://shop.example' }, /domain must be a domain without scheme and port/],
    [{ domain: 'shop.example:8080' }, /domain must be/],
    [{ domain: 'shop.example; Path=/x' }, /domain must be/],
    [{ domain: 'shop.example', maxAge: 401 * 86_400_000 }, /maxAge must be milliseconds/],
    [{ domain: 'shop.example', maxAge: Number.NaN }, /maxAge must be milliseconds/],
    [{ domain: 'shop.example', maxage: 5 }, /Unknown option "maxage"/],
    [undefined, /takes an object of options/],
  ])('S16: %j is refused kindly', (options, message) => {
    expect(() => subdomainCookie(options as SubdomainCookieOptions)).toThrow(message);
  });

  it('S16: cannot be compared on a server, where nothing is kept', () => {
    const store = subdomainCookie(shop);
    expect(store.get(key)).toBeUndefined();
  });
});
