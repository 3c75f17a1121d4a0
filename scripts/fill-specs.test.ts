import { expect, it } from 'vitest';
import { fillSpec } from './fill-specs.ts';

const page = `# Lines

| Line | Must hold | Shown by |
| --- | --- | --- |
| **D1** | one | old |
| **D2** | two | |

| Line | Must hold |
| --- | --- |
| **D3** | three |
- **D4** four`;

it('names the tests of each line in its table, and leaves every other line as it is', () => {
  const filled = fillSpec(page, new Map([['D1', ['packages/a/src/b.test.ts', 'e2e/c.test.ts']]])).split('\n');
  expect(filled[4]).toBe(
    '| **D1** | one | [b.test.ts](../../packages/a/src/b.test.ts), [c.test.ts](../../e2e/c.test.ts) |',
  );
  expect(filled[5]).toBe('| **D2** | two |  |');
  expect(filled.slice(6)).toEqual(page.split('\n').slice(6));
});

it('changes nothing the second time', () => {
  const tests = new Map([['D1', ['e2e/c.test.ts']]]);
  expect(fillSpec(fillSpec(page, tests), tests)).toBe(fillSpec(page, tests));
});
