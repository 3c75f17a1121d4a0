import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory that this process has for itself. */
export interface DirectoryLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** When the process began, as its system counts; a pid alone is given again, in containers always the same. */
  readonly began: string | undefined;
}

/**
 * Takes a directory for this process by a file `lock.<number>` with its pid.
 * A lock whose process is dead is taken over, a SIGKILL must not lock out the restart: by the next number, which only
 * one can create. A dead lock is never moved, since it may have become somebody's living one by then.
 *
 * @returns undefined while another living process has it
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | undefined> {
  const self: Holder = { pid: process.pid, began: await beganAt(process.pid) };
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const before = await readLocks(directory);
    if (before.some(({ alive }) => alive)) return undefined;
    const number = Math.max(0, ...before.map((lock) => lock.number)) + 1;
    const path = join(directory, `lock.${number}`);
    if (!(await create(path, JSON.stringify(self)))) continue;
    // Whoever looked before us and created after us does this too, so two can never both go on.
    const others = (await readLocks(directory)).filter((lock) => lock.number !== number);
    if (others.some(({ alive }) => alive)) {
      await rm(path, { force: true });
      return undefined;
    }
    for (const dead of others) await rm(dead.path, { force: true });
    return { release: () => rm(path, { force: true }) };
  }
  return undefined;
}

const mostAttempts = 5;

interface FoundLock {
  readonly path: string;
  readonly number: number;
  readonly alive: boolean;
}

async function readLocks(directory: string): Promise<readonly FoundLock[]> {
  const names = (await readdir(directory)).filter((name) => /^lock\.\d{1,9}$/.test(name));
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const holder = await readHolder(path);
      return { path, number: Number(name.slice(5)), alive: holder !== undefined && (await isAlive(holder)) };
    }),
  );
}

/** @returns false where the file is there already */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    // A link appears whole or not at all, unlike a file that is created and then written.
    await writeFile(draft, text, { mode: 0o600 });
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, began } = JSON.parse(await readFile(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? { pid, began } : undefined;
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
