import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellsOf, fingerprint } from './consent-cells.ts';
import { type Choice, stateOf, stepConsent } from './consent-state.ts';
import { readChoice, writeChoice } from './stored-choice.ts';

const now = Date.UTC(2026, 10, 22, 9);
const purposes = ['analytics', 'marketing'];
const cells = cellsOf(purposes, { marketing: ['email'] }, {}, []);
const facts = { recipients: ['Adloop', 'Mailer'], thirdCountries: ['US'], storedFor: '13 months' };
const told = (about: object): ReturnType<typeof cellsOf> =>
  cellsOf(purposes, {}, { marketing: { ...facts, ...about } }, []);
const granted: Choice = new Map(purposes.map((key) => [key, { state: 'granted', day: '2026-11-22' }]));
const grantedBy = (asked: ReturnType<typeof cellsOf>): Choice =>
  stepConsent(
    new Map(),
    { kind: 'answer', choices: new Map(purposes.map((key) => [key, true])) },
    asked,
    now,
  )[0];

it('M4, D3: writes the choice, the policy and the day, the same bytes at any hour of it', () => {
  const write = (at: number) =>
    writeChoice(stepConsent(new Map(), { kind: 'save', choices: new Map() }, cells, at)[0], '2026-11');
  expect(write(now)).toBe(
    '{"policy":"2026-11","answers":[["analytics","denied","2026-11-22"],["marketing","denied","2026-11-22"],["marketing@email","denied","2026-11-22"]]}',
  );
  expect(write(now + 3_600_000)).toBe(write(now));
});

it('M6: takes an answer to another policy version for none', () => {
  const text = writeChoice(granted, '2026-11');
  expect(readChoice(text, cells, '2027-01', now).choice.size).toBe(0);
  expect(readChoice(text, cells, '2026-11', now).choice).toEqual(granted);
});

it.each([
  ['another recipient', { recipients: ['Adloop', 'Mailer', 'Tracker'] }, 'unset'],
  ['a recipient less', { recipients: ['Adloop'] }, 'unset'],
  ['another third country', { thirdCountries: ['US', 'IN'] }, 'unset'],
  ['the same in another order', { recipients: ['Mailer', 'Adloop'] }, 'granted'],
  ['other words for the time', { storedFor: '1 year' }, 'granted'],
])('M15, E3, U5: asks about marketing again, or does not, after %s', (_, change, state) => {
  const before = told({});
  const after = told(change);
  const { choice } = readChoice(writeChoice(grantedBy(before), '2026-11'), after, '2026-11', now);
  expect(after.map((cell) => stateOf(choice, cell, now))).toEqual(['granted', state]);
});

it('M15, E3: another policy version asks again only where no facts were told', () => {
  const cellsTold = told({});
  const { choice } = readChoice(writeChoice(grantedBy(cellsTold), '2026-11'), cellsTold, '2027-01', now);
  expect(cellsTold.map((cell) => stateOf(choice, cell, now))).toEqual(['unset', 'granted']);
});

it('M15, E3: a new purpose and a new channel leave the others as they are', () => {
  const text = writeChoice(granted, '2026-11');
  const more = cellsOf(['linking', ...purposes], { marketing: ['email'] }, {}, []);
  const { choice } = readChoice(text, more, '2026-11', now);
  expect(more.map((cell) => [cell.key, stateOf(choice, cell, now)])).toEqual([
    ['linking', 'unset'],
    ['analytics', 'granted'],
    ['marketing', 'granted'],
    ['marketing@email', 'unset'],
  ]);
});

it('M15, E3: tells short names of recipients apart that a weak mix does not', () => {
  const prints = ['Aa Ads', 'BB Ads', 'AaBB', 'BBAa', '😀', '😁'].map((name) =>
    fingerprint({ ...facts, recipients: [name] }),
  );
  expect(new Set(prints).size).toBe(prints.length);
});

it('M15: tells facts apart', () => {
  expect(fingerprint(facts)).toMatch(/^[0-9a-z]{1,13}$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.string(), (recipients, other) => {
      fc.pre(!recipients.includes(other));
      const print = (list: readonly string[]) => fingerprint({ ...facts, recipients: list });
      expect(print([...recipients, other])).not.toBe(print(recipients));
      expect(print(recipients.toReversed())).toBe(print(recipients));
    }),
  );
});

