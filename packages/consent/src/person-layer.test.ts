import { type ConsentState, consentStates, isRefusal } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './consent-cells.ts';
import type { CellRule } from './consent-state.ts';
import { joinStates, readPerson } from './person-layer.ts';

const cells = cellsOf(['analytics', 'marketing'], { marketing: ['email'] }, {}, []);
const purpose: CellRule = { key: 'marketing', purpose: 'marketing' };
const contact: CellRule = { key: 'marketing@email', purpose: 'marketing', channel: 'email' };

describe('what a signed-in person permits here', () => {
  it.each([
    ['a grant that names this channel', { state: 'granted', reach: ['store', 'web'] }, 'granted'],
    ['a grant that stays in the store', { state: 'granted', reach: ['store'] }, undefined],
    ['a grant that names no channel', { state: 'granted' }, undefined],
    ['a grant with a reach that is no list', { state: 'granted', reach: 'web' }, undefined],
    ['a refusal, however far it reaches', { state: 'denied', reach: ['store'] }, 'denied'],
    ['a withdrawal', { state: 'withdrawn' }, 'withdrawn'],
    ['an objection', { state: 'objected' }, 'objected'],
    ['what has lapsed', { state: 'expired' }, 'expired'],
    ['silence', { state: 'unset' }, undefined],
    ['a question', { state: 'pending', reach: ['web'] }, undefined],
    ['a state that nobody knows', { state: 'maybe' }, 'denied'],
    ['no state at all', {}, 'denied'],
  ])('M16, X1: counts %s', (_, cell, state) => {
    const permissions = { cells: [{ purpose: 'marketing', ...cell }] };
    expect(readPerson(permissions, cells, 'web').get('marketing')).toBe(state);
  });

  it.each(['granted', 'pending', 'soft_opt_in', 'denied', 'objected'] as const)(
    'M16: counts %s of a contact channel wherever it was given',
    (state) => {
      const person = readPerson({ cells: [{ purpose: 'marketing', channel: 'email', state }] }, cells, 'web');
      expect([...person]).toEqual([['marketing@email', state]]);
    },
  );

  it('M16: keeps to the refusal of two lines for one cell', () => {
    const yes = { purpose: 'marketing', state: 'granted', reach: ['web'] };
    const no = { purpose: 'marketing', state: 'denied' };
    for (const both of [
      [yes, no],
      [no, yes],
    ])
      expect(readPerson({ cells: both }, cells, 'web').get('marketing')).toBe('denied');
  });

  const trap = {
    get cells(): never {
      throw new Error('mine');
    },
  };
  it.each([
    undefined,
    null,
    7,
    'granted',
    {},
    { cells: null },
    { cells: {} },
    { cells: [null] },
    { cells: [{ purpose: 'marketing', state: 'granted', reach: ['web'] }, undefined] },
    { cells: [Object.defineProperty({}, 'state', { get: () => trap.cells })] },
    trap,
  ])('M16, E4: refuses everything where it cannot read: %#', (permissions) => {
    expect([...readPerson(permissions, cells, 'web').values()]).toEqual(['denied', 'denied', 'denied']);
  });

  it('M16, E4: never throws and never opens what does not say so', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (permissions) => {
        expect([...readPerson(permissions, cells, 'web').values()]).not.toContain('granted');
      }),
    );
  });
});

describe('the device and the person', () => {
  it.each<[ConsentState, ConsentState | undefined, ConsentState, CellRule]>([
    ['granted', undefined, 'granted', purpose],
    ['granted', 'granted', 'granted', purpose],
    ['granted', 'denied', 'denied', purpose],
    ['granted', 'objected', 'objected', purpose],
    ['granted', 'expired', 'expired', purpose],
    ['denied', 'granted', 'denied', purpose],
    ['withdrawn', 'granted', 'withdrawn', purpose],
    ['expired', 'granted', 'expired', purpose],
    ['unset', 'granted', 'granted', purpose],
    ['unset', 'denied', 'denied', purpose],
    ['unset', undefined, 'unset', purpose],
    ['pending', 'granted', 'granted', contact],
    ['pending', 'denied', 'denied', contact],
    ['denied', 'granted', 'denied', contact],
    ['expired', 'granted', 'granted', contact],
    ['expired', undefined, 'expired', contact],
    ['unset', 'soft_opt_in', 'soft_opt_in', contact],
  ])('M16, X3: %s and %s make %s', (device, person, both, cell) => {
    expect(joinStates(device, person, cell)).toBe(both);
  });

  it('M16, X3: never open a purpose that either refuses', () => {
    const state = fc.constantFrom(...consentStates);
    fc.assert(
      fc.property(state, fc.option(state, { nil: undefined }), (device, person) => {
        const both = joinStates(device, person, purpose);
        if (isRefusal(device) || (person && isRefusal(person))) expect(isRefusal(both)).toBe(true);
        if (both === 'granted') expect([device, person]).toContain('granted');
      }),
    );
  });
});
