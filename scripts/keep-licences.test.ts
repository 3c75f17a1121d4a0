import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foldersOf, licencesOf } from './keep-licences.ts';

const root = mkdtempSync(join(tmpdir(), 'rialto-licences-'));
const packages = ['plain', 'marked-down', 'bare'].map((name) => join(root, name));

beforeAll(() => {
  for (const folder of packages) {
    mkdirSync(folder);
    const [name] = folder.split(/[/\\]/).slice(-1);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));
  }
  writeFileSync(join(root, 'plain/license'), 'MIT License\n\nCopyright Plain\n');
  writeFileSync(join(root, 'marked-down/LICENSE.md'), 'MIT License\n\nCopyright Marked\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('finds the packages that files were taken from, each once', () => {
  expect(
    foldersOf([
      '../../node_modules/.pnpm/ky@2.1.0/node_modules/ky/distribution/index.js',
      '../../node_modules/.pnpm/ky@2.1.0/node_modules/ky/distribution/core/Ky.js',
      '../../node_modules/@scope/name/index.js',
      '../core/src/index.ts',
    ]),
  ).toEqual(['../../node_modules/.pnpm/ky@2.1.0/node_modules/ky', '../../node_modules/@scope/name']);
});

it('puts the name of each package above its licence', () => {
  const text = licencesOf(packages.slice(0, 2));
  expect(text).toContain('\nplain 1.2.3 (MIT)\n\nMIT License\n\nCopyright Plain\n');
  expect(text).toContain('\nmarked-down 1.2.3 (MIT)\n\nMIT License\n\nCopyright Marked\n');
});

it('refuses a package that says nothing of its licence', () => {
  expect(() => licencesOf(packages)).toThrow('bare is bundled, and has no file with its licence.');
});
