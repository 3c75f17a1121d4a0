import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory that this process has for itself. */
export interface DirectoryLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** When the process began, as its system counts; a pid alone is given again, in containers always the same. */
  readonly began: string | undefined;
  readonly token: string;
}

/**
 * Takes a directory for this process by a file `lock` with its pid.
 * A lock whose process is dead is taken over: a SIGKILL must not lock out the restart.
 *
 * @returns undefined while another living process has it
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  const path = join(directory, 'lock');
  const self: Holder = { pid: process.pid, began: await beganAt(process.pid), token: randomUUID() };
  const own = join(directory, `lock.${self.token}`);
  await writeFile(own, JSON.stringify(self), { mode: 0o600 });
  try {
    // A link appears whole or not at all, unlike a file that is created and then written.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (await linked(own, path)) return { release: () => release(path, self.token) };
      const holder = await readHolder(path);
      if (holder && (await isAlive(holder))) return undefined;
      if (!(await moveAway(path, holder))) return undefined;
    }
    return undefined;
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Moves a dead lock out of the way.
 *
 * @returns false when another process was faster and what was moved is its living lock; it is put back
 */
async function moveAway(path: string, dead: Holder | undefined): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return true; // already gone: try again to take it
  }
  const moved = await readHolder(aside);
  const ours = moved?.token === dead?.token;
  if (!ours) await linked(aside, path);
  await rm(aside, { force: true });
  return ours;
}

async function release(path: string, token: string): Promise<void> {
  if ((await readHolder(path))?.token === token) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, began, token } = JSON.parse(await readFile(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? { pid, began, token } : undefined;
  } catch {
    return undefined; // unreadable: nobody who lives wrote it
  }
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return began === undefined || began === (await beganAt(pid));
}

/**
 * Boot and start time of a process on Linux (proc(5), fields 3 and 22 of `stat`); undefined elsewhere, and for
 * one that has ended and only waits for its parent to notice.
 */
async function beganAt(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The name in brackets may hold blanks and brackets; the fields after it begin with the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${boot.trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}
