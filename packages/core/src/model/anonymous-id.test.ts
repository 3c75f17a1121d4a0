import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAnonymousId } from './anonymous-id.ts';

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

it('is the example of RFC 9562, appendix A.3', () => {
  const random = [
    0x91, 0x91, 0x08, 0xf7, 0x52, 0xd1, 0x33, 0x20, 0x5b, 0xac, 0xf8, 0x47, 0xdb, 0x41, 0x48, 0xa8,
  ];
  expect(createAnonymousId(Uint8Array.from(random))).toBe('919108f7-52d1-4320-9bac-f847db4148a8');
});

it('has the version 4 and the variant 10, whatever the chance', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      expect(createAnonymousId(random)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }),
  );
});

it('keeps 122 bits of chance', () => {
  const ids = [0x00, 0xff].map((byte) => createAnonymousId(new Uint8Array(16).fill(byte)));
  expect(ids).toEqual(['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff']);
});
