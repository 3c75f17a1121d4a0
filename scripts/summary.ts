/**
 * `node scripts/summary.ts tests.json gates.json`: adds up what `.ci/run` did and prints its last line.
 * A report that is missing or empty counts as a failure: the job behind it broke off.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMain } from './is-main.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

export function readTally(file: string): Tally {
  try {
    const tally: Tally = JSON.parse(readFileSync(file, 'utf8'));
    if (tally.passed + tally.failed > 0) return tally;
    console.log(`${basename(file)} says that nothing was run.`);
  } catch {
    console.log(`${basename(file)} was not written: its job broke off, or left nothing.`);
  }
  return { passed: 0, failed: 1, skipped: [] };
}

export function summary(tallies: readonly Tally[]): { lines: string[]; ok: boolean } {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const skipped = tallies.flatMap((tally) => tally.skipped);
  return {
    lines: [
      ...skipped.map(({ name, reason }) => `skipped: ${name}: ${reason}`),
      `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
    ],
    ok: failed === 0,
  };
}

if (isMain(import.meta)) {
  const { lines, ok } = summary(process.argv.slice(2).map(readTally));
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
