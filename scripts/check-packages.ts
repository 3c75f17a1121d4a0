/**
 * Packs every package as it would be published and looks at the tarballs: publint, "are the types wrong", a manifest
 * without workshop words, code and types that name only what the package depends on, the licences of what it has bundled,
 * and each door opened in Node by import and by require.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { isMain } from './is-main.ts';
import { licencesFile } from './keep-licences.ts';
import { report } from './sources.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What only this repository understands must not be published. */
export function workshopWords(name: string, manifest: string): string[] {
  return ['rialto-source', 'workspace:', 'catalog:']
    .filter((word) => manifest.includes(word))
    .map((word) => `${name}: the packed package.json says "${word}"`);
}

export function doors({ name, exports }: Pick<Manifest, 'name' | 'exports'>): string[] {
  return Object.keys(exports).flatMap((door) => (door.endsWith('.json') ? [] : [name + door.slice(1)]));
}

/** The files for script tags: they export nothing, so they have no types that could be wrong. */
export const scriptTags = ({ exports }: Pick<Manifest, 'exports'>): string[] =>
  Object.keys(exports).filter((door) => /(global|snippet)\.js$/.test(door));

/**
 * What a file of the package imports without depending on it. Of types, too: whoever installs nothing else gets `any` for
 * them, or an error.
 */
export function strangers(
  { name, dependencies, peerDependencies }: Pick<Manifest, 'name' | 'dependencies' | 'peerDependencies'>,
  file: string,
  text: string,
): string[] {
  const known = new Set([name, ...Object.keys({ ...dependencies, ...peerDependencies })]);
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const named = specifiers
    .filter((specifier) => !/^[./]/.test(specifier) && !isBuiltin(specifier))
    .map((specifier) => specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier);
  return [...new Set(named)]
    .filter((named) => !known.has(named))
    .map((stranger) => `${name}: ${file} imports ${stranger}, on which the package does not depend`);
}

/** A package's devDependencies are what it has bundled, but for our own packages and what has only types. */
export const unthanked = (
  { name, devDependencies = {} }: Pick<Manifest, 'name' | 'devDependencies'>,
  licences: string,
): string[] =>
  Object.keys(devDependencies)
    .filter((bundled) => !/^@(rialto|types)\//.test(bundled) && !licences.includes(`\n${bundled} `))
    .map((bundled) => `${name}: ${bundled} is bundled, and its licence is not in dist/${licencesFile}`);

function checkFiles(manifest: Manifest, home: string): string[] {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[cm]?[jt]s$/.test(file),
  );
  const licences = join(home, 'dist', licencesFile);
  return [
    ...files.flatMap((file) => strangers(manifest, file, readFileSync(join(home, file), 'utf8'))),
    ...unthanked(manifest, existsSync(licences) ? readFileSync(licences, 'utf8') : ''),
  ];
}

function checkPackage(root: string, folder: string, temporary: string): string[] {
  const source = join(root, 'packages', folder);
  const packed = run('pnpm', ['pack', '--out', join(temporary, `${folder}.tgz`)], source);
  if (!packed.ok) return [packed.output];
  const tarball = join(temporary, `${folder}.tgz`);
  const home = join(temporary, 'node_modules', '@rialto', folder);
  mkdirSync(home, { recursive: true });
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', home], temporary);
  const text = readFileSync(join(home, 'package.json'), 'utf8');
  const manifest: Manifest = JSON.parse(text);
  const untyped = scriptTags(manifest);
  const attw = [tarball, '--profile', 'node16', '--no-emoji', '--no-color', '--format', 'ascii'];
  if (untyped.length > 0) attw.push('--exclude-entrypoints', ...untyped);
  return [
    ...workshopWords(manifest.name, text),
    ...checkFiles(manifest, home),
    ...failures(manifest.name, [run('publint', ['run', tarball, '--strict'], root), run('attw', attw, root)]),
  ];
}

/** The unpacked packages see one another, and their dependencies through the workspace. Nothing of the DOM is there. */
function openDoors(folder: string, temporary: string): string[] {
  const home = join(temporary, 'node_modules', '@rialto', folder);
  const manifest: Manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const open = doors(manifest).flatMap((door) => [
    run('node', ['--input-type=module', '--eval', `await import('${door}')`], home),
    run('node', ['--input-type=commonjs', '--eval', `require('${door}')`], home),
  ]);
  const commands = Object.values(manifest.bin ?? {}).map((file) =>
    run('node', [join(home, file), '--help'], home),
  );
  return failures(manifest.name, [...open, ...commands]);
}

/** Dependencies other than our own are taken from the workspace's installation. */
function lendDependencies(root: string, folder: string, temporary: string): void {
  const installed = join(root, 'packages', folder, 'node_modules');
  const lend = (name: string) => {
    const target = join(temporary, 'node_modules', '@rialto', folder, 'node_modules', name);
    mkdirSync(join(target, '..'), { recursive: true });
    symlinkSync(join(installed, name), target);
  };
  for (const name of readdirSync(installed)) {
    if (name.startsWith('.') || name === '@rialto') continue;
    if (name.startsWith('@')) for (const inner of readdirSync(join(installed, name))) lend(join(name, inner));
    else lend(name);
  }
}

const failures = (name: string, runs: readonly { ok: boolean; output: string }[]): string[] =>
  runs.filter(({ ok }) => !ok).map(({ output }) => `${name}: ${output}`);

function run(command: string, args: readonly string[], cwd: string): { ok: boolean; output: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 120_000,
  });
  const shown = [command, ...args].join(' ');
  return {
    ok: status === 0,
    output: `${shown} ended with ${status}\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}`,
  };
}

if (isMain(import.meta)) {
  const root = process.cwd();
  const temporary = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    const folders = readdirSync(join(root, 'packages')).sort();
    const problems = folders.flatMap((folder) => checkPackage(root, folder, temporary));
    if (problems.length === 0) {
      for (const folder of folders) lendDependencies(root, folder, temporary);
      problems.push(...folders.flatMap((folder) => openDoors(folder, temporary)));
    }
    report(
      problems,
      `${folders.length} packages: packed, linted, and every door opens by import and by require.`,
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
