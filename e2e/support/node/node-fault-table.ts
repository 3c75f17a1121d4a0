import { scenarioTables } from '../scenario-tables.ts';
import type { NodeResult } from './run-node-scenario.ts';

/** The runs of one client in one scenario; none where it does not apply, with the reason. */
export interface NodeRow {
  readonly client: string;
  readonly scenario: string;
  readonly results: readonly NodeResult[];
  readonly because?: string;
}

/** The figures of several runs together. */
export function sumNodeResults(results: readonly NodeResult[]): NodeResult {
  const sum = (of: (result: NodeResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    tracked: sum(({ tracked }) => tracked),
    promised: sum(({ promised }) => promised),
    lost: sum(({ lost }) => lost),
    owed: sum(({ owed }) => owed),
    duplicates: sum(({ duplicates }) => duplicates),
    sent: sum(({ sent }) => sent),
    twice: sum(({ twice }) => twice),
    before: sum(({ before }) => before),
    died: sum(({ died }) => died),
    threw: sum(({ threw }) => threw),
    hung: sum(({ hung }) => hung),
    wrong: results.flatMap(({ wrong }) => wrong),
  };
}

const heads = [
  'Client',
  'Runs',
  'Tracked',
  'Lost',
  'Lost though promised',
  'Twice in the log',
  'Sent twice',
  'There by itself',
  'Processes that died',
];

/**
 * All on one look: for each scenario and client what was lost, and what stood in the log once more, of all that was tracked.
 * Of a client that promises, what it had not promised to a process that was killed is not counted as lost.
 */
export function nodeFaultSummary(rows: readonly NodeRow[]): string {
  const clients = [...new Set(rows.map(({ client }) => client))];
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  const cellOf = (name: string, of: string): string => {
    const row = rows.find(({ scenario, client }) => scenario === name && client === of);
    if (!row || row.because !== undefined || row.results.length === 0) return 'n/a';
    const { tracked, promised, lost, owed, duplicates, died } = sumNodeResults(row.results);
    const share = (part: number): string => (part === 0 ? '0' : `${((100 * part) / tracked).toFixed(1)} %`);
    return `${share(promised > 0 ? owed : lost)} / ${share(duplicates)}${died > 0 ? ' †' : ''}`;
  };
  return [
    `| Lost / twice in the log | ${clients.join(' | ')} |`,
    `| --- |${clients.map(() => ' --: |').join('')}`,
    ...scenarios.map((name) => `| ${[name, ...clients.map((client) => cellOf(name, client))].join(' | ')} |`),
  ].join('\n');
}

/** The table of the documents, a part for each scenario. */
export const nodeFaultTable = (rows: readonly NodeRow[]): string => scenarioTables(heads, rows, lineOf);

function lineOf({ client, results, because }: NodeRow): string {
  if (because !== undefined)
    return `| ${client} | does not apply: ${because} |${' |'.repeat(heads.length - 2)}`;
  const total = sumNodeResults(results);
  const share = (part: number): string => `${((100 * part) / total.tracked).toFixed(1)} %`;
  // Who promises nothing breaks no promise.
  const broken = total.promised > 0 ? total.owed : '–';
  const cells = [
    ...[client, results.length, total.tracked, total.lost, broken, total.duplicates],
    ...[share(total.twice), share(total.before), total.died],
  ];
  return `| ${cells.join(' | ')} |`;
}
