import { describe, expect, it } from 'vitest';
import { readCode } from './read-code.ts';

describe('what a customer shows', () => {
  it.each([
    ['loyalty_card', ' 7000-42 ', 'loyalty_card', '7000-42'],
    ['loyalty_card', '7000 42', 'loyalty_card', '7000 42'],
    ['email', 'ada@example.org', 'email', 'ada@example.org'],
    ['qr', '700042', 'loyalty_card', '700042'],
    ['qr', 'rialto:1:loyalty_card:7000-42', 'loyalty_card', '7000-42'],
    ['qr', 'rialto:1:email:ada@example.org', 'email', 'ada@example.org'],
    ['qr', 'rialto:1:userId:c:42', 'userId', 'c:42'],
  ])('T21: %s %s is read', (kind, value, readKind, readValue) => {
    expect(readCode({ kind, value })).toEqual({ kind: readKind, value: readValue });
  });

  it.each<[string, unknown]>([
    ['a later version', { kind: 'qr', value: 'rialto:2:loyalty_card:7000-42' }],
    ['a code that is cut off', { kind: 'qr', value: 'rialto:1:loyalty_card:' }],
    ['a kind that a code may not name', { kind: 'qr', value: 'rialto:1:anonymousId:a' }],
    ['capitals', { kind: 'qr', value: 'RIALTO:1:loyalty_card:7000-42' }],
    ['a code in a code', { kind: 'qr', value: 'rialto:1:qr:7000-42' }],
    ['a web address', { kind: 'qr', value: 'https://example.org/c/42' }],
    ['two lines', { kind: 'qr', value: 'rialto:1:userId:c\n42' }],
    ['a card with signs', { kind: 'loyalty_card', value: '7000/42' }],
    ['a card without end', { kind: 'loyalty_card', value: '1'.repeat(65) }],
    ['no address', { kind: 'email', value: 'ada' }],
    ['an address without end', { kind: 'email', value: `${'a'.repeat(250)}@example.org` }],
    ['an unknown kind', { kind: 'phone', value: '040 1234' }],
    ['a number', { kind: 'loyalty_card', value: 42 }],
    // A checksum, as it is on many a label: to be told from a card at once, and not after a night of looking.
    ['a code of another shop', { kind: 'qr', value: `${'a'.repeat(63)}=` }],
    ['nothing', undefined],
    ['text', 'rialto:1:loyalty_card:7000-42'],
  ])('T21: %s is refused', (_what, code) => {
    expect(readCode(code)).toBeUndefined();
  });

  it('T21: a getter that throws is refused', () => {
    const code = {
      kind: 'qr',
      get value(): string {
        throw new Error('scanner gone');
      },
    };
    expect(readCode(code)).toBeUndefined();
  });

  it('T21: a long run of hyphens does not take long', () => {
    expect(readCode({ kind: 'qr', value: `${'a-'.repeat(500_000)}!` })).toBeUndefined();
  });
});
