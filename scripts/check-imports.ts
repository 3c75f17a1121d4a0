/**
 * Checks that the code imports only what docs/architecture.md draws, that no files import one another in a circle, and
 * that the page and the folders on disk are the same. What is not drawn is forbidden.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { type DrawnRules, readRules } from './drawn-rules.ts';
import { cycles, type FileImport, importsOf } from './imports.ts';
import { isMain } from './is-main.ts';
import { isTest, packageSources, report } from './sources.ts';

/** Rooms that are whole folders of the repository; the rest are packages and what lies in them. */
const outside = ['examples', 'e2e', 'scripts'];

export function checkImports(root: string): string[] {
  const rules = readRules(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));
  const files = packageSources(root, outside);
  const imports = importsOf(root, files, doorsOf(root));
  const shipped = imports.filter(({ from }) => !isTest(from));
  return [
    ...rules.problems,
    ...driftOf(root, files, rules),
    ...ringsOf(rules),
    ...imports.flatMap((one) => forbidden(one, rules) ?? []),
    ...cycles(shipped).map((files) => `these files import one another in a circle: ${files.join(', ')}`),
  ];
}

/** `@rialto/core/model` → the source that its export names. */
function doorsOf(root: string): Map<string, string> {
  const doors = new Map<string, string>();
  for (const folder of readdirSync(join(root, 'packages'))) {
    const file = join(root, 'packages', folder, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    for (const [door, target] of Object.entries<Record<string, string>>(manifest.exports ?? {})) {
      const source = target['rialto-source'];
      if (source) doors.set(join(manifest.name, door), join('packages', folder, source));
    }
  }
  return doors;
}

const packageOf = (file: string): string => file.split('/')[file.startsWith('packages/') ? 1 : 0] ?? file;

/** `packages/core/src/delivery/queue.ts` → core/delivery; a file that is drawn by itself is its own room. */
function roomOf(file: string, rooms: ReadonlySet<string>): string {
  const name = packageOf(file);
  if (outside.includes(name)) return name;
  const path = file.replace(/^packages\/([^/]+)\/src\//, '$1/');
  return rooms.has(path) ? path : path.slice(0, path.lastIndexOf('/'));
}

function forbidden(
  { from, to, specifier, line }: FileImport,
  { rooms, allowed }: DrawnRules,
): string | undefined {
  const where = `${from}:${line}`;
  if (to === undefined) {
    return specifier.startsWith('@rialto/')
      ? `${where} ${specifier} is not a door of any package`
      : undefined;
  }
  const [home, host] = [packageOf(from), packageOf(to)];
  const [room, target] = [roomOf(from, rooms), roomOf(to, rooms)];
  if (home === host) {
    if (outside.includes(home) || isTest(from) || room === target || allowed.get(room)?.has(target))
      return undefined;
    return `${where} ${room} may not import ${target} (${specifier})`;
  }
  if (home === 'scripts') return undefined; // the workshop may look into everything
  if (specifier.startsWith('.') && !outside.includes(host)) {
    return `${where} reaches into ${host} by a path; go through a door of the package (${specifier})`;
  }
  if (allowed.get(room)?.has(target) || allowed.get(home)?.has(target)) return undefined;
  // A test may open any door of a package that its own package may import.
  if (isTest(from) && !outside.includes(host) && knows(home, host, allowed)) return undefined;
  return `${where} ${room} may not import ${target} (${specifier})`;
}

function knows(home: string, host: string, allowed: DrawnRules['allowed']): boolean {
  const within = (room: string, name: string) => room === name || room.startsWith(`${name}/`);
  return [...allowed].some(([from, to]) => within(from, home) && [...to].some((room) => within(room, host)));
}

/** Rooms drawn but not there, folders there but not drawn. */
function driftOf(root: string, files: readonly string[], { rooms }: DrawnRules): string[] {
  const pathOf = (room: string) =>
    outside.includes(room) ? room : room.replace(/^([^/]+)\/?/, (_, name: string) => `packages/${name}/src/`);
  const missing = [...rooms].filter((room) => !existsSync(join(root, pathOf(room))));
  const there = new Set(files.filter((file) => !isTest(file)).map((file) => roomOf(file, rooms)));
  return [
    ...missing.map((room) => `docs/architecture.md draws ${room}, but there is no ${pathOf(room)}`),
    ...[...there]
      .filter((room) => !rooms.has(room))
      .map((room) => `docs/architecture.md does not draw ${room}`),
  ];
}

/** A drawing that allows a circle of rooms says nothing about direction. */
function ringsOf({ allowed }: DrawnRules): string[] {
  const arrows = [...allowed].flatMap(([from, targets]) =>
    [...targets].map((to) => ({ from, to, specifier: '', line: 0 })),
  );
  return cycles(arrows).map((rooms) => `docs/architecture.md draws a circle: ${rooms.join(', ')}`);
}

if (isMain(import.meta)) {
  report(checkImports(process.cwd()), 'Imports are as docs/architecture.md draws them.');
}
