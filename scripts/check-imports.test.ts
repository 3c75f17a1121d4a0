import { expect, it } from 'vitest';
import { checkImports } from './check-imports.ts';
import { readRules } from './drawn-rules.ts';
import { fixture } from './fixture.ts';

const page = (...lines: string[]) =>
  ['```mermaid', 'flowchart TD', '  %% imports', ...lines, '```', ''].join('\n');

const manifest = (name: string, doors: Record<string, string> = { '.': './src/index.ts' }) =>
  JSON.stringify({
    name: `@rialto/${name}`,
    exports: Object.fromEntries(
      Object.entries(doors).map(([door, source]) => [door, { 'rialto-source': source }]),
    ),
  });

const drawing = page(
  '  shop["examples"] --> hub["hub"]',
  '  hub --> core["core"]',
  '  hub --> read["hub/read"] & ingest["hub/ingest"] --> store["hub/store.ts"]',
);

const good = {
  'docs/architecture.md': drawing,
  'packages/core/package.json': manifest('core', { '.': './src/index.ts' }),
  'packages/core/src/index.ts': 'export const one = 1;',
  'packages/hub/package.json': manifest('hub'),
  'packages/hub/src/index.ts': "export { two } from './read/two.ts';\nimport './ingest/in.ts';",
  'packages/hub/src/read/two.ts':
    "import { one } from '@rialto/core';\nimport type { Store } from '../store.ts';\nexport const two: Store = one;",
  'packages/hub/src/ingest/in.ts': 'export interface In { a: 1 }',
  'packages/hub/src/store.ts': 'export type Store = number;',
  'examples/shop/main.ts': "import { two } from '@rialto/hub';\nconsole.log(two);",
};

const check = (changes: Record<string, string>) => checkImports(fixture({ ...good, ...changes }));

it('is content with code as it is drawn', () => {
  expect(check({})).toEqual([]);
});

it.each([
  ['an import', "import { x } from '../ingest/in.ts';"],
  ['a type import', "import type { In } from '../ingest/in.ts';"],
  ['an import in a type', "type In = import('../ingest/in.ts').In;"],
  ['a re-export', "export type { In } from '../ingest/in.ts';"],
  ['a dynamic import', "await import('../ingest/in.ts');"],
  ['the file of a worker', "new Worker(new URL('../ingest/in.ts', import.meta.url));"],
  ['the ending .js', "import '../ingest/in.js';"],
])('refuses %s that is not drawn', (_, text) => {
  const [problem] = check({ 'packages/hub/src/read/two.ts': `export const two = 1;\n${text}` });
  expect(problem).toMatch(/^packages\/hub\/src\/read\/two\.ts:2 hub\/read may not import hub\/ingest/);
});

it('takes no notice of what is not code', () => {
  const text =
    "import manifest from '../../package.json';\nexport const two = new URL('../../', import.meta.url);";
  expect(check({ 'packages/hub/src/read/two.ts': text })).toEqual([]);
});

it('refuses one package in another unless drawn, in tests as well', () => {
  const text = "import { two } from '@rialto/hub';\nexport const one = two;";
  expect(check({ 'packages/core/src/index.ts': text })).toContain(
    'packages/core/src/index.ts:1 core may not import hub (@rialto/hub)',
  );
  expect(check({ 'packages/core/src/a.test.ts': text })).toEqual([
    'packages/core/src/a.test.ts:1 core may not import hub (@rialto/hub)',
  ]);
});

it('refuses a way round the doors of a package', () => {
  expect(
    check({ 'packages/hub/src/read/two.ts': "import '../../../core/src/index.ts';\nexport const two = 1;" }),
  ).toEqual([
    'packages/hub/src/read/two.ts:1 reaches into core by a path; go through a door of the package (../../../core/src/index.ts)',
  ]);
  expect(check({ 'examples/shop/main.ts': "import '@rialto/hub/read';" })).toEqual([
    'examples/shop/main.ts:1 @rialto/hub/read is not a door of any package',
  ]);
});

it('refuses files that import one another, even by types', () => {
  expect(
    check({
      'packages/hub/src/ingest/in.ts': "import type { B } from './b.ts';\nexport type A = B;",
      'packages/hub/src/ingest/b.ts': "import type { A } from './in.ts';\nexport type B = A;",
    }),
  ).toEqual([
    'these files import one another in a circle: packages/hub/src/ingest/b.ts, packages/hub/src/ingest/in.ts',
  ]);
});

it('refuses a room that is drawn but missing, and one that is there but not drawn', () => {
  expect(check({ 'docs/architecture.md': drawing + page('  x["hub/kpis"]') })).toEqual([
    'docs/architecture.md draws hub/kpis, but there is no packages/hub/src/kpis',
  ]);
  expect(check({ 'packages/hub/src/kpis/compute.ts': 'export {};' })).toEqual([
    'docs/architecture.md does not draw hub/kpis',
  ]);
});

it('refuses a drawing that it cannot read, that draws a circle, or that draws nothing', () => {
  expect(readRules(page('  a["hub"] -.-> b["core"]')).problems).toContain(
    'docs/architecture.md: cannot read "a["hub"] -.-> b["core"]" in a diagram of imports',
  );
  expect(readRules('# A page without a drawing').problems).toHaveLength(1);
  expect(check({ 'docs/architecture.md': drawing + page('  core["core"] --> hub["hub"]') })).toEqual([
    'docs/architecture.md draws a circle: core, hub',
  ]);
});
