import { expect, it } from 'vitest';
import type { Outcome } from './run-job.ts';
import { memoryTable, ratio, throughputTable } from './tables.ts';

const outcome: Outcome = {
  startedAt: 0,
  tracked: 1_000,
  cpuMicros: 20_000,
  memory: 50e6,
  mostMemory: 60e6,
  collected: 1_100,
  expected: 1_100,
  duplicates: 0,
  requests: 11,
  bytes: 600_000,
  elapsed: 100,
};

it('compares within a turn, so that a slow minute of the machine meets both alike', () => {
  const measured = [
    ['ours', [{ ...outcome, elapsed: 100 }, { ...outcome, elapsed: 1_000 }, outcome]],
    ['theirs', [{ ...outcome, elapsed: 200 }, { ...outcome, elapsed: 2_000 }, outcome]],
  ] as const;
  expect(ratio(measured, 'ours', 'theirs', ({ elapsed }) => elapsed)).toBe(0.5);
});

it('knows no ratio beside somebody who was not measured', () => {
  expect(ratio([['ours', [outcome]]], 'ours', 'nobody', () => 1)).toBeNaN();
  expect(throughputTable([['ours', [outcome]]], 'nobody', 'nothing')).toContain(
    '| ours | 10,000 | – | – | 20.0 µs | – | 100 | 0 | 0 |',
  );
});

it('shows the worst turn where events were lost or came twice', () => {
  const bad = { ...outcome, collected: 1_090, duplicates: 3 };
  expect(throughputTable([['ours', [outcome, bad, outcome]]], 'ours', 'ours')).toContain('| 10 | 3 |');
});

it('counts as lost what was tracked and never came', () => {
  const flood = { flood: { ...outcome, tracked: 1_000 }, arrived: 900, twice: 0 };
  expect(memoryTable([['ours', [flood]]])).toContain('| 1,000 | 60 MB | 50 MB | 50,000 B | 900 | 100 | 0 |');
});
