import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkItems, itemFor, type StoredItem } from './stored-items.ts';

const purposes = ['analytics', 'marketing'];
const cart = { kind: 'localStorage', name: 'cart', purpose: 'necessary' };

describe('what a shop declares', () => {
  it.each([[undefined], [''], [' '], [7]])(
    'D4: needs a reason for what is necessary; %j is none',
    (reason) => {
      expect(() => checkItems([{ ...cart, reason }], purposes)).toThrow(
        expect.objectContaining({
          code: 'invalid-option',
          message: expect.stringContaining('what is necessary needs a reason'),
        }),
      );
    },
  );

  it('D4: is taken with a reason, item by item', () => {
    const good = { ...cart, reason: 'Keeps what the person puts into the cart.' };
    expect(checkItems([good], purposes)).toContainEqual(good);
    expect(() => checkItems([good, { ...cart, name: 'other' }], purposes)).toThrow('needs a reason');
  });

  it.each([
    [undefined],
    ['_ga'],
    [{ kind: 'cookie', name: '_ga', purpose: 'analytics' }],
    [[null]],
    [[['_ga']]],
    [[{ kind: 'cookies', name: '_ga', purpose: 'analytics' }]],
    [[{ kind: 'cookie', name: '', purpose: 'analytics' }]],
    [[{ kind: 'cookie', name: '*', purpose: 'analytics' }]],
    [[{ kind: 'cookie', name: '_g*a', purpose: 'analytics' }]],
    [[{ kind: 'cookie', name: '_ga', purpose: 'analitics' }]],
    [[{ kind: 'cookie', name: '_ga', purpose: '__proto__' }]],
    [[{ kind: 'cookie', name: '_ga' }]],
    [[{ kind: 'cookie', name: '_ga', purpose: 'analytics', domian: 'shop.example' }]],
  ])('E4: is refused when it cannot be understood: %j', (items) => {
    expect(() => checkItems(items, purposes)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });
});

it('E4: says which key of an item is misspelt, and what there is', () => {
  const item = { kind: 'cookie', name: '_ga', purpose: 'analytics', domian: 'shop.example' };
  expect(() => checkItems([item], purposes)).toThrow(/"domian".*kind, name, purpose, reason, path, domain/);
});

describe('the declaration that speaks for a name', () => {
  const items = checkItems(
    [
      { kind: 'cookie', name: '_ga*', purpose: 'analytics' },
      { kind: 'cookie', name: '_ga_ads*', purpose: 'marketing' },
      { kind: 'cookie', name: '_ga_ads_7', purpose: 'necessary', reason: 'a test' },
      { kind: 'localStorage', name: 'r*', purpose: 'marketing' },
    ],
    purposes,
  );
  it.each([
    ['_ga', 'analytics'],
    ['_ga_1', 'analytics'],
    ['_ga_ads_1', 'marketing'],
    ['_ga_ads_7', 'necessary'],
    ['_gb', undefined],
    ['a_ga', undefined],
  ])('for the cookie %s is that of %s', (name, purpose) => {
    expect(itemFor(items, 'cookie', name)?.purpose).toBe(purpose);
  });

  it('keeps our own record of the answer, whatever a star covers', () => {
    expect(itemFor(items, 'localStorage', 'rialto:consent')?.purpose).toBe('necessary');
    expect(itemFor(items, 'cookie', 'rialto_consent')?.purpose).toBe('necessary');
    expect(itemFor(items, 'localStorage', 'rest')?.purpose).toBe('marketing');
  });

  it('never speaks for a name that it does not cover', () => {
    const item = fc.record({
      kind: fc.constant('cookie' as const),
      name: fc.stringMatching(/^[a-c]{1,3}\*?$/),
      purpose: fc.constantFrom('analytics', 'marketing'),
    });
    fc.assert(
      fc.property(fc.array(item), fc.stringMatching(/^[a-c]{1,4}$/), (list: StoredItem[], name) => {
        const found = itemFor(list, 'cookie', name);
        const covering = list.filter((one) =>
          one.name.endsWith('*') ? name.startsWith(one.name.slice(0, -1)) : one.name === name,
        );
        expect(found === undefined).toBe(covering.length === 0);
        if (found) expect(covering).toContain(found);
        const exact = covering.find((one) => !one.name.endsWith('*'));
        if (exact) expect(found).toBe(exact);
      }),
    );
  });
});
