import { expect, it } from 'vitest';
import { middleOf, quietness, tables } from './table.ts';
import type { Speed } from './visit.ts';

const speed: Speed = {
  returned: 2,
  accepted: 3,
  firstRequest: 1_000,
  beginWork: 50,
  spread: 0.2,
  inARow: 0.1,
  eventWork: 0.5,
  longTasks: 0,
  longTime: 0,
  spin: 10,
};

it('takes the cost of measuring off what it is part of, and off nothing else', () => {
  const control = [{ ...speed, returned: 1, beginWork: 40, spread: 0.05, inARow: 0.05, eventWork: 0.25 }];
  const middle = middleOf([speed, { ...speed, beginWork: 60 }, { ...speed, beginWork: 90 }], control);
  expect(middle).toMatchObject({ returned: 2, beginWork: 20, eventWork: 0.25 });
  expect(middle.spread).toBeCloseTo(0.15);
});

it('leaves out what was not measured', () => {
  const sizes = [
    ['beacon', { first: { minified: 3_000, gzip: 1_500 }, later: { minified: 1_000, gzip: 500 } }] as const,
  ];
  expect(tables({ sizes, speeds: [], memories: [] })).toBe(
    [
      '| Tracker | Minified | Gzip | of that first | of that later |',
      '| --- | --: | --: | --: | --: |',
      '| beacon | 4.0 kB | 2.0 kB | 1.5 kB | 0.5 kB |',
    ].join('\n'),
  );
});

it('shows a dash where a page never came so far', () => {
  const runs = [{ before: 1e6, some: undefined, end: 5e6, tracked: 450, eventWork: undefined }];
  const [, , row] = tables({ sizes: [], speeds: [], memories: [['slow', runs]] }).split('\n');
  expect(row).toBe('| slow | 1.0 MB | – | 5.0 MB | 4.0 MB | 450 | – |');
});

it('says how quiet the machine was', () => {
  const visits = [8, 10, 40].map((spin) => ({ ...speed, spin }));
  expect(quietness(visits)).toContain('took 10 ms, between 8 and 40');
});
