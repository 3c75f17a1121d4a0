import { expect, it } from 'vitest';

it('imports and decides on a server, where there is no window, no element and no storage', async () => {
  expect(typeof document).toBe('undefined');
  const { cookieStorage, createConsentManager } = await import('./index.ts');
  const options = { purposes: ['analytics'], policy: { version: '1', url: '/privacy' } } as const;
  for (const storage of [undefined, cookieStorage({ domain: 'shop.example' })]) {
    const consent = createConsentManager({ ...options, ...(storage && { storage }) });
    expect(consent.decide(['analytics']).verdict).toBe('hold');
    consent.acceptAll();
    expect(consent.state()).toEqual({ analytics: 'granted' });
    expect(createConsentManager(options).state()).toEqual({ analytics: 'unset' });
  }
});

it('M10: throws at a misspelt option on a server too', async () => {
  const { createConsentManager } = await import('./index.ts');
  const make = () =>
    createConsentManager({ purposes: ['analytics'], policy: { version: '1', url: '/' }, polcy: 1 } as never);
  expect(make).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});

it('gives the banner to a server too', async () => {
  const { RialtoConsentElement } = await import('./banner/index.ts');
  expect(typeof RialtoConsentElement).toBe('function');
});
