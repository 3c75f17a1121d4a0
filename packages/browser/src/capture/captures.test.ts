import { findEvent, retailPlan } from '@rialto/core';
import { expect, it } from 'vitest';
import { record } from '../../test/capture-log.ts';
import {
  acquisition,
  attention,
  clicks,
  dataLayer,
  errors,
  forms,
  links,
  pageViews,
  webVitals,
} from '../index.ts';

it.each([
  ['pageViews', pageViews()],
  ['clicks', clicks()],
  ['forms', forms()],
  ['links', links()],
  ['attention', attention()],
  ['errors', errors()],
  ['webVitals', webVitals()],
  ['dataLayer', dataLayer()],
  ['acquisition', acquisition()],
])('%s has nothing to record on a server, and may be begun and stopped there', (_, capture) => {
  expect(typeof document).toBe('undefined');
  const { events, stop } = record(capture);
  stop();
  stop();
  expect(events).toEqual([]);
});

it.each([
  ['Visit Started', { acquisition: { channel: 'search', evidence: 'gclid', paid: true, source: 'google' } }],
  ['Form Submitted', { form_id: 'newsletter', form_name: 'news', fields: ['email'] }],
  ['Form Submitted', { fields: [] }],
  ['Link Clicked', { url: 'https://partner.example/' }],
  ['File Downloaded', { url: 'https://shop.example/a.pdf', extension: 'pdf' }],
  ['Page Scrolled', { depth: 25, path: '/' }],
  ['Page Left', { duration: 12.3, path: '/' }],
  ['Page Failed', { name: 'TypeError', file: 'https://shop.example/a.js', line: 3, column: 9, path: '/' }],
  ['Page Failed', { name: 'string', path: '/' }],
  ['Page Measured', { lcp: 1200, cls: 0.0123, inp: 88, ttfb: 120, path: '/' }],
  ['Page Measured', { ttfb: 120, path: '/' }],
])('%s is in the vocabulary as a page records it: %j', (event, properties) => {
  const definition = findEvent(retailPlan, event);
  expect(definition?.properties.safeParse(properties).success).toBe(true);
  expect(definition?.purposes).toEqual(['analytics']);
});
