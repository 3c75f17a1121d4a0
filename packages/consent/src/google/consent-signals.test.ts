import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultSignals, type GoogleSignal, googleSignals, signalsOf } from './consent-signals.ts';

const granted = (...purposes: string[]) => {
  const signals = signalsOf(defaultSignals, (purpose) => purposes.includes(purpose));
  return googleSignals.filter((signal) => signals[signal] === 'granted');
};

it.each<[string[], GoogleSignal[]]>([
  [[], ['security_storage']],
  [['analytics'], ['analytics_storage', 'security_storage']],
  [['marketing'], ['ad_storage', 'ad_user_data', 'ad_personalization', 'security_storage']],
  [['personalization'], ['functionality_storage', 'personalization_storage', 'security_storage']],
  [['linking'], ['security_storage']],
])('for %j grants %j', (purposes, signals) => {
  expect(granted(...purposes)).toEqual(signals);
});

it('E4: a signal that no purpose opens stays denied, and one of two purposes needs both', () => {
  const map = { analytics: ['analytics_storage'], marketing: ['analytics_storage'] } as const;
  expect(signalsOf(map, (purpose) => purpose === 'analytics').analytics_storage).toBe('denied');
  expect(signalsOf(map, () => true)).toMatchObject({ analytics_storage: 'granted', ad_storage: 'denied' });
  expect(signalsOf({}, () => true)).toMatchObject({ analytics_storage: 'denied', ad_user_data: 'denied' });
});

it('E4: grants no signal beyond what is granted, whatever the map', () => {
  const purpose = fc.constantFrom<string[]>('analytics', 'marketing', 'linking', '__proto__');
  const map = fc.dictionary(purpose, fc.array(fc.constantFrom(...googleSignals)));
  fc.assert(
    fc.property(map, fc.array(purpose), (given, allowed) => {
      const signals = signalsOf(given, (name) => allowed.includes(name));
      expect(Object.keys(signals)).toEqual([...googleSignals]);
      for (const signal of googleSignals.filter((name) => name !== 'security_storage')) {
        const needed = Object.keys(given).filter((name) => given[name]?.includes(signal));
        const open = needed.length > 0 && needed.every((name) => allowed.includes(name));
        expect(signals[signal]).toBe(open ? 'granted' : 'denied');
      }
    }),
  );
});