it.each([
  undefined,
  null,
  '',
  'granted',
  '{',
  '[]',
  'null',
  '7',
  '"text"',
  '{"policy":"2026-11"}',
  '{"policy":"2026-11","answers":{"analytics":"granted"}}',
  '{"policy":"2026-11","answers":[null,1,["analytics"],["analytics","granted"],["analytics","granted",7]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","tomorrow"]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","2026-13-45"]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","2126-11-22"]]}',
  '{"policy":"2026-11","answers":[["analytics","soft_opt_in","2026-11-22"]]}',
  '{"policy":"2026-11","answers":[["__proto__","granted","2026-11-22"]]}',
  '{"policy":"2026-11","answers":[["analytics","granted","2026-11-22","other"]]}',
  '{"answers":[["analytics","granted","2026-11-22"]]}',
])('M7, E4: takes what it cannot read for no answer: %s', (text) => {
  expect(readChoice(text, cells, '2026-11', now).choice.size).toBe(0);
});

it('M7, E4: grants nothing that was never written, whatever stands there', () => {
  const entry = fc.oneof(
    fc.anything(),
    fc.tuple(
      fc.constantFrom('analytics', 'marketing', 'x'),
      fc.oneof(fc.constantFrom('unset', 'soft_opt_in', 'Granted', 'expired'), fc.anything()),
      fc.oneof(fc.constant('2026-11-22'), fc.anything()),
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ policy: fc.constant('2026-11'), answers: fc.array(entry) })),
      (given) => {
        let text: unknown = given;
        try {
          text = JSON.stringify(given);
        } catch {
          // Then it is read as it is.
        }
        const { choice, unsent } = readChoice(text, cells, '2026-11', now);
        for (const { state } of choice.values()) expect(String(text)).toContain(`"${state}"`);
        expect(Array.isArray(unsent)).toBe(true);
      },
    ),
  );
});

it('M7: reads back what it wrote, and what the hub was not told', () => {
  const walk = fc.array(
    fc.record({
      kind: fc.constantFrom('save' as const, 'answer' as const, 'withdraw' as const),
      choices: fc
        .subarray(cells.map(({ key }) => key))
        .map((keys) => new Map(keys.map((key) => [key, true]))),
    }),
  );
  fc.assert(
    fc.property(walk, fc.option(fc.uuid(), { nil: undefined }), (inputs, id) => {
      const choice = inputs.reduce<Choice>(
        (before, input) => stepConsent(before, input, cells, now)[0],
        new Map(),
      );
      const unsent = [{ type: 'track', messageId: 'm-1', timestamp: '2026-11-22T09:00:00.000Z' }] as const;
      const text = writeChoice(choice, '2026-11', id, unsent);
      expect(readChoice(text, cells, '2026-11', now)).toEqual({ choice, id, unsent: id ? unsent : [] });
    }),
  );
});

it('M4, D3, U5: choices made in another order, or on pages that ask for others, are the same bytes', () => {
  const pages = [cellsOf(['marketing'], {}, {}, []), cellsOf(['analytics'], {}, {}, []), cells];
  const write = (order: readonly number[]) =>
    order.reduce<string | undefined>((text, at) => {
      const asked = pages[at] ?? cells;
      const { choice } = readChoice(text, asked, '2026-11', now);
      const [next] = stepConsent(choice, { kind: 'save', choices: new Map() }, asked, now);
      return writeChoice(next, '2026-11');
    }, undefined);
  expect(write([1, 0])).toBe(write([0, 1]));
  expect(write([2, 1, 0])).toBe(write([2, 0, 1]));
});

it('U5: keeps for other pages what they asked, and only what is well-formed', () => {
  const told = ['x_news', 'granted', '2026-11-22', 'abc'];
  const bad = [
    ['x_a', 'Granted', '2026-11-22'],
    ['x_b', 'granted', '2126-11-22'],
    ['x c', 'granted', '2026-11-22'],
    [['x_d'], 'granted', '2026-11-22'],
    ['x_e', 'granted', '2026-11-22', { no: 'name' }],
    ['x'.repeat(100), 'granted', '2026-11-22'],
  ];
  const many = Array.from({ length: 500 }, (_, at) => [`z_${at}`, 'denied', '2026-11-22']);
  const text = (answers: unknown) => JSON.stringify({ policy: '2026-11', answers });
  const { choice } = readChoice(text([told, ...bad]), cells, '2026-11', now);
  expect(writeChoice(choice, '2026-11')).toBe(text([told]));
  expect(readChoice(text(many), cells, '2026-11', now).choice.size).toBe(100);
  expect(readChoice(text(many), cells, '2027-01', now).choice.size).toBe(0);
});
