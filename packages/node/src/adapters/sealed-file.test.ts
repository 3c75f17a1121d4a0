import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temp-directory.ts';
import { openSealedFile } from './sealed-file.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('a sealed file', () => {
  it('is written as a whole, for its owner alone, in a directory that is made', async () => {
    const directory = join(temporaryDirectory(), 'deep', 'down');
    const file = openSealedFile(join(directory, 'copies'));
    expect(file.read(100)).toBeUndefined();
    await file.replace([bytes('one '), bytes('two')]);
    await file.replace([bytes('three')]);
    expect(file.read(100)?.toString()).toBe('three');
    expect(await readdir(directory)).toEqual(['copies']);
    expect((await stat(join(directory, 'copies'))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('is the old one when the machine stops before the new one is in its place', async () => {
    const path = join(temporaryDirectory(), 'copies');
    const file = openSealedFile(path);
    await file.replace([bytes('old')]);
    // What a crash between writing and renaming leaves.
    await writeFile(`${path}.new`, 'half of the n', { mode: 0o644 });
    expect(openSealedFile(path).read(100)?.toString()).toBe('old');
    await file.replace([bytes('new')]);
    expect(file.read(100)?.toString()).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is the old one when what is to be written ends in an error', async () => {
    const path = join(temporaryDirectory(), 'copies');
    const file = openSealedFile(path);
    await file.replace([bytes('old')]);
    const failing = (function* () {
      yield bytes('new');
      throw new Error('theirs');
    })();
    await expect(file.replace(failing)).rejects.toThrow('theirs');
    expect(file.read(100)?.toString()).toBe('old');
    expect(await readdir(join(path, '..'))).toEqual(['copies']);
  });

  it('may be large', async () => {
    const path = join(temporaryDirectory(), 'copies');
    const file = openSealedFile(path);
    const part = Buffer.alloc(100_000, 'x');
    await file.replace(Array.from({ length: 30 }, () => part));
    expect((await readFile(path)).length).toBe(3_000_000);
    expect(() => file.read(2_999_999)).toThrow(/larger/);
  });

  it('is whole whenever its writer is killed', async () => {
    const path = join(temporaryDirectory(), 'copies');
    const script = new URL('../../test/sealing-process.ts', import.meta.url).pathname;
    const chance = seededRandom(4);
    for (let round = 0; round < 6; round += 1) {
      const writer = spawn(process.execPath, ['--conditions=rialto-source', script, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(writer.stdout, 'data');
      await wait(chance.next() * 60);
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const bytes = openSealedFile(path).read(10_000_000) ?? Buffer.alloc(0);
      expect(bytes.length).toBeGreaterThanOrEqual(8 * 65_536);
      // As many parts as its letter says, and no other letter in between.
      expect(bytes.length / 65_536).toBe(8 + 'abcdefghij'.indexOf(bytes.toString('latin1', 0, 1)));
      expect(bytes.equals(Buffer.alloc(bytes.length, bytes[0]))).toBe(true);
    }
  });

  it('goes, with what a crash left of another', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'copies');
    const file = openSealedFile(path);
    await file.replace([bytes('old')]);
    await writeFile(`${path}.new`, 'half');
    await file.remove();
    await file.remove();
    expect(await readdir(directory)).toEqual([]);
  });

  it('tells what is wrong where a directory is in its place', async () => {
    const file = openSealedFile(temporaryDirectory());
    expect(() => file.read(1_000_000)).toThrow(expect.objectContaining({ code: 'EISDIR' }));
    await expect(file.replace([bytes('x')])).rejects.toMatchObject({ code: expect.any(String) });
  });
});
