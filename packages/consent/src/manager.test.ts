import { parseMessage, retailPlan } from '@rialto/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { device, policy, purposes, setUp } from '../test/consent-device.ts';
import { type ConsentManagerOptions, type ConsentStorage, createConsentManager } from './index.ts';

describe('the gate', () => {
  it.each([
    [['necessary'], 'pass', 'necessary'],
    [['analytics'], 'pass', 'granted'],
    [['analytics', 'necessary'], 'pass', 'granted'],
    [['marketing'], 'drop', 'refused:marketing'],
    [['analytics', 'marketing'], 'drop', 'refused:marketing'],
    [['teleportation'], 'drop', 'unknown-purpose:teleportation'],
    [['__proto__'], 'drop', 'unknown-purpose:__proto__'],
    [[], 'drop', 'no-purpose'],
    [null, 'drop', 'no-purpose'],
    [{ length: 1 }, 'drop', 'no-purpose'],
    ['analytics', 'drop', 'unknown-purpose:a'],
    [['marketing@email'], 'drop', 'unknown-purpose:marketing@email'],
  ])('M1: %j after { analytics: true } gives %s', (wanted, verdict, reason) => {
    const { consent } = setUp();
    consent.save({ analytics: true });
    expect(consent.decide(wanted as readonly string[])).toEqual({ verdict, reason });
  });

  it('M1: holds what nobody has decided, and drops what has lapsed', () => {
    const { consent, clock } = setUp();
    expect(consent.decide(['analytics']).verdict).toBe('hold');
    consent.acceptAll();
    expect(consent.decide(['analytics']).verdict).toBe('pass');
    expect(consent.needsDecision()).toBe(false);
    clock.at += 181 * 86_400_000;
    expect(consent.decide(['analytics'])).toEqual({ verdict: 'drop', reason: 'refused:analytics' });
    expect(consent.needsDecision()).toBe(true);
  });

  it('M1, E4: drops a list that cannot be read', () => {
    const { consent } = setUp();
    consent.acceptAll();
    const trap = new Proxy(['analytics'], {
      get: () => {
        throw new Error('mine');
      },
    });
    for (const wanted of [trap, [Symbol('analytics')], [Object.create(null)]])
      expect(consent.decide(wanted as readonly string[]).verdict).toBe('drop');
  });

  it('M1, E4: drops everything where the clock fails', () => {
    const clock = { now: () => Date.UTC(2026, 10, 22) };
    const { consent } = setUp({ clock });
    consent.acceptAll();
    clock.now = () => {
      throw new Error('stopped');
    };
    expect(consent.decide(['analytics']).verdict).toBe('drop');
  });

  it('M1, E4: never throws and never passes what was not granted, whatever it is asked', () => {
    const { consent } = setUp();
    consent.save({ analytics: true });
    fc.assert(
      fc.property(fc.anything(), (wanted) => {
        const { verdict } = consent.decide(wanted as readonly string[]);
        if (verdict !== 'pass') return;
        expect([...(wanted as string[])].every((one) => ['necessary', 'analytics'].includes(one))).toBe(true);
      }),
    );
  });
});

it('M2, D3: writes nothing before a choice', () => {
  const { consent, on } = setUp();
  consent.state();
  consent.decide(['analytics']);
  expect(on.writes).toEqual([]);
  consent.rejectAll();
  expect(on.writes).toHaveLength(1);
});

it('M4, D3: stores the same on two devices that refuse', () => {
  const one = setUp();
  const other = setUp();
  other.clock.at += 7_200_000;
  one.consent.rejectAll();
  other.consent.rejectAll();
  expect(one.on.stored()).toBe(other.on.stored());
});

it('M7: holds the choice in memory where storage fails', () => {
  const broken: ConsentStorage = {
    read: () => {
      throw new Error('disabled');
    },
    write: () => {
      throw new Error('full');
    },
  };
  const { consent } = setUp({ storage: broken });
  consent.save({ analytics: true });
  consent.withdraw('marketing');
  expect(consent.state()).toEqual({ analytics: 'granted', personalization: 'denied', marketing: 'denied' });
});

it('M7, D5, E4: leaves no older permission behind where there is no room for the withdrawal', () => {
  let stored: string | undefined;
  let room = 1_000;
  const small: ConsentStorage = {
    read: () => stored,
    write(value) {
      if (value.length > room) throw new Error('full');
      stored = value;
      room = value.length;
    },
  };
  const { consent } = setUp({ storage: small });
  consent.acceptAll();
  consent.rejectAll();
  expect(consent.state().analytics).toBe('withdrawn');
  const next = setUp({ storage: small }).consent;
  expect(next.state()).toEqual({ analytics: 'unset', personalization: 'unset', marketing: 'unset' });
  expect(next.needsDecision()).toBe(true);
});

