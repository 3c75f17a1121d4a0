import * as fs from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

// By descriptor, not by FileHandle: a client that is forgotten without `close` must not end the till when
// its handle is collected, which newer Node versions treat as an error.
const open = promisify(fs.open);
const write = promisify(fs.writeFile);
const truncate = promisify(fs.ftruncate);
const sync = promisify(fs.fsync);
const syncData = promisify(fs.fdatasync);
const close = promisify(fs.close);

const segmentName = /^journal-(\d{8,15})\.log$/;
const setAsideName = 'damaged.log';
/** More than this is not set aside: whoever looks into it needs a sample, not a second journal. */
const setAsideBytes = 1024 * 1024;

/** The segment that is written to. */
export interface OpenSegment {
  readonly number: number;
  bytes(): number;
  /** Appends; with `durable` it resolves once the disk has it. */
  append(text: string, durable: boolean): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** The journal's directory: numbered segment files, oldest first. */
export interface JournalFiles {
  prepare(): Promise<void>;
  segments(): Promise<readonly number[]>;
  read(segment: number): Promise<Buffer>;
  /** Starts a new segment; it must not exist. */
  create(segment: number): Promise<OpenSegment>;
  /** Deletes segments, in the order given, and makes that durable. */
  remove(segments: readonly number[]): Promise<void>;
  /** Keeps lines that could not be read for a person to look at. */
  setAside(lines: readonly Buffer[]): Promise<void>;
  forgetSetAside(): Promise<void>;
}

export function openJournalFiles(directory: string): JournalFiles {
  const pathOf = (segment: number): string =>
    join(directory, `journal-${String(segment).padStart(8, '0')}.log`);
  return {
    async prepare() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    },

    async segments() {
      const numbers = (await readdir(directory)).map((name) => Number(segmentName.exec(name)?.[1] ?? 0));
      return numbers.filter((number) => number > 0).sort((a, b) => a - b);
    },

    read: (segment) => readFile(pathOf(segment)),

    async create(segment) {
      // Exclusive, so that two processes can never write into one file; O_APPEND, so that emptying needs no seek.
      const descriptor = await open(pathOf(segment), 'ax', 0o600);
      await syncDirectory(directory);
      return openedSegment(segment, descriptor);
    },

    async remove(segments) {
      for (const segment of segments) await rm(pathOf(segment), { force: true });
      if (segments.length > 0) await syncDirectory(directory);
    },

    async setAside(lines) {
      const descriptor = await open(join(directory, setAsideName), 'a', 0o600);
      try {
        const room = setAsideBytes - (await promisify(fs.fstat)(descriptor)).size;
        const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
        if (room > 0) await write(descriptor, text.subarray(0, room));
      } finally {
        await close(descriptor);
      }
    },

    forgetSetAside: () => rm(join(directory, setAsideName), { force: true }),
  };
}

function openedSegment(number: number, descriptor: number): OpenSegment {
  let bytes = 0;
  return {
    number,
    bytes: () => bytes,
    async append(text, durable) {
      const data = Buffer.from(text);
      bytes += data.length;
      await write(descriptor, data);
      if (durable) await syncData(descriptor);
    },
    async empty() {
      await truncate(descriptor, 0);
      bytes = 0;
    },
    close: () => close(descriptor),
  };
}

/** A new name in a directory is durable only once the directory is. Where directories cannot be opened, the system sees to it. */
async function syncDirectory(directory: string): Promise<void> {
  let descriptor: number | undefined;
  try {
    descriptor = await open(directory, 'r');
    await sync(descriptor);
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (descriptor !== undefined) await close(descriptor);
  }
}
