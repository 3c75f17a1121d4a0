import type { ConsentActor, ConsentState } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type CellRule,
  type Choice,
  type ConsentInput,
  mayGrant,
  permitsStorage,
  stateOf,
  stepConsent,
} from './consent-state.ts';

const now = Date.UTC(2026, 10, 22, 9);
const days = (count: number): number => count * 86_400_000;
const analytics: CellRule = { key: 'analytics', purpose: 'analytics' };
const email: CellRule = { key: 'marketing@email', purpose: 'marketing', channel: 'email' };
const signalled: CellRule = { key: 'marketing', purpose: 'marketing', signalled: true };
const cells = [analytics, { key: 'marketing', purpose: 'marketing' }, email];

const input = (kind: ConsentInput['kind'], choices: Record<string, boolean> = {}): ConsentInput => ({
  kind,
  choices: new Map(Object.entries(choices)),
});
const answered = (cell: CellRule, state: Answer['state'], day = '2026-11-22'): Choice =>
  new Map([[cell.key, { state, day }]]);
const after = (choice: Choice, acted: ConsentInput, cell: CellRule): ConsentState =>
  stateOf(stepConsent(choice, acted, [cell], now)[0], cell, now);

describe('the table of transitions', () => {
  const yes = input('save', { analytics: true });
  const no = input('save');
  const back = input('withdraw', { analytics: false });
  const old = '2026-01-01';
  it.each<[ConsentState, Choice, ConsentInput, ConsentState]>([
    ['unset', new Map(), yes, 'granted'],
    ['unset', new Map(), no, 'denied'],
    ['unset', new Map(), back, 'denied'],
    ['granted', answered(analytics, 'granted'), yes, 'granted'],
    ['granted', answered(analytics, 'granted'), no, 'withdrawn'],
    ['granted', answered(analytics, 'granted'), back, 'withdrawn'],
    ['denied', answered(analytics, 'denied'), yes, 'granted'],
    ['denied', answered(analytics, 'denied'), no, 'denied'],
    ['denied', answered(analytics, 'denied'), back, 'denied'],
    ['withdrawn', answered(analytics, 'withdrawn'), yes, 'granted'],
    ['withdrawn', answered(analytics, 'withdrawn'), no, 'withdrawn'],
    ['withdrawn', answered(analytics, 'withdrawn'), back, 'withdrawn'],
    ['expired', answered(analytics, 'granted', old), yes, 'granted'],
    ['expired', answered(analytics, 'granted', old), no, 'denied'],
    ['expired', answered(analytics, 'granted', old), back, 'denied'],
  ])('of a purpose: %s, %#', (before, choice, acted, then) => {
    expect(stateOf(choice, analytics, now)).toBe(before);
    expect(after(choice, acted, analytics)).toBe(then);
  });

  const wish = input('answer', { [email.key]: true });
  const refusal = input('save');
  const backOut = input('withdraw', { [email.key]: false });
  it.each<[ConsentState, Choice, ConsentInput, ConsentState]>([
    ['unset', new Map(), wish, 'pending'],
    ['unset', new Map(), refusal, 'denied'],
    ['pending', answered(email, 'pending'), wish, 'pending'],
    ['pending', answered(email, 'pending'), refusal, 'withdrawn'],
    ['pending', answered(email, 'pending'), backOut, 'withdrawn'],
    ['withdrawn', answered(email, 'withdrawn'), wish, 'pending'],
    ['denied', answered(email, 'denied'), backOut, 'denied'],
    ['expired', answered(email, 'pending', old), refusal, 'denied'],
  ])('M13: of a contact channel, where the most is `pending`: %s, %#', (before, choice, acted, then) => {
    expect(stateOf(choice, email, now)).toBe(before);
    expect(after(choice, acted, email)).toBe(then);
  });

  const insist = input('answer', { marketing: true });
  it.each<[ConsentState, Choice, ConsentInput | undefined, ConsentState]>([
    ['denied', new Map(), undefined, 'denied'],
    ['denied', answered(signalled, 'granted'), undefined, 'denied'],
    ['denied', answered(signalled, 'granted', old), undefined, 'denied'],
    ['denied', new Map(), insist, 'granted'],
    ['denied', answered(signalled, 'granted'), insist, 'granted'],
    ['granted', answered(signalled, 'insisted'), undefined, 'granted'],
    ['granted', answered(signalled, 'insisted'), input('save'), 'withdrawn'],
    ['denied', answered(signalled, 'insisted', old), undefined, 'denied'],
  ])('M17, X4: of a purpose that a signal refuses: %s, %#', (before, choice, acted, then) => {
    expect(stateOf(choice, signalled, now)).toBe(before);
    expect(acted ? after(choice, acted, signalled) : before).toBe(then);
  });
});

it('M17, X4: keeps a grant that was insisted on when the signal ends', () => {
  const [choice] = stepConsent(new Map(), input('answer', { marketing: true }), [signalled], now);
  expect(stateOf(choice, { ...signalled, signalled: false }, now)).toBe('granted');
});

