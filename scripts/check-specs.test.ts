import { expect, it } from 'vitest';
import { checkSpecs, citations, invariants } from './check-specs.ts';
import { fixture } from './fixture.ts';

const spec = '# Queue\n\n- **Q1** Nothing is lost.\n- **Q2** One batch at a time; see **Q1**.\n';

// The titles are put together, so that this file cites nothing itself.
const test = (title: string) => `it('${title}', () => {});\n`;

it('is content when each line has a test', () => {
  const tests = test('Q1: loses nothing') + test('Q2: sends one batch');
  expect(
    checkSpecs(fixture({ 'docs/specs/queue.md': spec, 'packages/core/src/queue.test.ts': tests })),
  ).toEqual([]);
});

it('refuses a line without a test, and a test without a line', () => {
  const tests = test('Q1: loses nothing') + test('Q9: does something else');
  expect(
    checkSpecs(fixture({ 'docs/specs/queue.md': spec, 'packages/core/src/queue.test.ts': tests })),
  ).toEqual([
    'docs/specs/queue.md:4 Q2 has no test',
    'packages/core/src/queue.test.ts:2 cites Q9, which no page of docs/specs defines',
  ]);
});

it('refuses one number for two lines', () => {
  const tests = test('Q1, Q2: hold');
  const root = fixture({
    'docs/specs/a.md': spec,
    'docs/specs/b.md': '**Q1** Again.',
    'packages/core/src/a.test.ts': tests,
  });
  expect(checkSpecs(root)).toEqual(['docs/specs/b.md:1 defines Q1 a second time']);
});

it('reads lists, tables and headings of a spec', () => {
  const numbers = invariants('a.md', '| **C1** | one |\n1 and **C2**\n* **C3**: three\n**C4.** four').map(
    ({ number }) => number,
  );
  expect(numbers).toEqual(['C1', 'C3', 'C4']);
});

it('reads every form of a test', () => {
  const text = `it.each([1])('C1: $x', f); test.skipIf(x)(\`C2: \${y}\`, f); it.each\`a\`('C3: a', f); describe('C4: no', f); it('C5 no', f);`;
  expect(citations('a.ts', text).map(({ number }) => number)).toEqual(['C1', 'C2', 'C3']);
});
