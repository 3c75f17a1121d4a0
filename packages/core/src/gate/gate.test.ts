import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentState, consentStates, isRefusal } from '../model/consent-record.ts';
import { decideGate, necessaryOnly } from './gate.ts';

type States = Readonly<Record<string, ConsentState>>;
const decide = (purposes: readonly string[], states: States = {}) =>
  decideGate(purposes, (purpose) => (Object.hasOwn(states, purpose) ? states[purpose] : undefined));

describe('the gate', () => {
  it.each<[readonly string[], States, string, string]>([
    [[], {}, 'drop', 'no-purpose'],
    [['necessary'], {}, 'pass', 'necessary'],
    [['analytics'], { analytics: 'granted' }, 'pass', 'granted'],
    [['necessary', 'analytics'], { analytics: 'granted' }, 'pass', 'granted'],
    [['necessary', 'analytics'], { analytics: 'denied' }, 'drop', 'refused:analytics'],
    [['analytics', 'marketing'], { analytics: 'granted', marketing: 'granted' }, 'pass', 'granted'],
    [['analytics', 'marketing'], { analytics: 'granted', marketing: 'unset' }, 'hold', 'undecided:marketing'],
    [['analytics', 'marketing'], { analytics: 'unset', marketing: 'unset' }, 'hold', 'undecided:analytics'],
    [['analytics', 'marketing'], { analytics: 'unset', marketing: 'denied' }, 'drop', 'refused:marketing'],
    [
      ['analytics', 'marketing'],
      { analytics: 'granted', marketing: 'withdrawn' },
      'drop',
      'refused:marketing',
    ],
    [['analytics', 'tea'], { analytics: 'unset' }, 'drop', 'unknown-purpose:tea'],
    [['tea'], {}, 'drop', 'unknown-purpose:tea'],
    [['__proto__'], {}, 'drop', 'unknown-purpose:__proto__'],
    [['constructor'], {}, 'drop', 'unknown-purpose:constructor'],
  ])('G1: for %j with %j answers %s, %s', (purposes, states, verdict, reason) => {
    expect(decide(purposes, states)).toEqual({ verdict, reason });
  });

  it.each<[ConsentState, string]>([
    ['unset', 'hold'],
    ['pending', 'hold'],
    ['granted', 'pass'],
    ['denied', 'drop'],
    ['withdrawn', 'drop'],
    ['expired', 'drop'],
    ['objected', 'drop'],
    ['soft_opt_in', 'hold'],
  ])('G1: for a purpose that is %s answers %s', (state, verdict) => {
    expect(decide(['analytics'], { analytics: state }).verdict).toBe(verdict);
  });

  it('G1: is as strict as the strictest of its purposes, in whatever order and however often they come', () => {
    const states = fc.record({
      analytics: fc.constantFrom(...consentStates),
      marketing: fc.constantFrom(...consentStates),
      linking: fc.constantFrom(...consentStates),
    });
    const purposes = fc.array(fc.constantFrom('necessary', 'analytics', 'marketing', 'linking', 'tea'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(states, purposes, fc.infiniteStream(fc.nat()), (given, needed, keys) => {
        const { verdict } = decide(needed, given);
        const asked = needed.filter((purpose) => purpose !== 'necessary');
        const known: (ConsentState | undefined)[] = asked.map((purpose) => (given as States)[purpose]);
        expect(verdict === 'pass').toBe(known.every((state) => state === 'granted'));
        expect(verdict === 'drop').toBe(known.some((state) => state === undefined || isRefusal(state)));
        const order = new Map(needed.map((purpose) => [purpose, keys.next().value]));
        const shuffled = needed.toSorted((a, b) => Number(order.get(a)) - Number(order.get(b)));
        expect(decide([...shuffled, ...needed], given).verdict).toBe(verdict);
      }),
    );
  });

  it.each([
    [['necessary'], 'pass'],
    [['analytics'], 'drop'],
    [['necessary', 'analytics'], 'drop'],
    [[], 'drop'],
  ])('G1: of a tracker that was given none answers for %j: %s', (purposes, verdict) => {
    expect(necessaryOnly.decide(purposes).verdict).toBe(verdict);
    expect(necessaryOnly.decide(purposes)).toEqual(decideGate(purposes, () => 'denied'));
    necessaryOnly.on('change', () => {})();
  });
});
