import * as fs from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { syncDirectory } from './sync-directory.ts';

/** A small file that grows line by line and is now and then written anew. */
export interface CounterFile {
  /** Reads it whole, once, while the till is made; nothing where it is not there. @throws where it cannot be read */
  read(): string;
  /** Makes the place and takes it for this process. @returns whether nobody else has it. @throws where it cannot be made */
  open(): Promise<boolean>;
  /** Adds to the end. Resolves once the system has it: the end of the process cannot undo it. */
  append(text: string): Promise<void>;
  /** Resolves once the disk has what was added before: a power cut cannot undo it. */
  sync(): Promise<void>;
  /** Keeps a copy of the file for a person to look at. */
  setAside(): Promise<void>;
  /** Puts a new file in the place of the old one, whole or not at all. */
  replace(text: string): Promise<void>;
  close(): Promise<void>;
}

// By descriptor, not by FileHandle: a till that is forgotten without `close` must not end the process when its handle
// is collected, which newer Node versions treat as an error.
const open = promisify(fs.open);
const write: (descriptor: number, bytes: Uint8Array) => Promise<{ readonly bytesWritten: number }> =
  promisify(fs.write);
const syncData = promisify(fs.fdatasync);
const close = promisify(fs.close);

/**
 * The receipt numbers of one till, in a folder of its own below `path`, which several tills and the queue may share.
 *
 * Lines are written one after another; one sync serves all lines that came before it. A file that is written anew is renamed into its place.
 */
export function createReceiptCounterFile(path: string, store: string, till: string): CounterFile {
  const directory = join(path, folderOf(store, till));
  const file = join(directory, 'receipts.log');
  let lock: DirectoryLock | undefined;
  let descriptor: Promise<number> | undefined;
  let syncing: Promise<void> | undefined;
  let nextSync: Promise<void> | undefined;
  /** What must be over before the next line may be written: the file is being replaced. */
  let replacing: Promise<void> | undefined;
  const writing = new Set<Promise<unknown>>();
  /** The line before: a basket that was taken up again must not be put aside behind its own back. */
  let before: Promise<unknown> = Promise.resolve();

  const shut = async (): Promise<void> => {
    const opened = descriptor;
    descriptor = undefined;
    if (opened) await close(await opened);
  };

  /** One sync serves all who wait for it; who comes while it runs waits for the next, since it may have missed them. */
  function synced(): Promise<void> {
    if (!syncing) {
      syncing = Promise.resolve(descriptor)
        .then((opened) => (opened === undefined ? undefined : syncData(opened)))
        .finally(() => {
          syncing = undefined;
        });
      return syncing;
    }
    const current = syncing.catch(() => {});
    nextSync ??= current.then(() => {
      nextSync = undefined;
      return synced();
    });
    return nextSync;
  }

  async function tracked<Value>(work: Promise<Value>): Promise<Value> {
    writing.add(work);
    try {
      return await work;
    } finally {
      writing.delete(work);
    }
  }

  function appendNow(text: string): Promise<void> {
    const work = before.then(async () => {
      descriptor ??= open(file, 'a', 0o600);
      await writeWhole(await descriptor, text);
    });
    before = work.catch(() => {});
    return work;
  }

  async function replaceNow(text: string): Promise<void> {
    await Promise.allSettled(writing);
    await shut().catch(() => {});
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const draft = `${file}.new`;
    await rm(draft, { force: true });
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await rename(draft, file);
    await syncDirectory(directory);
    descriptor = open(file, 'a', 0o600);
    await descriptor;
  }

  return {
    read() {
      try {
        return fs.readFileSync(file, 'utf8');
      } catch (error) {
        if (isMissing(error)) return '';
        throw error;
      }
    },

    async open() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      lock = await lockDirectory(directory);
      return lock !== undefined;
    },

    append(text) {
      if (!replacing) return tracked(appendNow(text));
      return replacing.catch(() => {}).then(() => tracked(appendNow(text)));
    },

    sync: () => tracked(synced()),

    setAside: () => copyFile(file, join(directory, 'damaged.log')),

    replace(text) {
      const last = replacing?.catch(() => {}) ?? Promise.resolve();
      const work = last.then(() => replaceNow(text));
      replacing = work;
      const over = (): void => {
        if (replacing === work) replacing = undefined;
      };
      work.then(over, over);
      return work;
    },

    async close() {
      await replacing?.catch(() => {});
      await Promise.allSettled(writing);
      await shut().catch(() => {});
      await lock?.release();
      lock = undefined;
    },
  };
}

/** A disk that is nearly full takes a part of a line, and calls that a success. @throws what it says of the rest */
async function writeWhole(descriptor: number, text: string): Promise<void> {
  for (let rest: Uint8Array = Buffer.from(text); rest.length > 0; ) {
    const { bytesWritten } = await write(descriptor, rest);
    rest = rest.subarray(bytesWritten);
  }
}

/** A name that is a folder on every system, and another one for every till. */
function folderOf(store: string, till: string): string {
  const plain = `${store}-${till}`.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 60);
  return `receipts-${plain}-${crc32(JSON.stringify([store, till]))
    .toString(16)
    .padStart(8, '0')}`;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
