import type { DatabaseSync } from 'node:sqlite';
import type { ArrivedQueue } from '../ingest/arrived-numbers.ts';
import { blockOf, createBlock, fillBlock, isWhole, rangesIn, uniteBlocks } from './number-block.ts';
import { tenant } from './sqlite-tenant.ts';
import type { ArrivedRange } from './store.ts';

/**
 * The write of what has come of a queue: a look-up and a write for each block of numbers, however many of it came and however
 * scattered, for a till with several batches in flight sends the numbers of one stretch in several batches.
 */
export function prepareArrivalWrite(database: DatabaseSync): (arrived: ArrivedQueue) => void {
  const known = database.prepare(
    'SELECT bits FROM sequences WHERE tenant = ? AND source = ? AND queue = ? AND block = ?',
  );
  const put = database.prepare(
    `INSERT INTO sequences (tenant, source, queue, block, bits) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET bits = excluded.bits`,
  );
  return ({ source, queue, ranges }) => {
    const blocks = new Map<number, Uint8Array>();
    for (const [from, to] of ranges) {
      for (let block = blockOf(from); block <= blockOf(to); block += 1) {
        const bits = blocks.get(block) ?? createBlock();
        blocks.set(block, bits);
        fillBlock(bits, block, from, to);
      }
    }
    for (const [block, bits] of blocks) {
      const row = known.get(tenant, source, queue, block);
      if (row && !(row.bits instanceof Uint8Array)) continue;
      if (row?.bits instanceof Uint8Array) uniteBlocks(bits, row.bits);
      put.run(tenant, source, queue, block, isWhole(bits) ? null : bits);
    }
  };
}

/** The read of what has come, by source, queue and number: the ranges of `limit` blocks from after the one of the given number. */
export function prepareArrivalReads(
  database: DatabaseSync,
): (source: string, queue: string, from: number, limit: number) => readonly ArrivedRange[] {
  const blocks = database.prepare(
    `SELECT source, queue, block, bits FROM sequences
      WHERE tenant = ? AND (source, queue, block) > (?, ?, ?) ORDER BY source, queue, block LIMIT ?`,
  );
  return (source, queue, from, limit) =>
    blocks.all(tenant, source, queue, blockOf(from), limit).flatMap((row) => {
      const bits = row.bits instanceof Uint8Array ? row.bits : undefined;
      return rangesIn(Number(row.block), bits).map(([first, last]) => ({
        source: String(row.source),
        queue: String(row.queue),
        from: first,
        to: last,
      }));
    });
}
