import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import type { QueueReport } from '../replay/compare-arrivals.ts';
import { createSqliteStore } from '../store/sqlite-store.ts';
import { testEvent } from '../store/test-events.ts';
import { describeGaps } from './describe-gaps.ts';
import { runCli } from './run.ts';

const queue = 'q_0123456789abcdef';
const report = (change: Partial<QueueReport> = {}): QueueReport => ({
  source: 'till-hh-4',
  queue,
  received: 10_409,
  highest: 10_412,
  missing: [
    [17, 17],
    [20, 21],
  ],
  missingCount: 3,
  rejected: 0,
  ...change,
});

it('says in one line how many events have not arrived, and which', () => {
  expect(describeGaps([report()])).toEqual([
    'till-hh-4: 3 of 10,412 events have not arrived (numbers 17, 20–21)',
  ]);
});

it('says of one that it has not', () => {
  expect(describeGaps([report({ missing: [[17, 17]], missingCount: 1, received: 10_411 })])).toEqual([
    'till-hh-4: 1 of 10,412 events has not arrived (number 17)',
  ]);
});

it('says nothing of queues that came whole', () => {
  expect(describeGaps([report({ missing: [], missingCount: 0, received: 10_412 })])).toEqual([]);
  expect(describeGaps([])).toEqual([]);
});

it('names a few numbers only where there are many', () => {
  const missing = Array.from({ length: 20 }, (_, at) => [2 * at + 1, 2 * at + 1] as const);
  expect(describeGaps([report({ missing, missingCount: 400 })])).toEqual([
    'till-hh-4: 400 of 10,412 events have not arrived (numbers 1, 3, 5, 7, 9, …)',
  ]);
});

it('names the queue where a source has several with gaps', () => {
  const lines = describeGaps([report(), report({ queue: 'q_0000000000000001' }), report({ source: 'web' })]);
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'till-hh-4 (q_0123456789abcdef)',
    'till-hh-4 (q_0000000000000001)',
    'web',
  ]);
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rialto-gaps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is what verify tells people, beside the figures; programs have the figures alone', async () => {
  const store = createSqliteStore({ path: join(folder, 'rialto.db') });
  await store.commit([1, 2, 4].map((number) => testEvent(`m${number}`, { sequence: { queue, number } })));
  await store.close();
  const run = async (...words: readonly string[]) => {
    const io = captureIo();
    const code = await runCli(['verify', '--data', folder, ...words], io);
    return { code, found: JSON.parse(io.stdout()), err: io.stderr() };
  };
  const sequences = [
    { source: 'till', queue, received: 3, highest: 4, missing: [[3, 3]], missingCount: 1, rejected: 0 },
  ];
  expect(await run()).toMatchObject({
    code: 0,
    found: { ok: true, sequences, sequenceCount: 1 },
    err: 'till: 1 of 4 events has not arrived (number 3)\n',
  });
  expect(await run('--json')).toMatchObject({ code: 0, found: { ok: true, sequences }, err: '' });
});