it('M3: decides every cell with one save, and grants nothing that was not named', () => {
  fc.assert(
    fc.property(fc.subarray(cells), (named) => {
      const choices = Object.fromEntries(named.map(({ key }) => [key, true]));
      const [choice, decided] = stepConsent(new Map(), input('save', choices), cells, now);
      expect(decided).toEqual(cells);
      for (const cell of cells) {
        const granted = cell.channel ? 'pending' : 'granted';
        expect(stateOf(choice, cell, now)).toBe(named.includes(cell) ? granted : 'denied');
      }
    }),
  );
});

it('M14: answers what is named, and leaves the rest as it was, its day too', () => {
  const begun = answered(analytics, 'granted', '2026-10-01');
  const [choice, decided] = stepConsent(begun, input('answer', { marketing: false }), cells, now);
  expect(decided.map(({ key }) => key)).toEqual(['marketing']);
  expect(choice.get('analytics')).toEqual({ state: 'granted', day: '2026-10-01' });
  expect(stateOf(choice, email, now)).toBe('unset');
  expect(stepConsent(begun, input('answer'), cells, now)).toEqual([begun, []]);
});

it('M5, E1: lapses after 180 days, each answer by itself', () => {
  const begun = Date.UTC(2026, 10, 22);
  const [choice] = stepConsent(new Map(), input('save', { analytics: true, marketing: true }), cells, begun);
  const back = input('withdraw', { marketing: false });
  const [later] = stepConsent(choice, back, cells, begun + days(100));
  const marketing = cells[1] ?? analytics;
  expect(stateOf(later, analytics, begun + days(180) - 1)).toBe('granted');
  expect(stateOf(later, analytics, begun + days(180))).toBe('expired');
  expect(stateOf(later, marketing, begun + days(279))).toBe('withdrawn');
  expect(stateOf(later, marketing, begun + days(280))).toBe('expired');
});

describe('the age', () => {
  it.each<[string, (() => unknown) | undefined, ConsentActor | undefined, boolean]>([
    ['nobody asks for it', undefined, undefined, true],
    ['it is 16', () => 16, undefined, true],
    ['it is 15', () => 15, undefined, false],
    ['it is not known', () => undefined, undefined, false],
    ['it is no number', () => Number.NaN, undefined, false],
    ['asking fails', () => assertFails(), undefined, false],
    ['a guardian speaks', () => 12, 'guardian', true],
    ['a member of staff speaks', () => 12, 'staff', false],
  ])('M18, E2: where %s', (_, age, actor, may) => {
    expect(mayGrant(age, actor)).toBe(may);
  });

  it('M18, E2: makes refusals of grants, and leaves refusals as they are', () => {
    const minor = { ...input('save', { analytics: true, [email.key]: true }), isMinor: true };
    const [choice] = stepConsent(new Map(), minor, cells, now);
    expect(cells.map((cell) => stateOf(choice, cell, now))).toEqual(['denied', 'denied', 'denied']);
  });
});
const assertFails = (): never => {
  throw new Error('no age');
};

it('M19: takes only a purpose for a permission to store, not a wish to be written to', () => {
  expect(permitsStorage(answered(email, 'pending'), cells, now)).toBe(false);
  expect(permitsStorage(answered(analytics, 'granted'), cells, now)).toBe(true);
  expect(permitsStorage(answered(analytics, 'granted'), cells, now + days(180))).toBe(false);
});

describe('any walk through the machine', () => {
  type Step = { readonly acted: ConsentInput; readonly passed: number };
  const steps = fc.array(
    fc.record<Step>({
      acted: fc
        .tuple(fc.constantFrom('save', 'answer', 'withdraw'), fc.subarray(cells), fc.boolean(), fc.boolean())
        .map(([kind, named, yes, isMinor]) => ({
          kind,
          isMinor,
          choices: new Map(named.map(({ key }) => [key, yes && kind !== 'withdraw'])),
        })),
      passed: fc.integer({ min: 0, max: days(100) }),
    }),
    { maxLength: 12 },
  );

  it('M3, M13, M18: a cell is open only if the last word on it was a yes of somebody who may give it', () => {
    fc.assert(
      fc.property(steps, (walk) => {
        let choice: Choice = new Map();
        let at = now;
        const last = new Map<string, { readonly yes: boolean; readonly at: number }>();
        for (const { acted, passed } of walk) {
          at += passed;
          [choice] = stepConsent(choice, acted, cells, at);
          for (const { key } of cells) {
            const named = acted.choices.get(key);
            if (named === undefined && acted.kind !== 'save') continue;
            last.set(key, { yes: named === true && !acted.isMinor, at });
          }
          for (const cell of cells) {
            const state = stateOf(choice, cell, at);
            const word = last.get(cell.key);
            const lapsed = !word || at - Math.floor(word.at / days(1)) * days(1) >= days(180);
            if (state === 'granted' || state === 'pending') {
              expect(word?.yes).toBe(true);
              expect(lapsed).toBe(false);
              expect(state === 'pending').toBe(cell.channel !== undefined);
            }
            if (word && !word.yes) expect(['denied', 'withdrawn', 'expired']).toContain(state);
            if (word?.yes && !lapsed) expect(['granted', 'pending']).toContain(state);
          }
        }
      }),
    );
  });
});
