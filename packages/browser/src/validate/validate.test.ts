import { retailPlan } from '@rialto/core';
import type { Message } from '@rialto/core/model';
import { expect, it } from 'vitest';
import type { CaptureTarget } from '../capture/capture.ts';
import { validate } from './index.ts';

/** A tracker whose messages can be seen, and a console that is read. */
function stage(plan?: typeof retailPlan) {
  const told: string[] = [];
  const console = {
    group: (title: string) => void told.push(title),
    warn: (line: string) => void told.push(`  ${line}`),
    groupEnd: () => void told.push(''),
  };
  let watching: ((message: Message) => void) | undefined;
  const target = {
    watch(listener: (message: Message) => void) {
      watching = listener;
      return () => {
        watching = undefined;
      };
    },
  } as unknown as CaptureTarget;
  const stop = validate(plan, { console })(target);
  const track = (event: string, properties?: object, type = 'track') =>
    watching?.({ type, event, properties } as Message);
  return { told, track, stop, isOn: () => watching !== undefined };
}

it('tells what does not fit in one group for each event', () => {
  const { told, track } = stage();
  track('Product Viewed', { productId: 'A1', price: true });
  expect(told).toEqual([
    "Rialto: 'Product Viewed' does not fit the plan",
    '  product_id is missing: add it as string or number. Is it what you send as productId?',
    '  price must be number or string, and is boolean: change what the page sends.',
    '',
  ]);
});

it('tells each problem once, and the same problem of another event again', () => {
  const { told, track } = stage(retailPlan);
  track('Product Viewed', {});
  track('Product Viewed', {});
  expect(told).toHaveLength(3);
  track('Product Viewed', { price: true });
  expect(told.slice(3)).toEqual([
    "Rialto: 'Product Viewed' does not fit the plan",
    '  price must be number or string, and is boolean: change what the page sends.',
    '',
  ]);
  track('Product Clicked', {});
  expect(told).toHaveLength(9);
});

it('says nothing of what fits, of page views, and after its end', () => {
  const { told, track, stop, isOn } = stage();
  track('Product Viewed', { product_id: 'A1' });
  track('', {}, 'page');
  track('odd', {}, 'identify');
  stop();
  expect(isOn()).toBe(false);
  expect(told).toEqual([]);
});

it('falls silent before it fills the console', () => {
  const { told, track } = stage();
  for (let n = 0; n < 1_000; n += 1) track(`Zebra ${n}`);
  expect(told).toHaveLength(600);
});

it.each([['retail'], [null], [{}], [{ events: [] }], [{ events: { 'Lamp Lit': {} } }], [retailPlan.events]])(
  'refuses what is no plan, for it would check nothing: %#',
  (wrong) => {
    expect(() => validate(wrong as unknown as typeof retailPlan)).toThrow(
      expect.objectContaining({ code: 'invalid-plan' }),
    );
  },
);
