import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessageId } from './message-id.ts';

const bytes = fc.uint8Array({ minLength: 10, maxLength: 16 });
const instants = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('a message id', () => {
  it('is the example of RFC 9562, appendix A.6', () => {
    const random = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
    expect(createMessageId(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('has the version 7, the variant 10 and the time of RFC 9562', () => {
    fc.assert(
      fc.property(instants, bytes, (now, random) => {
        const id = createMessageId(now, random);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(now);
      }),
    );
  });

  it('sorts by its time', () => {
    fc.assert(
      fc.property(instants, instants, bytes, bytes, (a, b, one, other) => {
        fc.pre(a < b);
        expect(createMessageId(a, one) < createMessageId(b, other)).toBe(true);
      }),
    );
  });

  it('keeps 74 bits of chance', () => {
    const ids = [0x00, 0xff].map((byte) => createMessageId(0, new Uint8Array(10).fill(byte)));
    expect(ids).toEqual(['00000000-0000-7000-8000-000000000000', '00000000-0000-7fff-bfff-ffffffffffff']);
  });

  it.each([-5, 0.5, 1_700_000_000_000.7])('has its form for the time %d, too', (now) => {
    expect(createMessageId(now, new Uint8Array(10))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-0{12}$/);
  });
});
