import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseIdentifier } from './normalise-identifier.ts';

const normal = (kind: string, value: unknown, country?: string) => {
  const parsed = normaliseIdentifier({ kind, value }, { country });
  return parsed.ok ? parsed.value.value : undefined;
};

describe('an identifier', () => {
  it.each<[string, unknown, string | undefined]>([
    ['email', ' Ada@Example.ORG ', 'ada@example.org'],
    ['email', 'ada+shop@mail.example.co.uk', 'ada+shop@mail.example.co.uk'],
    ['email', 'JÜRGEN@bücher.example', 'jürgen@bücher.example'],
    ['email', 'ju\u0308rgen@example.org', 'jürgen@example.org'],
    ['email', 'ada', undefined],
    ['email', 'ada@localhost', undefined],
    ['email', 'ada@.org', undefined],
    ['email', 'ada@example.', undefined],
    ['email', 'ada@@example.org', undefined],
    ['email', 'ada @example.org', undefined],
    ['email', 'Ada <ada@example.org>', undefined],
    ['email', 'a@example.org, b@example.org', undefined],
    ['loyalty_card', ' 2912-3456 789 ', '29123456789'],
    ['loyalty_card', 'ab-12', 'AB12'],
    ['loyalty_card', 2_912_345, '2912345'],
    ['loyalty_card', '****1234', undefined],
    ['loyalty_card', '---', undefined],
    ['userId', ' c-42 ', 'c-42'],
    ['userId', 42, '42'],
    ['userId', 'C-42', 'C-42'],
    ['anonymousId', '019a', '019a'],
    ['club_number', ' x 1 ', 'x 1'],
  ])('%s %j is %j', (kind, value, expected) => {
    expect(normal(kind, value)).toBe(expected);
  });

  it.each<[unknown, string | undefined, string | undefined]>([
    ['+49 30 901820', undefined, '+4930901820'],
    ['+49 (0)30 901820', undefined, '+4930901820'],
    ['+49-30-901820', 'FR', '+4930901820'],
    ['030 901820', 'DE', '+4930901820'],
    ['030/90 18 20', 'DE', '+4930901820'],
    ['0171 1234567', 'DE', '+491711234567'],
    ['0049 30 901820', 'DE', '+4930901820'],
    ['tel:+49-30-901820', undefined, '+4930901820'],
    ['030 901820', undefined, undefined],
    ['030 901820', 'XX', undefined],
    ['030 901820', '', undefined],
    [4_930_901_820, undefined, undefined],
    ['110', 'DE', undefined],
    ['+49', undefined, undefined],
    ['+999 123456789', undefined, undefined],
    ['call me', 'DE', undefined],
    ['Ada +49 30 901820 or Bob +49 171 1234567', undefined, undefined],
    [`+${'1'.repeat(60)}`, undefined, undefined],
  ])('phone %j with the country %s is %s', (value, country, expected) => {
    expect(normal('phone', value, country)).toBe(expected);
  });

  it.each([
    'null',
    'undefined',
    'NaN',
    'None',
    '0',
    'TRUE',
    'false',
    'anonymous',
    'Guest',
    '[object Object]',
    'Unknown',
    'n/a',
    ' - ',
    '00000000-0000-0000-0000-000000000000',
    Number.NaN,
    0,
  ])('is not the placeholder %j, which would join all strangers', (value) => {
    for (const kind of ['userId', 'loyalty_card', 'anonymousId', 'club_number'])
      expect(normal(kind, value)).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    '',
    '  ',
    true,
    {},
    [],
    ['a'],
    1n,
    Symbol('a'),
    'x'.repeat(257),
    'x'.repeat(10_000),
  ])('is not %o', (value) => {
    for (const kind of ['userId', 'email', 'phone', 'loyalty_card'])
      expect(normal(kind, value)).toBeUndefined();
  });

  it.each(['', ' ', '1st', '-x', 'a b', '__proto__', 'a:b', 'e\nmail', 'x'.repeat(41), undefined, 7])(
    'has no kind %j',
    (kind) => {
      expect(normaliseIdentifier({ kind: kind as string, value: 'a' })).toMatchObject({
        ok: false,
        issues: [{ path: 'kind' }],
      });
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty'])('may have the kind %s', (kind) => {
    expect(normal(kind, ' a ')).toBe('a');
    expect(normaliseIdentifier({ kind, value: '' }).ok).toBe(false);
  });

  it('never repeats in its fault what it was given', () => {
    for (const [kind, value] of [
      ['email', 'secret'],
      ['phone', 'secret'],
      ['loyalty_card', '*secret*'],
    ] as const) {
      expect(JSON.stringify(normaliseIdentifier({ kind, value }))).not.toContain('secret');
    }
  });

  it('stays what it is when it is normalised again, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('email', 'phone', 'loyalty_card', 'userId'),
        fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.emailAddress()),
        (kind, value) => {
          const once = normal(kind, value, 'DE');
          if (once !== undefined) expect(normal(kind, once, 'DE')).toBe(once);
        },
      ),
      { numRuns: 500 },
    );
  });
});
