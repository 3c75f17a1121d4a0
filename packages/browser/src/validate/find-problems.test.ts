import { definePlan, retailPlan } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { findProblems } from './find-problems.ts';

const problems = (event: string, properties?: unknown) => findProblems(retailPlan, event, properties);

describe('what is told of an event', () => {
  it('is nothing where it fits', () => {
    expect(problems('Product Viewed', { product_id: 'A1', price: '19.99', own: {} })).toEqual([]);
    expect(problems('Cart Viewed')).toEqual([]);
  });

  it.each([
    ['Product Viewed', {}, 'product_id is missing: add it as string or number.'],
    [
      'Product Viewed',
      { productId: 'A1' },
      'product_id is missing: add it as string or number. Is it what you send as productId?',
    ],
    [
      'Product Viewed',
      { product_id: 'A1', price: true },
      'price must be number or string, and is boolean: change what the page sends.',
    ],
    [
      'Product Viewed',
      { product_id: 'A1', name: ['Lamp'] },
      'name must be string, and is array: change what the page sends.',
    ],
    [
      'Product Viewed',
      { product_id: 'A1', quantity: Number.NaN },
      'quantity must be number, and is not a number: change what the page sends.',
    ],
    [
      'Product Viewed',
      { product_id: 'A1', currency: 'euro' },
      'currency: expected a currency code of three capitals, such as EUR. It is string.',
    ],
    [
      'Order Completed',
      { order_id: 'O-1', products: [{ price: true }, { price: true }] },
      'products[].price must be number or string, and is boolean: change what the page sends.',
    ],
    ['Sale Completed', {}, 'properties: expected at least one of: total, revenue, value.'],
    ['Product Viewed', 'a text', 'properties must be object, and is string: change what the page sends.'],
  ])('names the field, what was expected and what to do: %s %j', (event, properties, problem) => {
    expect(problems(event, properties)).toEqual([problem]);
  });

  it.each([
    ['Product Veiwed', "Did you mean 'Product Viewed'? "],
    ['Zebra', ''],
  ])('names the event that was probably meant: %s', (event, guess) => {
    expect(problems(event)).toEqual([
      `The plan has no such event. ${guess}An event of your own goes into the plan: validate(definePlan({ extends: retailPlan, events: { … } })).`,
    ]);
  });

  it('counts the events of the plan that it is given', () => {
    const own = definePlan({
      extends: retailPlan,
      events: {
        'Mirror Used': {
          properties: retailPlan.events['Product Viewed'].properties,
          purposes: ['analytics'],
        },
      },
    });
    expect(findProblems(own, 'Mirror Used', { product_id: 'A1' })).toEqual([]);
    expect(findProblems(own, 'Miror Used')).toEqual([expect.stringContaining("'Mirror Used'")]);
  });

  it('never has a value in it, whatever is sent', () => {
    const secret = 'ada@example.org';
    const nested = { 0: secret, deep: [secret, { secret }] };
    for (const event of Object.keys(retailPlan.events)) {
      const { shape = {} } = retailPlan.events[event as keyof typeof retailPlan.events].properties as {
        shape?: Record<string, unknown>;
      };
      for (const odd of [secret, [secret], nested, secret.repeat(1_000), -1]) {
        const properties = Object.fromEntries(Object.keys(shape).map((field) => [field, odd]));
        expect(problems(event, properties).join()).not.toContain('ada@');
      }
    }
  });
});
