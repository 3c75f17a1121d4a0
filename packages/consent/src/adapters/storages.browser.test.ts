import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsentManager, type ConsentStorage, cookieStorage, createConsentManager } from '../index.ts';
import { deviceStorage } from './device-storage.ts';
import { hasPrivacyControl } from './privacy-control.ts';

const domain = location.hostname;
const manager = (storage?: ConsentStorage): ConsentManager =>
  createConsentManager({
    purposes: ['analytics', 'marketing'],
    policy: { version: '2026-11', url: '/privacy' },
    ...(storage && { storage }),
  });
const stops: (() => void)[] = [];
const change = (consent: ConsentManager): Promise<unknown> =>
  new Promise((resolve) => consent.on('change', resolve));

function wipe(): void {
  localStorage.clear();
  for (const cookie of document.cookie.split('; ')) {
    // biome-ignore lint/suspicious/noDocumentCookie: what the test looks at
    document.cookie = `${cookie.split('=')[0]}=; Domain=${domain}; Path=/; Max-Age=0`;
  }
}
beforeEach(wipe);
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  wipe();
});

describe('localStorage', () => {
  it('M2, D3: is written by a choice alone', () => {
    const consent = manager();
    consent.state();
    consent.decide(['analytics']);
    expect(localStorage).toHaveLength(0);
    consent.rejectAll();
    expect(Object.keys(localStorage)).toEqual(['rialto:consent']);
    expect(document.cookie).toBe('');
  });

  it('M8, D5: tells this tab what another one wrote, without a timer in between', async () => {
    manager().acceptAll();
    const consent = manager();
    const frame = document.createElement('iframe');
    document.body.append(frame);
    stops.push(() => frame.remove());
    const withdrawn = localStorage.getItem('rialto:consent')?.replaceAll('granted', 'withdrawn') ?? '';
    const changed = change(consent);
    frame.contentWindow?.localStorage.setItem('rialto:consent', withdrawn);
    expect(await changed).toEqual({ granted: [], refused: ['analytics', 'marketing'] });
    expect(consent.decide(['analytics']).verdict).toBe('drop');
  });

  it('M8, D5: keeps two managers of one page in step, in the same turn', () => {
    const here = manager();
    const there = manager();
    const heard: unknown[] = [];
    here.on('change', (change) => heard.push(change));
    there.on('change', (change) => heard.push(change));
    here.acceptAll();
    expect(there.decide(['analytics']).verdict).toBe('pass');
    there.withdraw('analytics');
    expect(here.decide(['analytics']).verdict).toBe('drop');
    expect(heard).toHaveLength(4);
  });

  it('M8, D5: a page that comes back from the back/forward cache looks again', () => {
    manager().acceptAll();
    const consent = manager();
    const withdrawn = localStorage.getItem('rialto:consent')?.replaceAll('granted', 'withdrawn') ?? '';
    localStorage.setItem('rialto:consent', withdrawn); // a cached page hears nothing of it
    expect(consent.decide(['analytics']).verdict).toBe('pass');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(consent.decide(['analytics']).verdict).toBe('drop');
  });

  it('M8: hears nothing more once it is told to stop', () => {
    let heard = 0;
    const stop = deviceStorage().watch?.(() => {
      heard += 1;
    });
    dispatchEvent(new Event('storage'));
    stop?.();
    dispatchEvent(new Event('storage'));
    expect(heard).toBe(1);
  });
});

describe('a cookie for several subdomains', () => {
  it('M20, D3: is written by a choice alone, the same for everybody who refuses', () => {
    const consent = manager(cookieStorage({ domain }));
    consent.decide(['analytics']);
    expect(document.cookie).toBe('');
    consent.rejectAll();
    const first = document.cookie;
    expect(first).toMatch(/^rialto_consent=%7B%22policy%22/);
    wipe();
    manager(cookieStorage({ domain })).rejectAll();
    expect(document.cookie).toBe(first);
    expect(localStorage).toHaveLength(0);
  });

  it('M20: is what the next page reads, under its own name', () => {
    manager(cookieStorage({ domain, name: 'shop_consent', maxDays: 30 })).save({ analytics: true });
    expect(document.cookie).toContain('shop_consent=');
    const next = manager(cookieStorage({ domain, name: 'shop_consent' }));
    expect(next.state()).toEqual({ analytics: 'granted', marketing: 'denied' });
    expect(manager(cookieStorage({ domain })).state().analytics).toBe('unset');
  });

  it('M20, M8: tells another tab at once', async () => {
    const here = manager(cookieStorage({ domain }));
    const there = manager(cookieStorage({ domain }));
    const changed = change(there);
    here.save({ analytics: true });
    expect(await changed).toEqual({ granted: ['analytics'], refused: ['marketing'] });
  });

  it('M20: looks again when the person comes to the page', () => {
    const consent = manager(cookieStorage({ domain }));
    const other = cookieStorage({ domain });
    other.write(
      JSON.stringify({
        policy: '2026-11',
        answers: [['analytics', 'denied', new Date().toISOString().slice(0, 10)]],
      }),
    );
    expect(consent.state().analytics).toBe('unset');
    dispatchEvent(new Event('focus'));
    expect(consent.state().analytics).toBe('denied');
  });

  it('M20, M7: holds the choice in memory where the browser keeps no such cookie', () => {
    const consent = manager(cookieStorage({ domain: 'elsewhere.example' }));
    consent.acceptAll();
    dispatchEvent(new Event('focus'));
    expect(document.cookie).toBe('');
    expect(consent.decide(['analytics']).verdict).toBe('pass');
  });

  it('M20, E4: takes a cookie that cannot be read for no answer', () => {
    // biome-ignore lint/suspicious/noDocumentCookie: what somebody else has put there
    document.cookie = `rialto_consent=%E0%A4%A; Domain=${domain}; Path=/`;
    expect(manager(cookieStorage({ domain })).state().analytics).toBe('unset');
  });

  it.each([
    [undefined, /takes an object/],
    [{}, /domain must be/],
    [{ domain: 'https://shop.example' }, /domain must be/],
    [{ domain: 'shop.example; Path=/' }, /domain must be/],
    [{ domain, name: 'a=b' }, /name must be/],
    [{ domain, maxDays: 0 }, /maxDays must be/],
    [{ domain, maxDays: 1.5 }, /maxDays must be/],
    [{ domain, days: 30 }, /Unknown option "days"/],
  ])('M10, M20: refuses the options %j', (given, message) => {
    expect(() => cookieStorage(given as never)).toThrow(message);
  });
});

it('M17, X4: reads Global Privacy Control off the browser', () => {
  expect(hasPrivacyControl()).toBe(false);
  Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true });
  stops.push(() => Reflect.deleteProperty(navigator, 'globalPrivacyControl'));
  expect(manager().state()).toEqual({ analytics: 'unset', marketing: 'denied' });
  expect(localStorage).toHaveLength(0);
});
