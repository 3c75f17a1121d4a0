import type { ConsentRecord } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type ConsentManagerOptions, type ConsentStorage, createConsentManager } from './index.ts';

const policy = { version: '2026-11', url: '/privacy' };
const purposes = ['analytics', 'personalization', 'marketing'] as const;

/** A device: what is stored, every write in order, and another tab. */
function device(stored?: string) {
  const writes: string[] = [];
  const tabs = new Set<() => void>();
  const storage = (): ConsentStorage => {
    let hear = (): void => {};
    return {
      read: () => stored,
      write(value) {
        stored = value;
        writes.push(value);
        for (const tab of tabs) if (tab !== hear) tab();
      },
      watch(listener) {
        hear = listener;
        tabs.add(listener);
        return () => tabs.delete(listener);
      },
    };
  };
  return { storage, writes, stored: () => stored };
}

function setUp(options: Partial<ConsentManagerOptions> = {}, on = device()) {
  const clock = { at: Date.UTC(2026, 10, 22, 9), now: () => clock.at };
  const consent = createConsentManager({
    purposes,
    policy,
    storage: on.storage(),
    clock,
    ...options,
  } as ConsentManagerOptions<(typeof purposes)[number]>);
  const news: unknown[] = [];
  consent.on('change', (change) => news.push(change));
  const records: ConsentRecord[] = [];
  consent.on('record', (record) => {
    records.push(record);
    news.push(record.method);
  });
  return { consent, clock, news, records, on };
}

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
    ['analytics', 'drop', 'no-purpose'],
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

  it('M1: never throws and never passes what was not granted, whatever it is asked', () => {
    const { consent } = setUp();
    consent.save({ analytics: true });
    fc.assert(
      fc.property(fc.anything(), (wanted) => {
        const { verdict } = consent.decide(wanted as readonly string[]);
        if (verdict !== 'pass') return;
        expect((wanted as string[]).every((purpose) => ['necessary', 'analytics'].includes(purpose))).toBe(
          true,
        );
      }),
    );
  });
});

it('M2: writes nothing before a choice', () => {
  const { consent, on } = setUp();
  consent.state();
  consent.decide(['analytics']);
  expect(on.writes).toEqual([]);
  consent.rejectAll();
  expect(on.writes).toHaveLength(1);
});

it('M4: stores the same on two devices that refuse', () => {
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

it('M8: brings the same state and the same change to every tab, and the record to one', () => {
  const on = device();
  const here = setUp({}, on);
  const there = setUp({}, on);
  here.consent.save({ analytics: true });
  expect(there.consent.state()).toEqual(here.consent.state());
  expect(there.news).toEqual(here.news.filter((entry) => entry !== 'save'));
  there.consent.withdraw('analytics');
  expect(here.consent.state().analytics).toBe('withdrawn');
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
  expect(records[1]).not.toHaveProperty('valid_until');
});

describe('mistakes in calling code', () => {
  const options = { purposes, policy };
  it.each([
    [{ ...options, purpose: ['analytics'] }, /Unknown option "purpose".*purposes, policy, locale/],
    [{ policy }, /purposes must be a list.*got undefined/],
    [{ ...options, purposes: [] }, /purposes must be a list.*got \[\]/],
    [{ ...options, purposes: ['necessary'] }, /without 'necessary'/],
    [{ ...options, purposes: ['a', 'a'] }, /different purposes/],
    [{ ...options, purposes: ['__proto__'] }, /purposes must be/],
    [{ ...options, policy: { version: '1' } }, /policy must be \{ version, url \}/],
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
      () => consent.on('chnage' as never, () => {}),
      () => consent.on('change', undefined as never),
    ];
    for (const call of calls) expect(call).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    expect(calls[0]).toThrow(
      'Unknown purpose "marketin". Use one of: analytics, personalization, marketing.',
    );
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
