import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clickIds } from './acquisition-tables.ts';
import {
  campaignOfQuery,
  formatSession,
  isSessionOver,
  nextSession,
  parseSession,
  type Session,
  type SessionMoment,
} from './session-rules.ts';

const minute = 60_000;
const noon = new Date(2026, 10, 25, 12).getTime();
const begun = (campaign = '', seenAt = noon): Session => ({ id: 'first', seenAt, campaign });
const at = (now: number, more: Partial<SessionMoment> = {}): SessionMoment => ({
  now,
  campaign: '',
  idle: 30 * minute,
  midnight: false,
  ...more,
});
const newId = () => 'second';

describe('a session and the next event', () => {
  it.each<[because: string, before: Session | undefined, moment: SessionMoment, goesOn: boolean]>([
    ['there is none', undefined, at(noon), false],
    ['the event is of the same instant', begun(), at(noon), true],
    ['a millisecond is left', begun(), at(noon + 30 * minute - 1), true],
    ['the limit is reached', begun(), at(noon + 30 * minute), false],
    ['it is long over', begun(), at(noon + 300 * minute), false],
    [
      'it is over by its own campaign, too late',
      begun('a'),
      at(noon + 30 * minute, { campaign: 'a' }),
      false,
    ],
    ['the campaign is its own', begun('a'), at(noon + 1, { campaign: 'a' }), true],
    ['the campaign is another', begun('a'), at(noon + 1, { campaign: 'b' }), false],
    ['there was none before', begun(), at(noon + 1, { campaign: 'a' }), false],
    ['this page has none', begun('a'), at(noon + 1), true],
    ['a shorter limit is reached', begun(), at(noon + minute, { idle: minute }), false],
  ])('S2, S5: because %s', (_, before, moment, goesOn) => {
    const next = nextSession(before, moment, newId);
    expect(next.id).toBe(goesOn ? 'first' : 'second');
    expect(next.seenAt).toBe(moment.now);
    expect(next.campaign).toBe(goesOn ? before?.campaign : moment.campaign);
  });

  it.each([
    ['by less than the limit', noon - 30 * minute + 1, false],
    ['by the limit', noon - 30 * minute, true],
    ['by years', 0, true],
  ])('S3: a clock that was put back %s', (_, now, over) => {
    expect(isSessionOver(begun(), at(now))).toBe(over);
  });

  it.each([
    [false, false],
    [true, true],
  ])('S4: two minutes over midnight, with midnight: %j', (midnight, over) => {
    const seenAt = new Date(2026, 10, 25, 23, 59).getTime();
    expect(isSessionOver(begun('', seenAt), at(seenAt + 2 * minute, { midnight }))).toBe(over);
    expect(isSessionOver(begun('', seenAt), at(seenAt + minute - 1, { midnight }))).toBe(false);
  });

  it('S4: the same day of another month is another day', () => {
    const moment = at(new Date(2026, 11, 25, 12).getTime(), { midnight: true, idle: 365 * 24 * 60 * minute });
    expect(isSessionOver(begun(), moment)).toBe(true);
  });
});

describe('as it is stored', () => {
  const session = fc.record({
    id: fc.uuid(),
    seenAt: fc.integer({ min: 0, max: 8.64e15 / 10 }),
    campaign: fc.stringMatching(/^[\w|=&+.-]{0,200}$/),
  });

  it('S7: is read as it was written', () => {
    fc.assert(
      fc.property(session, (one) => {
        expect(parseSession(formatSession(one))).toEqual(one);
      }),
    );
  });

  it.each([
    undefined,
    '',
    'garbage',
    '{"id":"x"}',
    '-5 a b',
    '1e99 a b',
    '1764072000000',
    '1764072000000 ',
    '1764072000000 a',
    `1764072000000 ${'a'.repeat(65)} b`,
    '1764072000000 <script> b',
  ])('S7: takes %j for none', (text) => {
    expect(parseSession(text)).toBeUndefined();
  });

  it('S7: whatever it reads it can write and read again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,16} [\w-]{0,66} .{0,5}$/)), (text) => {
        const read = parseSession(text);
        if (read) expect(parseSession(formatSession(read))).toEqual(read);
      }),
    );
  });
});

/** The rules once more, as plainly as can be: when was the last event, and by what did its session begin? */
interface Modelled {
  readonly seenAt: number;
  readonly campaign: string;
}

it('S1, S2, S3, S5, S7: any story of clocks, campaigns, tabs and garbage gives the sessions of the model', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('event' as const), after: fc.integer({ min: -45, max: 45 }) }),
    fc.record({ do: fc.constant('landing' as const), campaign: fc.constantFrom('', 'a', 'b') }),
    fc.record({ do: fc.constant('garbage' as const), text: fc.string() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = noon;
      let stored: string | undefined;
      let ids = 0;
      let model: Modelled | undefined;
      let sessions = 0;
      const event = (campaign: string): void => {
        const next = nextSession(parseSession(stored), at(now, { campaign }), () => {
          ids += 1;
          return `id-${ids}`;
        });
        stored = formatSession(next);
        const goesOn =
          model && Math.abs(now - model.seenAt) < 30 * minute && ['', model.campaign].includes(campaign);
        if (!goesOn) sessions += 1;
        model = { seenAt: now, campaign: goesOn && model ? model.campaign : campaign };
        expect(next.id).toBe(`id-${sessions}`);
      };
      for (const action of steps) {
        if (action.do === 'event') {
          now += action.after * minute;
          event('');
        } else if (action.do === 'landing') event(action.campaign);
        else if (!parseSession(action.text)) {
          stored = action.text;
          model = undefined;
        }
      }
    }),
    { numRuns: 500 },
  );
});

describe('what the query of a page says', () => {
  it.each([
    ['', ''],
    ['?q=lamp&page=2', ''],
    [
      '?utm_source=spring&utm_medium=email&utm_campaign=lamps&utm_term=x',
      'utm_campaign=lamps&utm_medium=email&utm_source=spring',
    ],
    ['?utm_medium=email&utm_source=spring', 'utm_medium=email&utm_source=spring'],
    ['?gclid=Zx81', 'gclid'],
    ['?gclid=', ''],
    ['?utm_source=ada@example.org', ''],
    ['?utm_source=ada%2540example.org', ''],
    ['?utm_source=two%20words%0A', 'utm_source=two words\n'],
    ['?utm_source=%E0%A4%A', 'utm_source=\uFFFD%A'],
    ['?newclid=1', 'newclid'],
  ])('S5: %s is "%s"', (query, campaign) => {
    expect(campaignOfQuery(query)).toBe(campaign);
  });

  it.each(Object.keys(clickIds))('S5: %s counts, by its name alone', (name) => {
    expect(campaignOfQuery(`?${name}=Zx81`)).toBe(name);
  });

  it('S5, S7: any query is one text that can be stored', () => {
    const query = fc.oneof(
      fc.string(),
      fc.string({ maxLength: 900 }).map((value) => `?utm_source=${encodeURIComponent(value)}`),
    );
    fc.assert(
      fc.property(query, (text) => {
        const campaign = campaignOfQuery(text);
        expect(parseSession(formatSession(begun(campaign)))?.campaign).toBe(campaign);
      }),
    );
  });
});
