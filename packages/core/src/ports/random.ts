/** Chance comes in through here. */
export interface Random {
  /** A number from 0 up to but without 1, for jitter. */
  next(): number;
  /** Cryptographically random bytes, for ids. */
  bytes(length: number): Uint8Array;
}
