/** Lists what each file imports: types, re-exports, dynamic imports and the files of workers included. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import ts from 'typescript';

export interface FileImport {
  readonly from: string;
  readonly specifier: string;
  /** The file it leads to, if it is one of ours. */
  readonly to?: string;
  readonly line: number;
}

export function importsOf(
  root: string,
  files: readonly string[],
  doors: ReadonlyMap<string, string>,
): FileImport[] {
  const known = new Set(files);
  return files.flatMap((from) =>
    specifiers(from, readFileSync(join(root, from), 'utf8')).map(({ specifier, line }) => {
      const path = specifier.startsWith('.')
        ? normalize(join(dirname(from), specifier))
        : doors.get(specifier);
      const to = path === undefined || known.has(path) ? path : existing(path, known);
      return { from, specifier, line, ...(to !== undefined && { to }) };
    }),
  );
}

/** `./x`, `./x.js` and `./x/` as well, so that a habit from elsewhere does not slip through the check. */
function existing(path: string, known: ReadonlySet<string>): string {
  const bare = path.replace(/\.jsx?$/, '');
  return [`${bare}.ts`, `${bare}.tsx`, `${bare}/index.ts`].find((candidate) => known.has(candidate)) ?? path;
}

function specifiers(path: string, text: string): { specifier: string; line: number }[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { specifier: string; line: number }[] = [];
  const add = (literal: ts.Node | undefined) => {
    // Only code: a version read from package.json, a page or a folder is not a room.
    if (!literal || !ts.isStringLiteralLike(literal) || /\.(json|html|css)$/.test(literal.text)) return;
    const { line } = source.getLineAndCharacterOfPosition(literal.getStart(source));
    found.push({ specifier: literal.text, line: line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0]);
    else if (
      ts.isNewExpression(node) &&
      node.expression.getText(source) === 'URL' &&
      isImportMetaUrl(node.arguments?.[1]) &&
      /\.[jt]sx?['"`]$/.test(node.arguments?.[0]?.getText(source) ?? '')
    )
      add(node.arguments?.[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isImportMetaUrl = (node: ts.Node | undefined): boolean => node?.getText() === 'import.meta.url';

/** Strongly connected sets of more than one file, and files that import themselves. Tarjan's algorithm. */
export function cycles(imports: readonly FileImport[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports)
    if (to !== undefined) targets.set(from, [...(targets.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (file: string): number => {
    const at = order.size;
    order.set(file, at);
    let low = at;
    stack.push(file);
    for (const next of targets.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, order.get(next) ?? at);
    }
    if (low === at) {
      const members = stack.splice(stack.indexOf(file));
      if (members.length > 1 || targets.get(file)?.includes(file)) found.push(members.sort());
    }
    return low;
  };
  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return found;
}
