import { expect, it } from 'vitest';
import { parseAssignments } from './parse-assignments.ts';

it('reads pairs, from one option or several', () => {
  expect([...parseAssignments('--set', ['a=1, b = x=y', 'c=one\\, two'])]).toEqual([
    ['a', '1'],
    ['b', 'x=y'],
    ['c', 'one, two'],
  ]);
});

it.each(['a', '=1', 'a=', 'a=1,,b=2', 'a=1,a=2', '__proto__=1'])('refuses %s', (text) => {
  expect(() => parseAssignments('--set', [text])).toThrow('--set');
});
