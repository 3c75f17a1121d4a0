import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  type Hmac,
  hkdfSync,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import type { Identifier } from '@rialto/core';
import type { Random } from '@rialto/core/delivery';

/*
 * The file of offline copies, version 1:
 *
 *   head      "RLTO", version (1 byte), salt (16), when it was written (8, epoch milliseconds)
 *   records   length of what follows (4), id (16), when the hub said it (8), nonce (12), sealed text, tag (16)
 *   seal      HMAC-SHA-256 of all before it (32)
 *
 * Numbers are big-endian. The id is a keyed hash of the identifier; the text is what the hub said, sealed by
 * AES-256-GCM together with the id, the time and what the copies are bound to. Each record is sealed by itself, so that
 * one can be read without opening the others: they lie in memory as they lie on the disk. The seal of the file keeps
 * records from being taken out, put in or exchanged. What no seal shows is an older file in the place of a newer one: its
 * copies say how old they are, and go when their time is over.
 *
 * Sources: NIST SP 800-38D (GCM; a random nonce of 96 bits for each sealing, far below 2^32 of them for a key),
 * RFC 7914 (scrypt, because people choose secrets that can be guessed), RFC 5869 (HKDF, one key for each use).
 */

const magic = Buffer.from('RLTO\u0001', 'latin1');
export const saltBytes = 16;
const headBytes = magic.length + saltBytes + 8;
const idBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const sealBytes = 32;
/** Where the sealed text of a record begins. */
const textAt = idBytes + 8 + nonceBytes;

/** What the copies are bound to: sealed for one, they open for no other. */
export interface SealBinding {
  readonly purpose: string;
  readonly store: string;
  readonly channel: string;
}

/** The keys that a secret and a salt make, and what is done with them. */
export interface Sealer {
  /** The name under which a person's copy lies: it says nothing without the secret. */
  idOf(identifier: Identifier): string;
  /** @param at - epoch milliseconds */
  seal(id: string, at: number, text: string): Buffer;
  /** The text of a record; undefined where it was not sealed so. */
  open(record: Buffer): string | undefined;
  /** The seal over a whole file. */
  hash(): Hmac;
}

/** Makes a {@link Sealer}. It takes some 50 ms and more: a secret that can be guessed must be dear to guess. */
export function createSealer(secret: string, salt: Uint8Array, binding: SealBinding, random: Random): Sealer {
  const root = scryptSync(secret.normalize('NFC'), salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  const keyFor = (use: string): Buffer =>
    Buffer.from(hkdfSync('sha256', root, salt, `rialto offline customers 1 ${use}`, 32));
  const [recordKey, nameKey, fileKey] = [keyFor('records'), keyFor('names'), keyFor('file')] as const;
  root.fill(0);
  const bound = Buffer.from(JSON.stringify([1, binding.purpose, binding.store, binding.channel]));
  /** What is sealed with a text: whose it is and of when, which stand before it, and what it is bound to. */
  const dataFor = (head: Buffer): Buffer => Buffer.concat([bound, head]);
  return {
    idOf: ({ kind, value }) =>
      createHmac('sha256', nameKey)
        .update(JSON.stringify([kind, value]))
        .digest('hex')
        .slice(0, 2 * idBytes),
    seal(id, at, text) {
      const head = Buffer.alloc(idBytes + 8);
      head.write(id, 'hex');
      head.writeDoubleBE(at, idBytes);
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', recordKey, nonce).setAAD(dataFor(head));
      const sealed = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([head, nonce, ...sealed, cipher.getAuthTag()]);
    },
    open(record) {
      if (record.length < textAt + tagBytes) return undefined;
      const nonce = record.subarray(idBytes + 8, textAt);
      const decipher = createDecipheriv('aes-256-gcm', recordKey, nonce, { authTagLength: tagBytes });
      decipher.setAAD(dataFor(record.subarray(0, idBytes + 8))).setAuthTag(record.subarray(-tagBytes));
      try {
        const sealed = record.subarray(textAt, -tagBytes);
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
    hash: () => createHmac('sha256', fileKey).update(bound),
  };
}

/** When the hub said what a record holds, epoch milliseconds. */
export const timeOf = (record: Buffer): number => record.readDoubleBE(idBytes);

/** The salt of a file; undefined where it is none of ours. */
export function saltOf(bytes: Buffer): Buffer | undefined {
  if (bytes.length < headBytes + sealBytes || !bytes.subarray(0, magic.length).equals(magic))
    return undefined;
  return Buffer.from(bytes.subarray(magic.length, magic.length + saltBytes));
}

/** What a file holds. */
export interface SealedContent {
  /** Epoch milliseconds. */
  readonly writtenAt: number;
  readonly records: ReadonlyMap<string, Buffer>;
}

/** Reads a file; undefined where a single bit of it is not as it was written, or not with these keys. */
export function parseSealed(bytes: Buffer, sealer: Sealer): SealedContent | undefined {
  const end = bytes.length - sealBytes;
  if (end < headBytes) return undefined;
  const seal = sealer.hash().update(bytes.subarray(0, end)).digest();
  if (!timingSafeEqual(seal, bytes.subarray(end))) return undefined;
  const records = new Map<string, Buffer>();
  for (let at = headBytes; at < end; ) {
    const length = bytes.readUInt32BE(at);
    const record = Buffer.from(bytes.subarray(at + 4, at + 4 + length));
    records.set(record.toString('hex', 0, idBytes), record);
    at += 4 + length;
  }
  return { writtenAt: bytes.readDoubleBE(headBytes - 8), records };
}

/** The parts of a file, to be written one after another. */
export function* sealedParts(
  { writtenAt, records }: SealedContent,
  salt: Uint8Array,
  sealer: Sealer,
): Generator<Uint8Array> {
  const hash = sealer.hash();
  const sealed = (part: Buffer): Buffer => {
    hash.update(part);
    return part;
  };
  const time = Buffer.alloc(8);
  time.writeDoubleBE(writtenAt);
  yield sealed(Buffer.concat([magic, salt, time]));
  for (const record of records.values()) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(record.length);
    yield sealed(length);
    yield sealed(record);
  }
  yield hash.digest();
}