it('U5, D3: a page that asks for less leaves the other answers, and the id, as they are', () => {
  const parts = { endpoint: 'http://127.0.0.1:1', writeKey: 'wk_demo' };
  const on = device();
  createConsentManager({ purposes, policy, storage: on.storage(), ...parts }).acceptAll();
  const id = JSON.parse(on.stored() ?? '').id;
  expect(id).toEqual(expect.any(String));
  const less = createConsentManager({ purposes: ['marketing'], policy, storage: on.storage(), ...parts });
  less.rejectAll();
  expect(JSON.parse(on.stored() ?? '').id).toBe(id);
  const next = createConsentManager({ purposes, policy, storage: on.storage(), ...parts });
  expect(next.state()).toEqual({ analytics: 'granted', personalization: 'granted', marketing: 'withdrawn' });
  next.rejectAll();
  expect(on.stored()).not.toContain('"id"');
});

it('M8: tells what changed, and nothing where nothing did', () => {
  const { consent, news } = setUp();
  consent.save({ analytics: true });
  consent.save({ analytics: true });
  consent.save({ marketing: true });
  consent.withdraw('marketing');
  consent.withdraw('marketing');
  expect(news).toEqual([
    'save',
    { granted: ['analytics'], refused: ['personalization', 'marketing'] },
    'save',
    'save',
    { granted: ['marketing'], refused: ['analytics'] },
    'withdraw',
    { granted: [], refused: ['marketing'] },
  ]);
});

it('M8, D5: brings the same state and the same change to every tab, and the record to one', () => {
  const on = device();
  const here = setUp({}, on);
  const there = setUp({}, on);
  here.consent.save({ analytics: true });
  expect(there.consent.state()).toEqual(here.consent.state());
  expect(there.news).toEqual(here.news.filter((entry) => entry !== 'save'));
  there.consent.withdraw('analytics');
  expect(here.consent.state().analytics).toBe('withdrawn');
  expect(here.consent.decide(['analytics']).verdict).toBe('drop');
});

it('M8: tells what another tab chose a moment ago, although this one chooses first', () => {
  const on = device();
  const quiet = on.storage();
  const here = setUp({ storage: { read: quiet.read, write: quiet.write } }, on);
  setUp({}, on).consent.save({ analytics: true });
  here.consent.answer({ marketing: true });
  expect(here.news).toEqual([
    'answer',
    { granted: ['analytics', 'marketing'], refused: ['personalization'] },
  ]);
});

it('M8, D5: a withdrawal closes the gate in the same turn, before anybody is told of it', () => {
  const { consent } = setUp();
  consent.acceptAll();
  const seen: string[] = [];
  consent.on('record', () => seen.push(consent.decide(['analytics']).verdict));
  consent.on('change', () => seen.push(consent.decide(['analytics']).verdict));
  consent.withdraw('analytics');
  expect(seen).toEqual(['drop', 'drop']);
});

it('M9: gives one record with every cell, before the change', () => {
  const { consent, records, news } = setUp({ locale: 'de' });
  consent.save({ analytics: true }, { textHash: 'sha256:abc' });
  expect(records).toEqual([
    {
      cells: [
        { purpose: 'analytics', state: 'granted' },
        { purpose: 'personalization', state: 'denied' },
        { purpose: 'marketing', state: 'denied' },
      ],
      decided_at: '2026-11-22T09:00:00.000Z',
      valid_until: '2027-05-21T00:00:00.000Z',
      policy_version: '2026-11',
      locale: 'de',
      method: 'save',
      text_hash: 'sha256:abc',
    },
  ]);
  expect(news[0]).toBe('save');
  consent.withdraw('analytics');
  expect(records[1]).toMatchObject({
    method: 'withdraw',
    cells: [{ purpose: 'analytics', state: 'withdrawn' }],
  });
});

it('M9, P1: says who spoke, which words, how and until when, for every cell that was shown, refusals included', () => {
  const { consent, records } = setUp({ locale: 'de-AT', channels: { marketing: ['email', 'sms'] } });
  consent.save(
    { analytics: true, 'marketing@email': true },
    {
      textHash: 'sha256:abc',
      text: 'Darf es mehr sein?',
      ui: 'rialto-consent/0.1.0 settings',
      actor: 'guardian',
      method: 'embed',
    },
  );
  expect(records).toEqual([
    {
      cells: [
        { purpose: 'analytics', state: 'granted' },
        { purpose: 'personalization', state: 'denied' },
        { purpose: 'marketing', state: 'denied' },
        { purpose: 'marketing', channel: 'email', state: 'pending' },
        { purpose: 'marketing', channel: 'sms', state: 'denied' },
      ],
      decided_at: '2026-11-22T09:00:00.000Z',
      valid_until: '2027-05-21T00:00:00.000Z',
      policy_version: '2026-11',
      locale: 'de-AT',
      text_hash: 'sha256:abc',
      text: 'Darf es mehr sein?',
      ui: 'rialto-consent/0.1.0 settings',
      actor: 'guardian',
      method: 'embed',
    },
  ]);
});

