import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Choice,
  type ConsentInput,
  readChoice,
  stateOf,
  stepConsent,
  writeChoice,
} from './consent-state.ts';

const rules = { purposes: ['analytics', 'marketing'], policyVersion: '2026-11' };
const now = Date.UTC(2026, 10, 22, 9);
const days = (count: number): number => count * 86_400_000;
const answered = (state: 'granted' | 'denied' | 'withdrawn', day = '2026-11-22'): Choice =>
  new Map([['analytics', { state, day }]]);
const expired = answered('granted', '2026-01-01');

const yes: ConsentInput = { kind: 'save', granted: ['analytics'] };
const no: ConsentInput = { kind: 'save', granted: [] };
const back: ConsentInput = { kind: 'withdraw', purpose: 'analytics' };

describe('the table of transitions', () => {
  it.each([
    ['unset', new Map(), yes, 'granted'],
    ['unset', new Map(), no, 'denied'],
    ['unset', new Map(), back, 'denied'],
    ['granted', answered('granted'), yes, 'granted'],
    ['granted', answered('granted'), no, 'withdrawn'],
    ['granted', answered('granted'), back, 'withdrawn'],
    ['denied', answered('denied'), yes, 'granted'],
    ['denied', answered('denied'), no, 'denied'],
    ['denied', answered('denied'), back, 'denied'],
    ['withdrawn', answered('withdrawn'), yes, 'granted'],
    ['withdrawn', answered('withdrawn'), no, 'withdrawn'],
    ['withdrawn', answered('withdrawn'), back, 'withdrawn'],
    ['expired', expired, yes, 'granted'],
    ['expired', expired, no, 'denied'],
    ['expired', expired, back, 'denied'],
  ] as const)('%s, %#', (before, choice, input, after) => {
    expect(stateOf(choice, 'analytics', now)).toBe(before);
    expect(stateOf(stepConsent(choice, input, rules, now), 'analytics', now)).toBe(after);
  });
});

it('M3: decides every purpose with one save, and grants nothing that was not named', () => {
  fc.assert(
    fc.property(fc.subarray(rules.purposes), (granted) => {
      const choice = stepConsent(new Map(), { kind: 'save', granted }, rules, now);
      for (const purpose of rules.purposes)
        expect(stateOf(choice, purpose, now)).toBe(granted.includes(purpose) ? 'granted' : 'denied');
    }),
  );
});

it('M4: writes the choice, the policy and the day, the same bytes at any hour of it', () => {
  const write = (at: number) => writeChoice(stepConsent(new Map(), no, rules, at), rules);
  expect(write(now)).toBe(
    '{"policy":"2026-11","answers":[["analytics","denied","2026-11-22"],["marketing","denied","2026-11-22"]]}',
  );
  expect(write(now + 3_600_000)).toBe(write(now));
});

it('M5: lapses after 180 days, each answer by itself', () => {
  const begun = Date.UTC(2026, 10, 22);
  const choice = stepConsent(new Map(), { kind: 'save', granted: rules.purposes }, rules, begun);
  const later = stepConsent(choice, { kind: 'withdraw', purpose: 'marketing' }, rules, begun + days(100));
  expect(stateOf(later, 'analytics', begun + days(180) - 1)).toBe('granted');
  expect(stateOf(later, 'analytics', begun + days(180))).toBe('expired');
  expect(stateOf(later, 'marketing', begun + days(279))).toBe('withdrawn');
  expect(stateOf(later, 'marketing', begun + days(280))).toBe('expired');
});

it('M6: takes an answer to another policy version for none', () => {
  const text = writeChoice(answered('granted'), rules);
  expect(readChoice(text, { ...rules, policyVersion: '2027-01' }, now).size).toBe(0);
  expect(readChoice(text, rules, now)).toEqual(answered('granted'));
});

it.each([
  undefined,
  null,
  '',
  'granted',
  '{',
  '[]',
  'null',
  '{"policy":"2026-11"}',
  '{"policy":"2026-11","answers":{"analytics":"granted"}}',
  '{"policy":"2026-11","answers":[null,1,["analytics"],["analytics","granted"],["analytics","granted",7]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","tomorrow"]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","2026-13-45"]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","2126-11-22"]]}',
  '{"policy":"2026-11","answers":[["analytics","soft_opt_in","2026-11-22"]]}',
  '{"policy":"2026-11","answers":[["__proto__","granted","2026-11-22"]]}',
])('M7: takes what it cannot read for no answer: %s', (text) => {
  expect(readChoice(text, rules, now).size).toBe(0);
});

it('M7: reads back what it wrote, and nothing from anything else', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(yes, no, back)), fc.string(), (inputs, noise) => {
      const choice = inputs.reduce<Choice>(
        (before, input) => stepConsent(before, input, rules, now),
        new Map(),
      );
      expect(readChoice(writeChoice(choice, rules), rules, now)).toEqual(choice);
      expect(readChoice(noise, rules, now).size).toBe(0);
    }),
  );
});
