import { seededRandom } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import {
  createSealer,
  parseSealed,
  type SealedContent,
  type Sealer,
  saltBytes,
  saltOf,
  sealedParts,
  timeOf,
} from './sealed-format.ts';

const secret = 'a secret of the store, not of the till';
const binding = { purpose: 'service', store: 'HH-4', channel: '' };
const salt = new Uint8Array(saltBytes).fill(7);
const ada = { kind: 'email', value: 'ada@example.org' };
const text = '{"traits":{"facts":{"firstName":"Ada"}}}';
const random = seededRandom(5);
const sealer = createSealer(secret, salt, binding, random);
const id = sealer.idOf(ada);

const fileOf = (records: ReadonlyMap<string, Buffer>, with_: Sealer = sealer): Buffer =>
  Buffer.concat([...sealedParts({ writtenAt: 1_000, records }, salt, with_)]);
const file = fileOf(new Map([[id, sealer.seal(id, 900, text)]]));

const textIn = (content: SealedContent | undefined, with_: Sealer = sealer): string | undefined => {
  const record = content?.records.get(id);
  return record && with_.open(record);
};

describe('a sealed file', () => {
  it('gives back what was sealed, and when', () => {
    const content = parseSealed(file, sealer);
    expect(saltOf(file)?.equals(salt)).toBe(true);
    expect(content?.writtenAt).toBe(1_000);
    expect(textIn(content)).toBe(text);
    expect(timeOf(content?.records.get(id) ?? Buffer.alloc(64))).toBe(900);
  });

  it('may be empty', () => {
    expect(parseSealed(fileOf(new Map()), sealer)?.records.size).toBe(0);
  });

  it('counts for nothing when any one bit of it is another', () => {
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const bent = Buffer.from(file);
      bent.writeUInt8(bent.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      // The salt makes the keys: with another one all of them are others, and here only the seal sees it.
      expect(saltOf(bent) && parseSealed(bent, sealer)).toBeUndefined();
    }
  });

  it('counts for nothing when it is cut off anywhere, or goes on', () => {
    for (let length = 0; length < file.length; length += 1) {
      const cut = file.subarray(0, length);
      expect(saltOf(cut) && parseSealed(cut, sealer)).toBeUndefined();
    }
    expect(parseSealed(Buffer.concat([file, Buffer.from([0])]), sealer)).toBeUndefined();
  });

  it.each([
    ['another secret', `${secret}!`, binding],
    ['another purpose', secret, { ...binding, purpose: 'marketing' }],
    ['another store', secret, { ...binding, store: 'HH-5' }],
    ['another channel', secret, { ...binding, channel: 'phone' }],
  ])('counts for nothing with %s', (_what, otherSecret, otherBinding) => {
    const other = createSealer(otherSecret, salt, otherBinding, random);
    expect(parseSealed(file, other)).toBeUndefined();
    const record = parseSealed(file, sealer)?.records.get(id) ?? Buffer.alloc(0);
    expect(other.open(record)).toBeUndefined();
  });
});

describe('a sealed record', () => {
  it('opens for nobody else, and not with another time', () => {
    const record = sealer.seal(id, 900, text);
    expect(sealer.open(record)).toBe(text);
    for (let bit = 0; bit < record.length * 8; bit += 1) {
      const bent = Buffer.from(record);
      bent.writeUInt8(bent.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(sealer.open(bent)).toBeUndefined();
    }
    for (let length = 0; length < record.length; length += 1) {
      expect(sealer.open(record.subarray(0, length))).toBeUndefined();
    }
  });

  it('is another one each time: no nonce is used twice', () => {
    const records = Array.from({ length: 200 }, () => sealer.seal(id, 900, text));
    expect(new Set(records.map((record) => record.toString('hex', 24, 36))).size).toBe(200);
  });

  it('names nobody', () => {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(sealer.idOf({ ...ada, kind: 'userId' })).not.toBe(id);
    expect(createSealer(`${secret}!`, salt, binding, random).idOf(ada)).not.toBe(id);
  });
});
