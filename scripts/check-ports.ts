/**
 * Time, chance, network and the device's storage enter through ports. Their globals are used in `adapters/` folders, in
 * tests and what is made for tests, and in the hub's command line; nowhere else in the packages. `core`, `browser` and
 * `consent` run in pages, so they import nothing of Node either. The compiler tells a global from a name of our own.
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path/posix';
import ts from 'typescript';
import { isMain } from './is-main.ts';
import { isTest, packageSources, report } from './sources.ts';

const globals = new Set([
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'requestAnimationFrame',
  'requestIdleCallback',
  'localStorage',
  'sessionStorage',
  'indexedDB',
]);
const members = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'navigator.sendBeacon',
]);

const atTheRim = (path: string): boolean =>
  isTest(path) ||
  path.includes('/adapters/') ||
  path.startsWith('packages/core/src/testing/') ||
  /^packages\/hub\/src\/cli(\.ts$|\/)/.test(path);

const inPages = (path: string): boolean => /^packages\/(core|browser|consent)\//.test(path);

/** Files outside the rim that may use a global all the same, each with the reason. An entry that is not needed is an error. */
export const exceptions: Readonly<Record<string, string>> = {};

export function checkPorts(root: string, allowed: Readonly<Record<string, string>> = exceptions): string[] {
  const files = packageSources(root).filter((path) => !atTheRim(path));
  const configFile = join(root, 'tsconfig.json');
  const config = existsSync(configFile) ? ts.readConfigFile(configFile, ts.sys.readFile).config : {};
  const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, root);
  const program = ts.createProgram(
    files.map((path) => join(root, path)),
    options,
  );
  const found = files.flatMap((path) => {
    const source = program.getSourceFile(join(root, path));
    return source ? usesOf(source, path, program.getTypeChecker(), root) : [`${path} could not be read`];
  });
  const pathOf = (use: string) => use.split(':')[0] ?? '';
  const needless = Object.keys(allowed).filter((path) => !found.some((use) => pathOf(use) === path));
  return [
    ...found.filter((use) => !(pathOf(use) in allowed)),
    ...needless.map((path) => `scripts/check-ports.ts excepts ${path}, which needs no exception`),
  ];
}

function usesOf(source: ts.SourceFile, path: string, checker: ts.TypeChecker, root: string): string[] {
  const uses: string[] = [];
  const add = (node: ts.Node, what: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    uses.push(`${path}:${line + 1} uses ${what}; take it through a port, or move it to an adapters folder`);
  };
  const isGlobal = (node: ts.Node): boolean => {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    // No declaration: the compiler does not know the name, so it is nothing that this package declares.
    return (symbol?.declarations ?? []).every((one) =>
      isForeign(relative(root, one.getSourceFile().fileName)),
    );
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const from = node.moduleSpecifier;
      if (inPages(path) && from && ts.isStringLiteral(from) && from.text.startsWith('node:'))
        add(node, from.text);
      return;
    }
    if (ts.isIdentifier(node) && globals.has(node.text) && isGlobal(node) && isReference(node))
      add(node, node.text);
    if (ts.isPropertyAccessExpression(node)) {
      const name = node.getText(source).replace(/^(globalThis|window|self)\./, '');
      if (members.has(name) && isGlobal(node.name)) add(node, name);
    }
    if (
      ts.isNewExpression(node) &&
      node.expression.getText(source) === 'Date' &&
      !node.arguments?.length &&
      isGlobal(node.expression)
    )
      add(node, 'new Date()');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

const isForeign = (path: string): boolean => path.startsWith('..') || path.includes('node_modules');

/** `fetch` in `fetch(url)`, `{ fetch }` and `globalThis.fetch`, not in `hub.fetch`. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return true;
  return /^(globalThis|window|self)$/.test(parent.expression.getText());
}

if (isMain(import.meta))
  report(checkPorts(process.cwd()), 'Time, chance, network and storage enter through ports.');
