/** Counts the tests for `.ci/run`, with the reason of each skipped one. Vitest's own JSON has no room for reasons. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Tally } from './summary.ts';

export default class TallyReporter implements Reporter {
  private readonly file: string;

  constructor(options: { file: string }) {
    this.file = options.file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[], reason: string): void {
    writeFileSync(this.file, JSON.stringify(tally(modules, unhandled, reason)));
  }
}

/** A file that does not load, a suite whose set-up throws, a stray rejection: each counts as one failure. */
export function tally(modules: readonly TestModule[], unhandled: readonly unknown[], reason: string): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  const broken = modules.flatMap((module) =>
    [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0),
  );
  const unfinished = inState('pending').length + (reason === 'interrupted' ? 1 : 0);
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + broken.length + unhandled.length + unfinished,
    skipped: inState('skipped').map((test) => ({ name: test.fullName, reason: reasonOf(test) })),
  };
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? `no reason given (${test.options.mode}); use context.skip(condition, 'reason')`;
}
