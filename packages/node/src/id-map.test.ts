import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdMap } from './id-map.ts';

it('holds what a Map holds, whatever comes and goes', () => {
  const step = fc.tuple(fc.constantFrom('set', 'delete'), fc.nat(40), fc.integer({ min: 1, max: 5 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const [ids, model] = [createIdMap(), new Map<string, number>()];
      for (const [what, number, value] of steps) {
        const id = `m-${number}`;
        if (what === 'set') {
          ids.set(id, value);
          model.set(id, value);
        } else {
          ids.delete(id);
          model.delete(id);
        }
      }
      for (let number = 0; number <= 41; number += 1) {
        expect(ids.get(`m-${number}`)).toBe(model.get(`m-${number}`));
      }
    }),
  );
});

it('uses the room of those that are gone for those that come', () => {
  const ids = createIdMap();
  const before = process.memoryUsage().arrayBuffers;
  for (let number = 0; number < 300_000; number += 1) {
    ids.set(`m-${number}`, 1);
    ids.delete(`m-${number - 100}`);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3 * 1024 * 1024);
  expect([299_900, 299_899].map((number) => ids.get(`m-${number}`))).toEqual([1, undefined]);
});
