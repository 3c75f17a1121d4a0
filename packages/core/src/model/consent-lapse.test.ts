import { describe, expect, it } from 'vitest';
import { consentStateOf, noteConsentUse, unusedContactFor } from './consent-lapse.ts';
import type { ConsentState } from './consent-record.ts';
import { type Consent, type FoldedCell, foldConsent } from './fold-consent.ts';

describe('a permission', () => {
  it('G15: a permission to write lapses after 24 months without use, and each use counts anew', () => {
    const granted = foldConsent({}, [{ purpose: 'x', channel: 'email', state: 'granted' }], 0);
    const at = (consent: Consent, now: number) => consentStateOf(consent, 'x', now, 'email');
    expect(at(granted, unusedContactFor - 1)).toBe('granted');
    expect(at(granted, unusedContactFor)).toBe('expired');
    const used = noteConsentUse(granted, 'x', 'email', 1_000);
    expect(at(used, unusedContactFor)).toBe('granted');
    expect(at(used, unusedContactFor + 1_000)).toBe('expired');
    const phone = foldConsent({}, [{ purpose: 'x', channel: 'phone', state: 'granted' }], 0);
    expect(consentStateOf(phone, 'x', 2 * unusedContactFor, 'phone')).toBe('granted');
  });

  it.each<[string, Consent, number]>([
    ['nobody has granted', {}, 1_000],
    ['is only asked for', { 'x@email': { state: 'pending', at: 1 } }, 1_000],
    ['was refused', { 'x@email': { state: 'withdrawn', at: 1 } }, 1_000],
    ['has lapsed', { 'x@email': { state: 'granted', at: 0 } }, unusedContactFor],
    ['was granted later', { 'x@email': { state: 'granted', at: 2_000 } }, 1_000],
  ])('G15: a use prolongs no permission that %s', (_, consent, at) => {
    expect(noteConsentUse(consent, 'x', 'email', at)).toEqual(consent);
  });
});

describe('the state of a purpose', () => {
  it.each<[string, FoldedCell | undefined, ConsentState]>([
    ['nobody answered', undefined, 'unset'],
    ['it is granted', { state: 'granted', at: 1 }, 'granted'],
    ['it is granted for longer', { state: 'granted', at: 1, until: 101 }, 'granted'],
    ['its time has come', { state: 'granted', at: 1, until: 100 }, 'expired'],
    ['its time has passed', { state: 'granted', at: 1, until: 5 }, 'expired'],
    ['its soft opt-in has passed', { state: 'soft_opt_in', at: 1, until: 5 }, 'expired'],
    ['a refusal had an end, for a refusal has none', { state: 'denied', at: 1, until: 5 }, 'denied'],
  ])('G11: when %s', (_, given, state) => {
    expect(consentStateOf(given ? { x: given } : {}, 'x', 100)).toBe(state);
  });

  it.each(['__proto__', 'constructor', 'toString'])('is unset for %s, of which nobody spoke', (purpose) => {
    expect(consentStateOf({}, purpose, 1)).toBe('unset');
  });
});
