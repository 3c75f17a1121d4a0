import { scenarioTables } from '../scenario-tables.ts';
import type { FaultResult } from './run-scenario.ts';

/** The runs of one tracker in one scenario. */
export interface FaultRow {
  readonly tracker: string;
  readonly scenario: string;
  readonly results: readonly FaultResult[];
}

/** The figures of several runs together. */
export function sumResults(results: readonly FaultResult[]): FaultResult {
  const sum = (of: (result: FaultResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    tracked: sum(({ tracked }) => tracked),
    lost: sum(({ lost }) => lost),
    lostDurable: sum(({ lostDurable }) => lostDurable),
    duplicates: sum(({ duplicates }) => duplicates),
    sent: sum(({ sent }) => sent),
    twice: sum(({ twice }) => twice),
    before: sum(({ before }) => before),
  };
}

/** The share of messages that were sent again although they had arrived, in per cent. */
export const twiceShare = ({ tracked, twice }: FaultResult): number => (100 * twice) / tracked;

const heads = [
  'Tracker',
  'Runs',
  'Tracked',
  'Lost',
  'Twice in the log',
  'Sent twice',
  'There before the next visit',
];

/** The table of the documents, a part for each scenario. */
export const faultTable = (rows: readonly FaultRow[]): string => scenarioTables(heads, rows, lineOf);

function lineOf({ tracker, results }: FaultRow): string {
  const total = sumResults(results);
  const before = `${((100 * total.before) / total.tracked).toFixed(1)} %`;
  const twice = `${twiceShare(total).toFixed(1)} %`;
  return `| ${[tracker, results.length, total.tracked, total.lost, total.duplicates, twice, before].join(' | ')} |`;
}
