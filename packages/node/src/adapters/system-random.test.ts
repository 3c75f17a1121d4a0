import { expect, it } from 'vitest';
import { createSystemRandom } from './system-random.ts';

it('gives as many bytes as were asked for, also more than it fetches at a time', () => {
  const random = createSystemRandom();
  expect([1, 10, 4_095, 4_096, 5_000].map((length) => random.bytes(length).length)).toEqual([
    1, 10, 4_095, 4_096, 5_000,
  ]);
});

it('never gives the same bytes twice, and what it gave stays as it is', () => {
  const random = createSystemRandom();
  const given = Array.from({ length: 2_000 }, () => random.bytes(10));
  const seen = given.map((bytes) => Buffer.from(bytes).toString('hex'));
  random.bytes(4_096);
  expect(new Set(seen).size).toBe(2_000);
  expect(given.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(seen);
});
