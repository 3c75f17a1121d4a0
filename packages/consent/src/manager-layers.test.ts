import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../test/consent-device.ts';

describe('a person who signs in', () => {
  const permits = (state: 'granted' | 'denied', ...reach: ('web' | 'store')[]) => ({
    cells: [{ purpose: 'marketing', state, reach }],
  });

  it('M16, X1: brings a grant that names the online use, and is told of it', () => {
    const { consent, news, on } = setUp();
    consent.on('adopted', (change) => news.push({ adopted: change }));
    consent.signIn(permits('granted', 'store'));
    expect(news).toEqual([]);
    consent.signIn(permits('granted', 'store', 'web'));
    const change = { granted: ['marketing'], refused: [] };
    expect(news).toEqual([change, { adopted: change }]);
    consent.signIn(permits('granted', 'store', 'web'));
    expect(news).toHaveLength(2);
    expect(consent.decide(['marketing']).verdict).toBe('pass');
    expect(consent.undecided()).toEqual(['analytics', 'personalization']);
    expect(on.writes).toEqual([]);
  });

  it('M16, X1: brings a refusal however far it reaches', () => {
    const { consent, news } = setUp();
    consent.acceptAll();
    consent.signIn(permits('denied'));
    expect(consent.decide(['marketing'])).toEqual({ verdict: 'drop', reason: 'refused:marketing' });
    expect(news.at(-1)).toEqual({ granted: [], refused: ['marketing'] });
  });

  it('M16, X1: reads her reach by the channel of the device', () => {
    const { consent } = setUp({ channel: 'store' });
    consent.signIn(permits('granted', 'web'));
    expect(consent.state().marketing).toBe('unset');
    consent.signIn(permits('granted', 'store'));
    expect(consent.state().marketing).toBe('granted');
  });

  it('M16, X2: leaves the device as it was when she signs out, to the byte', () => {
    const { consent, on } = setUp();
    consent.save({ analytics: true });
    const before = { states: consent.state(), stored: on.stored() };
    consent.signIn(permits('granted', 'web'));
    consent.signIn({ cells: [{ purpose: 'analytics', state: 'withdrawn' }] });
    expect(consent.state()).toMatchObject({ analytics: 'withdrawn', marketing: 'denied' });
    consent.signOut();
    consent.signOut();
    expect({ states: consent.state(), stored: on.stored() }).toEqual(before);
  });

  it('M16, X3: overrules what was refused elsewhere by a word of her own, for that cell alone', () => {
    const { consent } = setUp();
    consent.signIn({
      cells: [
        { purpose: 'marketing', state: 'denied' },
        { purpose: 'analytics', state: 'denied' },
      ],
    });
    consent.answer({ marketing: true });
    expect(consent.state()).toMatchObject({ marketing: 'granted', analytics: 'denied' });
    consent.signIn(permits('denied'));
    expect(consent.state().marketing).toBe('denied');
  });

  it('M16, X3: asks her who has let her permission lapse', () => {
    const { consent } = setUp();
    consent.acceptAll();
    consent.signIn({ cells: [{ purpose: 'analytics', state: 'expired' }] });
    expect(consent.undecided()).toEqual(['analytics']);
  });

  it('M16, E4: is refused everything where her permissions cannot be read, and is let in again when they can', () => {
    const { consent } = setUp();
    consent.acceptAll();
    consent.signIn(undefined as never);
    expect(consent.decide(['analytics']).verdict).toBe('drop');
    consent.signIn({ cells: [] });
    expect(consent.decide(['analytics']).verdict).toBe('pass');
  });
});

describe('Global Privacy Control', () => {
  beforeEach(() => {
    vi.stubGlobal('navigator', { globalPrivacyControl: true });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('M17, X4: refuses marketing without a click, and stores and records nothing of it', () => {
    const { consent, on, records } = setUp();
    expect(consent.privacyControl).toBe(true);
    expect(consent.state()).toEqual({ analytics: 'unset', personalization: 'unset', marketing: 'denied' });
    expect(consent.undecided()).toEqual(['analytics', 'personalization']);
    expect(on.writes).toEqual([]);
    expect(records).toEqual([]);
  });

  it('M17, X4: gives way to an express choice made while it was on, not to an earlier one', () => {
    vi.stubGlobal('navigator', {});
    const { consent, on } = setUp();
    consent.acceptAll();
    vi.stubGlobal('navigator', { globalPrivacyControl: true });
    const next = setUp({}, on);
    expect(next.consent.state().marketing).toBe('denied');
    next.consent.answer({ marketing: true });
    expect(next.records[0]?.cells).toEqual([{ purpose: 'marketing', state: 'granted' }]);
    expect(setUp({}, on).consent.state().marketing).toBe('granted');
  });

  it('M17, X4: leaves no byte of itself in a refusal', () => {
    const one = setUp();
    one.consent.rejectAll();
    vi.stubGlobal('navigator', {});
    const other = setUp();
    other.consent.rejectAll();
    expect(one.on.stored()).toBe(other.on.stored());
  });

  it('M17: refuses what the shop names, or nothing where it is ignored', () => {
    expect(setUp({ privacyControlPurposes: ['analytics'] }).consent.state()).toEqual({
      analytics: 'denied',
      personalization: 'unset',
      marketing: 'unset',
    });
    const ignoring = setUp({ privacyControl: 'ignore' }).consent;
    expect(ignoring.privacyControl).toBe(false);
    expect(ignoring.state().marketing).toBe('unset');
  });
});

describe('a shop that addresses minors', () => {
  it('M18, E2: takes no grant from somebody below 16 or of unknown age, and records what came of it', () => {
    let years: number | undefined;
    const { consent, records } = setUp({ age: () => years, channels: { marketing: ['email'] } });
    consent.acceptAll();
    expect(records[0]?.cells.map(({ state }) => state)).toEqual(['denied', 'denied', 'denied']);
    years = 15;
    consent.answer({ analytics: true, 'marketing@email': true } as never);
    expect(consent.decide(['analytics']).verdict).toBe('drop');
    expect(consent.cells().at(-1)?.state).toBe('denied');
    consent.answer({ analytics: true }, { actor: 'guardian' });
    expect(consent.decide(['analytics']).verdict).toBe('pass');
    expect(records.at(-1)?.actor).toBe('guardian');
    years = 16;
    consent.answer({ marketing: true });
    expect(consent.state().marketing).toBe('granted');
  });
});
