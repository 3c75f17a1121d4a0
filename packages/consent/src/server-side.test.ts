import { expect, it } from 'vitest';

it('imports and decides on a server, where there is no window, no element and no storage', async () => {
  expect(typeof document).toBe('undefined');
  const { createConsentManager } = await import('./index.ts');
  const { RialtoConsentElement } = await import('./banner/index.ts');
  expect(typeof RialtoConsentElement).toBe('function');
  const consent = createConsentManager({
    purposes: ['analytics'],
    policy: { version: '1', url: '/privacy' },
  });
  expect(consent.decide(['analytics']).verdict).toBe('hold');
  consent.acceptAll();
  expect(consent.state()).toEqual({ analytics: 'granted' });
});
