/**
 * Where a page of docs/specs has a table with the column "Shown by", this writes into it the tests whose titles open with the
 * line's number. `--check` only says whether the pages are up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path/posix';
import { citations } from './check-specs.ts';
import { isMain } from './is-main.ts';
import { packageSources, report } from './sources.ts';

const column = 'Shown by';

/**
 * @param shownBy - the files of the tests by number, as paths from the root
 * @returns the page with every cell of the column filled in
 */
export function fillSpec(markdown: string, shownBy: ReadonlyMap<string, readonly string[]>): string {
  let inTable = false;
  return markdown
    .split('\n')
    .map((line) => {
      if (!line.startsWith('|')) inTable = false;
      else if (line.trimEnd().endsWith(`| ${column} |`)) inTable = true;
      const number = inTable ? /^\| \*\*([A-Z]{1,2}\d+)\*\* \|/.exec(line)?.[1] : undefined;
      if (!number) return line;
      const tests = (shownBy.get(number) ?? []).map((path) => `[${basename(path)}](../../${path})`);
      const cells = line.trim().slice(1, -1).split('|');
      return `|${[...cells.slice(0, -1), ` ${tests.join(', ')} `].join('|')}|`;
    })
    .join('\n');
}

export function fillSpecs(
  root: string,
): ReadonlyMap<string, { readonly before: string; readonly after: string }> {
  const shownBy = new Map<string, string[]>();
  for (const path of packageSources(root, ['e2e', 'examples'])) {
    for (const { number } of citations(path, readFileSync(join(root, path), 'utf8'))) {
      const paths = shownBy.get(number) ?? [];
      if (!paths.includes(path)) shownBy.set(number, [...paths, path]);
    }
  }
  const pages = readdirSync(join(root, 'docs/specs')).filter((file) => file.endsWith('.md'));
  return new Map(
    pages.map((file) => {
      const before = readFileSync(join(root, 'docs/specs', file), 'utf8');
      return [`docs/specs/${file}`, { before, after: fillSpec(before, shownBy) }];
    }),
  );
}

if (isMain(import.meta)) {
  const root = process.cwd();
  const stale = [...fillSpecs(root)].filter(([, { before, after }]) => before !== after);
  if (process.argv.includes('--check')) {
    const told = stale.map(([path]) => `${path} does not name the tests that there are; run pnpm generate`);
    report(told, 'The specs name the tests that show each line.');
  } else {
    for (const [path, { after }] of stale) {
      writeFileSync(join(root, path), after);
      console.log(`wrote ${path}`);
    }
  }
}
