/**
 * Whoever ships Rialto ships its run-time dependencies, and what our packages have bundled, which are devDependencies of
 * theirs. So these have licences that allow it without conditions of their own.
 */
import { execFileSync } from 'node:child_process';
import { isMain } from './is-main.ts';
import { report } from './sources.ts';

const welcome = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
]);

/** What `pnpm licenses list --json` prints: by licence, the packages that have it. */
export type Licences = Readonly<Record<string, readonly { readonly name: string }[]>>;

export function unwelcome(licences: Licences): string[] {
  return Object.entries(licences).flatMap(([licence, packages]) =>
    isWelcome(licence)
      ? []
      : packages.map(({ name }) => `${name} has the licence ${licence}, which is not on the list`),
  );
}

/** "(MIT OR GPL-3.0)" leaves a choice, "MIT AND Zlib" does not. */
function isWelcome(licence: string): boolean {
  const choices = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((part) => welcome.has(part)));
}

if (isMain(import.meta)) {
  const output = execFileSync('pnpm', ['--filter', './packages/*', 'licenses', 'list', '--json'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const licences: Licences = JSON.parse(output);
  const count = Object.values(licences).flat().length;
  // The packages have dependencies, so an empty answer is a broken question.
  const problems =
    count > 5 ? unwelcome(licences) : [`pnpm named only ${count} packages; is everything installed?`];
  report(
    problems,
    `${count} dependencies at run time and in bundles, all with a welcome licence: ${Object.keys(licences).join(', ')}.`,
  );
}
