import { expect, it } from 'vitest';
import { doors, scriptTags, strangers, unthanked, workshopWords } from './check-packages.ts';

it('refuses what only this repository understands', () => {
  expect(workshopWords('x', '{"exports":{".":{"rialto-source":"./src/index.ts"}}}')).toEqual([
    'x: the packed package.json says "rialto-source"',
  ]);
  expect(workshopWords('x', '{"dependencies":{"zod":"catalog:","@rialto/core":"workspace:*"}}')).toHaveLength(
    2,
  );
  expect(workshopWords('x', '{"dependencies":{"zod":"^4.0.0"}}')).toEqual([]);
});

it('names the doors of a package', () => {
  const exports = { '.': {}, './model': {}, './package.json': './package.json' };
  expect(doors({ name: '@rialto/core', exports })).toEqual(['@rialto/core', '@rialto/core/model']);
});

it('knows which files are for script tags', () => {
  const exports = { '.': {}, './global': {}, './global.js': './a.js', './embed.global.js': './b.js' };
  expect(scriptTags({ exports })).toEqual(['./global.js', './embed.global.js']);
});

it('finds what a package imports without depending on it, in code and in types', () => {
  const manifest = { name: 'x', dependencies: { hono: '^4' }, peerDependencies: { '@y/z': '^1' } };
  const code = `
    import { a } from 'hono/tiny';
    import b from './b.js';
    import { readFile } from 'node:fs';
    export * from '@y/z/door';
    const c = () => import('ky');
    const d = require('jose');
    // import 'not-code'
  `;
  expect(strangers(manifest, 'a.js', code)).toEqual([
    'x: a.js imports ky, on which the package does not depend',
    'x: a.js imports jose, on which the package does not depend',
  ]);
  expect(strangers(manifest, 'a.d.ts', "export declare const plan: import('zod').ZodType;")).toEqual([
    'x: a.d.ts imports zod, on which the package does not depend',
  ]);
});

it('misses the licence of what is bundled', () => {
  const manifest = {
    name: 'x',
    devDependencies: { ky: '^2', jose: '^6', '@types/y': '1', '@rialto/core': '0' },
  };
  expect(unthanked(manifest, 'Parts of:\n\njose 6.2.17 (MIT)\n\n…')).toEqual([
    'x: ky is bundled, and its licence is not in dist/THIRD-PARTY-LICENCES.txt',
  ]);
  expect(unthanked({ name: 'x' }, '')).toEqual([]);
});
