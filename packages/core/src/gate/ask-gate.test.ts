import { describe, expect, it } from 'vitest';
import type { ConsentState } from '../model/consent-record.ts';
import { askGate, stampConsent } from './ask-gate.ts';
import { type ConsentGate, decideGate, necessaryOnly } from './gate.ts';

const gateOf = (decide: unknown): ConsentGate => ({ decide, on: () => () => {} }) as unknown as ConsentGate;
const gateWith = (states: Readonly<Record<string, ConsentState>>): ConsentGate =>
  gateOf((purposes: readonly string[]) => decideGate(purposes, (purpose) => states[purpose] ?? 'unset'));
const throwing = () => {
  throw new Error('their fault');
};

describe('asking a gate', () => {
  it.each<[string, unknown]>([
    ['throws', throwing],
    ['answers nothing', () => undefined],
    ['answers null', () => null],
    ['answers true', () => true],
    ['answers a text', () => 'pass'],
    ['answers a promise', async () => ({ verdict: 'pass', reason: 'granted' })],
    ['answers another word', () => ({ verdict: 'PASS', reason: 'granted' })],
    [
      'answers an answer that throws',
      () => ({
        get verdict() {
          return throwing();
        },
      }),
    ],
    ['gives a reason that throws', () => ({ verdict: 'pass', reason: { toString: throwing } })],
    ['cannot decide at all', undefined],
  ])('G2: takes it for a refusal that the gate %s', (_, decide) => {
    expect(askGate(gateOf(decide), ['analytics'])).toEqual({ verdict: 'drop', reason: 'gate-failed' });
  });

  it.each([undefined, null, 'yes', 7])('G2: takes it for a refusal that %j was given as the gate', (gate) => {
    expect(askGate(gate as unknown as ConsentGate, ['analytics']).verdict).toBe('drop');
  });

  it('G2: lets pass what is only necessary, whatever the gate says or does', () => {
    for (const decide of [() => ({ verdict: 'drop', reason: 'never heard of it' }), throwing]) {
      expect(askGate(gateOf(decide), ['necessary'])).toEqual({ verdict: 'pass', reason: 'necessary' });
    }
  });

  it('asks a gate that does not know the word necessary about the other purposes only', () => {
    const theirs = gateOf((purposes: readonly string[]) => ({
      verdict: purposes.every((purpose) => purpose === 'analytics') ? 'pass' : 'drop',
      reason: 'theirs',
    }));
    expect(askGate(theirs, ['necessary', 'analytics']).verdict).toBe('pass');
    expect(askGate(theirs, ['necessary', 'marketing']).verdict).toBe('drop');
  });

  it('asks about an event without a purpose as it is', () => {
    expect(askGate(necessaryOnly, [])).toEqual({ verdict: 'drop', reason: 'no-purpose' });
  });

  it.each(['pass', 'hold', 'drop'] as const)('passes on %s with its reason as text', (verdict) => {
    expect(
      askGate(
        gateOf(() => ({ verdict, reason: 7 })),
        ['analytics'],
      ),
    ).toEqual({ verdict, reason: '7' });
  });
});

describe('the stamp', () => {
  it('G3: says of each purpose that has been decided whether it is granted, and nothing of the others', () => {
    const gate = gateWith({ analytics: 'granted', marketing: 'withdrawn', linking: 'pending' });
    expect(stampConsent(gate, ['analytics'])).toEqual({
      categoryPreferences: { analytics: true, marketing: false },
    });
  });

  it("G3: covers a retailer's own purposes where the event needs them, and leaves out what needs no opt-in", () => {
    const gate = gateWith({ fitting: 'granted' });
    expect(stampConsent(gate, ['necessary', 'fitting'])).toEqual({ categoryPreferences: { fitting: true } });
  });

  it('G3: says of an event that was held that it was', () => {
    expect(stampConsent(gateWith({}), [], true)).toEqual({ categoryPreferences: {}, deferred: true });
  });

  it('G2, G3: says of a gate that fails that nothing is granted', () => {
    const { categoryPreferences } = stampConsent(gateOf(throwing), ['analytics']);
    expect(new Set(Object.values(categoryPreferences))).toEqual(new Set([false]));
    expect(stampConsent(necessaryOnly, ['analytics']).categoryPreferences.analytics).toBe(false);
  });
});
