import { expect, it } from 'vitest';
import { type NodeRow, nodeFaultSummary, nodeFaultTable } from './node-fault-table.ts';
import type { NodeResult } from './run-node-scenario.ts';

const result = (more: Partial<NodeResult>): NodeResult => ({
  ...{ tracked: 100, promised: 0, lost: 0, owed: 0, duplicates: 0, sent: 100, twice: 0, before: 100 },
  ...{ died: 0, threw: 0, hung: 0, wrong: [] },
  ...more,
});
const rows: readonly NodeRow[] = [
  {
    client: 'ours',
    scenario: 'killed',
    results: [result({ promised: 90, lost: 10 }), result({ promised: 100 })],
  },
  { client: 'theirs', scenario: 'killed', results: [result({ lost: 50, duplicates: 2, died: 1 })] },
  { client: 'ours', scenario: 'disk full', results: [result({})] },
  { client: 'theirs', scenario: 'disk full', results: [], because: 'no disk' },
];

it('counts a promise that was kept as nothing lost, and marks a process that died', () => {
  expect(nodeFaultSummary(rows).split('\n').slice(2)).toEqual([
    '| killed | 0 / 0 | 50.0 % / 2.0 % † |',
    '| disk full | 0 / 0 | n/a |',
  ]);
});

it('has a part for each scenario, and says why one is left out', () => {
  const table = nodeFaultTable(rows);
  expect(table).toContain('| ours | 2 | 200 | 10 | 0 | 0 | 0.0 % | 100.0 % | 0 |');
  expect(table).toContain('| theirs | 1 | 100 | 50 | – | 2 | 0.0 % | 100.0 % | 1 |');
  expect(table).toContain('| theirs | does not apply: no disk |');
});
