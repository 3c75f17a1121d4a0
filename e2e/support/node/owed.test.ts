import { expect, it } from 'vitest';
import { markerOf } from '../tracker/markers.ts';
import { createOwed } from './owed.ts';

const markers = (...numbers: number[]) => new Set(numbers.map((number) => markerOf('a', number)));

it('owes everything that a process tracked which was not killed', () => {
  const owed = createOwed('a');
  owed.begin().tracked(0, 3);
  expect(owed.count(markers(0))).toEqual({ tracked: 3, promised: 0, lost: 2, owed: 2 });
});

it('owes of a process that was killed what it had promised, and nothing else', () => {
  const owed = createOwed('a');
  const life = owed.begin();
  life.tracked(0, 4);
  life.durable([0, 1]);
  life.killed();
  owed.begin().tracked(4, 1);
  expect(owed.every(markers(0, 1, 4))).toBe(true);
  expect(owed.count(markers(0))).toEqual({ tracked: 5, promised: 2, lost: 4, owed: 2 });
});

it('counts nowhere what is meant to be turned away', () => {
  const owed = createOwed('a');
  const life = owed.begin();
  life.poisoned(1);
  life.tracked(0, 2);
  life.durable([0, 1]);
  expect(owed.count(markers(0))).toEqual({ tracked: 1, promised: 1, lost: 0, owed: 0 });
});
