import { expect, it } from 'vitest';
import { lateModule } from './load-late.ts';

const load = (name: string) =>
  import(`data:text/javascript,${encodeURIComponent(lateModule(name))}`) as Promise<Record<string, never>>;

it('has the functions of the module', async () => {
  const { crc32, createHash } = {
    ...(await load('node:zlib')),
    ...(await load('node:crypto')),
  } as unknown as typeof import('node:zlib') & typeof import('node:crypto');
  expect(crc32('rialto')).toBe(process.getBuiltinModule('node:zlib').crc32('rialto'));
  expect(createHash('sha256').update('rialto').digest('hex')).toHaveLength(64);
});

it('has its constants', async () => {
  const { constants } = (await load('node:zlib')) as unknown as typeof import('node:zlib');
  expect(constants.Z_BEST_SPEED).toBe(1);
});

it('has nothing else, so that a build that imports it fails', async () => {
  expect(await load('node:crypto')).not.toHaveProperty('Hash');
  expect(await load('node:crypto')).not.toHaveProperty('webcrypto');
});

it('refuses what Node does not have', () => {
  expect(() => lateModule('node:nothing')).toThrow('Node has no module node:nothing.');
});
