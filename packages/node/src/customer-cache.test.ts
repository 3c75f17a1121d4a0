import { expect, it } from 'vitest';
import { createCustomerCache, personKey } from './customer-cache.ts';

const user = (at: number) => ({ kind: 'userId', value: `c-${at}` });
const copy = (text: string, subject?: string) => ({ text, subject, at: 0 });

it('forgets the least recently used when there are too many', () => {
  const cache = createCustomerCache({ entries: 2, size: 1_000 });
  cache.set('1', user(1), copy('a'));
  cache.set('2', user(2), copy('b'));
  cache.get('1');
  cache.set('3', user(3), copy('c'));
  expect([cache.get('1'), cache.get('2'), cache.get('3')].map((found) => found?.text)).toEqual([
    'a',
    undefined,
    'c',
  ]);
});

it('forgets the least recently used when they are too large, and does not count what was replaced or dropped', () => {
  const cache = createCustomerCache({ entries: 100, size: 10 });
  for (let round = 0; round < 5; round += 1) cache.set('1', user(1), copy('aaaaaa'));
  cache.set('2', user(2), copy('bbbb'));
  expect([cache.get('1')?.text, cache.get('2')?.text]).toEqual(['aaaaaa', 'bbbb']);
  cache.delete('1');
  cache.delete('1');
  cache.set('3', user(3), copy('cccccc'));
  expect([cache.get('2')?.text, cache.get('3')?.text]).toEqual(['bbbb', 'cccccc']);
  cache.set('4', user(4), copy('d'));
  expect(cache.get('2')).toBeUndefined();
  cache.clear();
  cache.set('5', user(5), copy('e'.repeat(10)));
  expect(cache.get('5')).toBeDefined();
});

it('does not keep what is too large for it, and keeps nothing else in its place', () => {
  const cache = createCustomerCache({ entries: 100, size: 10 });
  cache.set('1', user(1), copy('a'.repeat(11)));
  expect(cache.get('1')).toBeUndefined();
});

it('forgets a person under all the identifiers that led to one profile, and nobody else', () => {
  const cache = createCustomerCache();
  cache.set('1', user(1), copy('a', 'p-1'));
  cache.set('2', { kind: 'loyalty_card', value: '7' }, copy('b', 'p-1'));
  cache.set('3', user(3), copy('c', 'p-3'));
  cache.set('4', user(4), copy('d'));
  cache.set('5', user(5), copy('e'));
  expect([...cache.forget(new Set([personKey(user(1)), personKey(user(4))]))]).toEqual(['p-1']);
  expect(['1', '2', '3', '4', '5'].filter((key) => cache.get(key))).toEqual(['3', '5']);
});

it.each([
  ['47 11', '4711'],
  ['47-11', '4711'],
  ['Ada@Example.org', 'ada@example.org'],
  ['ju\u0308rgen@example.org', 'jürgen@example.org'],
])('takes %j and %j for one person', (one, other) => {
  expect(personKey({ kind: 'x', value: one })).toBe(personKey({ kind: 'x', value: other }));
});
