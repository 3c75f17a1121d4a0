import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isFresh } from './ensure-build.ts';
import { fixture } from './fixture.ts';

it('knows a build that is missing, or older than a source', () => {
  const manifest = JSON.stringify({ exports: { '.': { import: './dist/index.js' } } });
  const source = { 'packages/core/package.json': manifest, 'packages/core/src/index.ts': '' };
  expect(isFresh(fixture(source))).toBe(false);

  const root = fixture({ ...source, 'packages/core/dist/index.js': '' });
  const touch = (path: string, at: number) => utimesSync(join(root, path), at, at);
  touch('packages/core/package.json', 100);
  touch('packages/core/src/index.ts', 200);
  touch('packages/core/dist/index.js', 300);
  expect(isFresh(root)).toBe(true);
  touch('packages/core/src/index.ts', 400);
  expect(isFresh(root)).toBe(false);
});
