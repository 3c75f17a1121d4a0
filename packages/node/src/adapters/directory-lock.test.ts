import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temp-directory.ts';
import { lockDirectory } from './directory-lock.ts';

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid ?? 0;
}

const holder = (pid: number, began?: string): string => JSON.stringify({ pid, began });

describe('the lock of a directory', () => {
  it('is given to one at a time, and again after its release', async () => {
    const directory = temporaryDirectory();
    const first = await lockDirectory(directory);
    expect(first).toBeDefined();
    expect(JSON.parse(readFileSync(join(directory, 'lock.1'), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(await lockDirectory(directory)).toBeUndefined();
    await first?.release();
    expect(readdirSync(directory)).toEqual([]);
    expect(await lockDirectory(directory)).toBeDefined();
  });

  it.each<[string, () => Promise<string>]>([
    ['a process that is dead', async () => holder(await deadPid())],
    ['an earlier process with our own pid, as in a container', async () => holder(process.pid, 'boot:1')],
    ['an earlier process whose pid somebody else has now', async () => holder(1, 'boot:1')],
    ['nobody who can be read', async () => '{"pid":'],
    ['nobody at all', async () => ''],
  ])('is taken over from %s', async (_who, left) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock.1'), await left());
    const lock = await lockDirectory(directory);
    expect(lock).toBeDefined();
    expect(readdirSync(directory)).toEqual(['lock.2']);
    await lock?.release();
  });

  it('is left to a living process of which only the pid is known', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock.1'), holder(process.ppid));
    expect(await lockDirectory(directory)).toBeUndefined();
  });

  it('is given to one of many who find a dead one', async () => {
    for (let round = 0; round < 20; round += 1) {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, 'lock.1'), holder(await deadPid()));
      const taken = await Promise.all(Array.from({ length: 8 }, () => lockDirectory(directory)));
      expect(taken.filter((lock) => lock !== undefined)).toHaveLength(1);
      expect(readdirSync(directory)).toEqual(['lock.2']);
    }
  });

  it('is left alone when a living one turns up under any number', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock.7'), holder(process.ppid));
    expect(await lockDirectory(directory)).toBeUndefined();
    expect(readdirSync(directory)).toEqual(['lock.7']);
  });
});
