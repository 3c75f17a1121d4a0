import { expect, it } from 'vitest';

it('imports on a server without touching a window, and may even be created there', async () => {
  expect(typeof document).toBe('undefined');
  const watched = new Proxy(globalThis, {});
  const { createTracker, pageViews } = await import('./index.ts');
  await import('./global.ts');
  expect('rialto' in watched).toBe(false);
  expect(typeof pageViews).toBe('function');
  const tracker = createTracker({ endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web' });
  expect(await tracker.track('Product Viewed', { product_id: 'A1' }).delivered).toEqual({
    status: 'dropped',
    reason: 'refused:analytics',
  });
  expect(tracker.anonymousId()).toBeUndefined();
  await tracker.close();
});