it('M9, P1: makes records that the hub takes', () => {
  const { consent, records } = setUp({ channels: { marketing: ['email'] } });
  const proof = { text: 'long '.repeat(4_000), textHash: 'sha256:abc', ui: 'banner' };
  consent.acceptAll(proof);
  consent.answer({ 'marketing@email': true });
  consent.withdraw('marketing@email');
  consent.rejectAll();
  expect(records).toHaveLength(4);
  for (const properties of records) {
    const message = {
      type: 'track',
      event: 'Consent Recorded',
      messageId: 'm-1',
      properties: { ...properties },
    };
    expect(parseMessage(JSON.parse(JSON.stringify(message)), retailPlan)).toMatchObject({ ok: true });
  }
  expect(records[0]).toMatchObject({ text_hash: 'sha256:abc', text: undefined });
});

describe('contact channels', () => {
  const options = { channels: { marketing: ['email', 'sms'] } } as const;

  it('M13, P5: wait for the hub, whatever the device says', () => {
    const { consent, news } = setUp(options);
    consent.answer({ 'marketing@email': true } as never);
    expect(consent.cells().slice(3)).toEqual([
      { purpose: 'marketing', channel: 'email', state: 'pending' },
      { purpose: 'marketing', channel: 'sms', state: 'unset' },
    ]);
    expect(news).toEqual(['answer', { granted: [], refused: [] }]);
    expect(consent.decide(['marketing']).verdict).toBe('hold');
  });

  it('M13: ask nobody, and stay as they are when everything is accepted', () => {
    const { consent } = setUp(options);
    consent.acceptAll();
    expect(consent.needsDecision()).toBe(false);
    expect(consent.cells().map(({ state }) => state)).toEqual([
      'granted',
      'granted',
      'granted',
      'unset',
      'unset',
    ]);
    consent.rejectAll();
    expect(consent.cells().map(({ state }) => state)).toEqual([
      'withdrawn',
      'withdrawn',
      'withdrawn',
      'denied',
      'denied',
    ]);
    expect(consent.state()).not.toHaveProperty('marketing@email');
  });

  it('M13: become what the hub says of the person who signs in', () => {
    const { consent } = setUp(options);
    consent.save({ 'marketing@email': true } as never);
    consent.signIn({
      cells: [
        { purpose: 'marketing', channel: 'email', state: 'granted' },
        { purpose: 'marketing', channel: 'sms', state: 'granted' },
      ],
    });
    expect(
      consent
        .cells()
        .slice(3)
        .map(({ state }) => state),
    ).toEqual(['granted', 'denied']);
  });
});

describe('asking again', () => {
  it('U5, M5: asks nobody again for 180 days after an answer, whichever it was', () => {
    const { consent, clock } = setUp();
    consent.rejectAll();
    clock.at += 179 * 86_400_000;
    expect(consent.needsDecision()).toBe(false);
    clock.at += 86_400_000;
    expect(consent.undecided()).toEqual(purposes);
  });

  it('M14, E3, U5: asks about a new purpose alone', () => {
    const { consent, on } = setUp();
    consent.acceptAll();
    const next = setUp({ purposes: [...purposes, 'linking'] }, on).consent;
    expect(next.undecided()).toEqual(['linking']);
    next.answer({ linking: false } as never);
    expect(next.needsDecision()).toBe(false);
    expect(next.state()).toMatchObject({ analytics: 'granted', linking: 'denied' });
  });

  it('M15, E3: asks about a purpose with a new recipient alone', () => {
    const about = (...recipients: string[]) => ({
      marketing: { recipients, thirdCountries: [], storedFor: '13 months' },
    });
    const { consent, on } = setUp({ about: about('Adloop') });
    consent.acceptAll();
    expect(setUp({ about: about('Adloop') }, on).consent.needsDecision()).toBe(false);
    const next = setUp({ about: about('Adloop', 'Mailer') }, on).consent;
    expect(next.undecided()).toEqual(['marketing']);
    expect(next.decide(['marketing']).verdict).toBe('hold');
    expect(next.decide(['analytics']).verdict).toBe('pass');
  });
});

