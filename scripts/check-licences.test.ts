import { expect, it } from 'vitest';
import { unwelcome } from './check-licences.ts';

const of = (licence: string) => unwelcome({ [licence]: [{ name: 'x' }] });

it('welcomes permissive licences, and a choice that holds one', () => {
  expect([...of('MIT'), ...of('BSD-3-Clause'), ...of('(MIT OR GPL-3.0-only)'), ...of('MIT AND ISC')]).toEqual(
    [],
  );
});

it.each(['GPL-3.0-only', 'AGPL-3.0', 'Unknown', 'MIT AND Zlib', 'SEE LICENSE IN LICENSE.txt'])(
  'refuses %s',
  (licence) => {
    expect(of(licence)).toEqual([`x has the licence ${licence}, which is not on the list`]);
  },
);
