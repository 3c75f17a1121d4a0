/**
 * docs/specs number what must hold: **Q4**. Each number needs a test whose title opens with it ("Q4: never has two
 * batches in flight", or "Q4, Q5: …"), and a title that opens with a number needs its line in a spec.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import ts from 'typescript';
import { isMain } from './is-main.ts';
import { packageSources, report } from './sources.ts';

interface Citation {
  readonly number: string;
  readonly where: string;
}

/** A definition opens its line, table cell or list item; `**Q4**` in the middle of a sentence is only a reference. */
export function invariants(path: string, markdown: string): Citation[] {
  return markdown.split('\n').flatMap((line, at) => {
    const number = /^[\s|>*-]*\*\*([A-Z]{1,2}\d+)[.:]?\*\*/.exec(line)?.[1];
    return number ? [{ number, where: `${path}:${at + 1}` }] : [];
  });
}

export function citations(path: string, text: string): Citation[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Citation[] = [];
  const visit = (node: ts.Node): void => {
    const title = ts.isCallExpression(node) && isTestCall(node.expression) ? node.arguments[0] : undefined;
    if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) {
      const { line } = source.getLineAndCharacterOfPosition(title.getStart(source));
      const opening = /^.([A-Z]{1,2}\d+(?:, [A-Z]{1,2}\d+)*):/.exec(title.getText(source))?.[1] ?? '';
      for (const number of opening.split(', ').filter(Boolean))
        found.push({ number, where: `${path}:${line + 1}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `it(…)`, `test.each(…)(…)`, `it.skipIf(…)(…)`: whatever begins with `it` or `test`. */
function isTestCall(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'it' || node.text === 'test';
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return isTestCall(node.expression);
  return ts.isTaggedTemplateExpression(node) && isTestCall(node.tag);
}

export function checkSpecs(root: string): string[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const specs = existsSync(join(root, 'docs/specs')) ? readdirSync(join(root, 'docs/specs')) : [];
  const defined = specs
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => invariants(`docs/specs/${file}`, read(`docs/specs/${file}`)));
  const cited = packageSources(root, ['e2e', 'examples']).flatMap((path) => citations(path, read(path)));
  const numbers = (list: readonly Citation[]) => new Set(list.map(({ number }) => number));
  const [known, tested] = [numbers(defined), numbers(cited)];
  return [
    ...defined
      .filter(({ number }, at) => defined.findIndex((other) => other.number === number) < at)
      .map(({ number, where }) => `${where} defines ${number} a second time`),
    ...defined
      .filter(({ number }) => !tested.has(number))
      .map(({ number, where }) => `${where} ${number} has no test`),
    ...cited
      .filter(({ number }) => !known.has(number))
      .map(({ number, where }) => `${where} cites ${number}, which no page of docs/specs defines`),
  ];
}

if (isMain(import.meta))
  report(
    checkSpecs(process.cwd()),
    'Every numbered line of docs/specs has a test, and every citation a line.',
  );