describe('mistakes in calling code', () => {
  const options = { purposes, policy };
  it.each([
    [{ ...options, purpose: ['analytics'] }, /Unknown option "purpose".*purposes, channels, policy/],
    [{ policy }, /purposes must be different purposes.*got undefined/],
    [{ ...options, purposes: [] }, /purposes must be different purposes.*got \[\]/],
    [{ ...options, purposes: ['constructor'] }, /purposes must be/],
    [{ ...options, purposes: [undefined] }, /purposes must be/],
    [{ ...options, channels: { marketing: 'email' } }, /channels must be \{ marketing: \['email'/],
    [{ ...options, channels: { marketing: ['emial'] } }, /channels must be/],
    [{ ...options, channels: { marketing: ['email', 'email'] } }, /channels must be/],
    [{ ...options, channels: { marketin: ['email'] } }, /Unknown purpose "marketin"/],
    [{ ...options, channels: [] }, /channels must be/],
    [{ ...options, about: { marketing: { recipients: [] } } }, /about must be.*each whole/],
    [{ ...options, about: { marketing: null } }, /about must be.*each whole/],
    [
      { ...options, about: { marketing: { recipients: 'Adloop', thirdCountries: [], storedFor: '1 year' } } },
      /about/,
    ],
    [
      { ...options, about: { marketin: { recipients: [], thirdCountries: [], storedFor: '1 year' } } },
      /Unknown purpose "marketin"/,
    ],
    [{ ...options, channel: 'internet' }, /channel must be/],
    [{ ...options, endpoint: '/rialto' }, /endpoint and writeKey go together/],
    [{ ...options, writeKey: 'wk_1' }, /endpoint and writeKey go together/],
    [{ ...options, privacyControl: 'on' }, /privacyControl must be 'honour' or 'ignore'; got "on"/],
    [{ ...options, privacyControlPurposes: ['ads'] }, /Unknown purpose "ads"/],
    [{ ...options, age: 17 }, /age must be a function; got 17/],
    [{ ...options, clock: null }, /clock must be/],
    [{ ...options, policy: null }, /policy must be/],
    [{ ...options, purposes: ['necessary'] }, /without 'necessary'/],
    [{ ...options, purposes: ['a', 'a'] }, /different purposes/],
    [{ ...options, purposes: ['__proto__'] }, /purposes must be/],
    [{ ...options, policy: { version: '1' } }, /policy must be \{ version: '2026-11', url: '\/privacy' \}/],
    [{ ...options, locale: 7 }, /locale must be.*got 7/],
    [{ ...options, storage: {} }, /storage must be/],
  ])('M10: refuses the options %j', (given, message) => {
    const make = () => createConsentManager(given as unknown as ConsentManagerOptions);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ name: 'RialtoError', code: 'invalid-option' }));
  });

  it('M10: names an unknown purpose and those it knows, and changes nothing', () => {
    const { consent, news, on } = setUp();
    const calls: (() => unknown)[] = [
      () => consent.save({ analytics: true, marketin: true } as never),
      () => consent.withdraw('marketin' as never),
      () => consent.save({ analytics: 'yes' } as never),
      () => consent.save(null as never),
      () => consent.answer({ 'analytics@email': true } as never),
      () => consent.withdraw(undefined as never),
      () => consent.acceptAll({ texthash: 'sha256:abc' } as never),
      () => consent.acceptAll({ actor: 'robot' } as never),
      () => consent.rejectAll({ text: 7 } as never),
      () => consent.save({}, null as never),
      () => consent.on('chnage' as never, () => {}),
      () => consent.on('change', undefined as never),
    ];
    for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    expect(calls[0]).toThrow('Unknown option "marketin". Use one of: analytics, personalization, marketing.');
    expect(news).toEqual([]);
    expect(on.writes).toEqual([]);
  });

  it('types the purposes', () => {
    const consent = createConsentManager({
      purposes: ['analytics', 'x_news'],
      policy,
      storage: device().storage(),
    });
    consent.save({ x_news: true });
    // @ts-expect-error a purpose that was not asked about
    expect(() => consent.save({ marketing: true })).toThrow();
    // @ts-expect-error the same
    expect(() => consent.withdraw('marketing')).toThrow();
  });
});

it('U8: records the language of the words that were shown', () => {
  const { consent, records } = setUp({ locale: 'ja' });
  consent.acceptAll({ locale: 'en' });
  consent.rejectAll({ locale: undefined });
  expect(records.map(({ locale }) => locale)).toEqual(['en', 'ja']);
});

it('M11: survives a listener that throws, and tells the next', () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const { consent } = setUp();
  const heard: string[] = [];
  consent.on('change', () => {
    throw new Error('mine');
  });
  const stop = consent.on('change', () => heard.push('next'));
  consent.acceptAll();
  stop();
  consent.rejectAll();
  expect(heard).toEqual(['next']);
  expect(consent.state().analytics).toBe('withdrawn');
  expect(report).toHaveBeenCalledTimes(2);
  vi.unstubAllGlobals();
});
