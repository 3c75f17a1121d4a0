import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTally, summary } from './summary.ts';

it('adds up tests and gates, and names each skipped test with its reason', () => {
  const { lines, ok } = summary([
    { passed: 3, failed: 0, skipped: [{ name: 'imports the invoices', reason: 'the file is not here' }] },
    { passed: 2, failed: 0, skipped: [] },
  ]);
  expect(lines).toEqual([
    'skipped: imports the invoices: the file is not here',
    '5 passed, 0 failed, 1 skipped',
  ]);
  expect(ok).toBe(true);
});

it('fails when anything failed', () => {
  expect(summary([{ passed: 3, failed: 1, skipped: [] }])).toEqual({
    lines: ['3 passed, 1 failed'],
    ok: false,
  });
});

it('counts a job that left no report, or ran nothing, as failed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'));
  const empty = join(folder, 'empty.json');
  writeFileSync(empty, JSON.stringify({ passed: 0, failed: 0, skipped: [] }));
  expect(readTally(join(folder, 'missing.json')).failed).toBe(1);
  expect(readTally(empty).failed).toBe(1);
});
