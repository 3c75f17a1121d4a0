import { expect, it } from 'vitest';
import { doors, scriptTags, workshopWords } from './check-packages.ts';

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
