import { expect, it } from 'vitest';
import type { Capture } from './index.ts';

it('imports on a server without touching a window, and may even be created there', async () => {
  expect(typeof document).toBe('undefined');
  const { createTracker, ...rest } = await import('./index.ts');
  await Promise.all([import('./snippet.ts'), import('./global.ts'), import('./global-captures.ts')]);
  const { validate } = await import('./validate/index.ts');
  expect('rialto' in globalThis).toBe(false);
  const captures = [
    'sessions',
    'acquisition',
    'pageViews',
    'clicks',
    'forms',
    'links',
    'attention',
    'errors',
  ];
  const made = [...captures, 'webVitals', 'dataLayer'].map((name) =>
    (rest as unknown as Record<string, () => Capture>)[name]?.(),
  );
  const capture = [...made.filter((one) => one !== undefined), validate()];
  expect(capture).toHaveLength(11);
  const tracker = createTracker({ endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web', capture });
  expect(await tracker.track('Product Viewed', { product_id: 'A1' }).delivered).toEqual({
    status: 'dropped',
    reason: 'refused:analytics',
  });
  expect(tracker.anonymousId()).toBeUndefined();
  tracker.reset();
  await tracker.close();
});
