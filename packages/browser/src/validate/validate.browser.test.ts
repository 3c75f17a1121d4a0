import { definePlan, retailPlan } from '@rialto/core';
import { afterEach, expect, it, vi } from 'vitest';
import { pageHub, testGate, wipeDevice } from '../../test/page-hub.ts';
import { createTracker, pageViews } from '../index.ts';
import { validate } from './index.ts';

afterEach(wipeDevice);

const plan = definePlan({
  extends: retailPlan,
  events: {
    'Mirror Used': { properties: retailPlan.events['Product Viewed'].properties, purposes: ['analytics'] },
  },
});

it('sees in a real page what is tracked, before anybody has decided, and changes nothing about it', async () => {
  const hub = pageHub();
  const consent = testGate();
  const told: string[] = [];
  const group = vi.spyOn(console, 'group').mockImplementation((title) => void told.push(title));
  const warn = vi.spyOn(console, 'warn').mockImplementation((line) => void told.push(line));
  const rialto = createTracker<typeof plan>({
    endpoint: 'https://hub.test',
    writeKey: 'wk_demo',
    channel: 'web',
    consent,
    capture: [pageViews(), validate(plan)],
  });
  // What a template may do that no compiler has seen.
  const untyped = rialto.track as (event: string, properties?: object) => unknown;
  rialto.track('Mirror Used', { product_id: 'A1' });
  untyped('Mirror Used', { product_id: 'A1', price: true });
  untyped('Miror Used');
  expect(told).toEqual([
    "Rialto: 'Mirror Used' does not fit the plan",
    'price must be number or string, and is boolean: change what the page sends.',
    "Rialto: 'Miror Used' does not fit the plan",
    expect.stringContaining("Did you mean 'Mirror Used'?"),
  ]);
  consent.set('granted');
  await rialto.flush();
  expect(hub.names()).toEqual(expect.arrayContaining(['page', 'Mirror Used', 'Miror Used']));
  expect(told).toHaveLength(4);
  await rialto.close();
  group.mockRestore();
  warn.mockRestore();
  hub.close();
});
