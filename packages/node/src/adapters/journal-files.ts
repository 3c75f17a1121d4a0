import * as fs from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncDirectory } from './sync-directory.ts';

// By descriptor, not by FileHandle: a client that is forgotten without `close` must not end the till when
// its handle is collected, which newer Node versions treat as an error.
const open = promisify(fs.open);
const readSome = promisify(fs.read);
const writeSome = promisify(fs.write);
const status = promisify(fs.fstat);
const truncate = promisify(fs.ftruncate);
const sync = promisify(fs.fsync);
const syncData = promisify(fs.fdatasync);
const close = promisify(fs.close);

const segmentName = /^journal-(\d{8,10})\.log$/;
const draftName = /^journal-\d{8,10}\.draft$/;
/** The index counts segments in 32 bits. */
const lastSegment = 2 ** 32 - 1;
const setAsideName = 'damaged.log';
/** More than this is not set aside: whoever looks into it needs a sample, not a second journal. */
const setAsideBytes = 1024 * 1024;

/** The segment that is written to. */
export interface OpenSegment {
  readonly number: number;
  bytes(): number;
  /** Appends; with `durable` it resolves once the disk has it. */
  append(data: Buffer, durable: boolean): Promise<void>;
  /** Overwrites its beginning, durably, and then cuts off the rest. */
  cutTo(data: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** The journal's directory: numbered segment files, oldest first. */
export interface JournalFiles {
  prepare(): Promise<void>;
  segments(): Promise<readonly number[]>;
  /** A whole segment, in the buffer given if it has room. */
  read(segment: number, into: Buffer): Promise<Buffer>;
  /** A part of a segment; less than asked for where the file ends before. */
  readPart(segment: number, offset: number, length: number): Promise<Buffer>;
  /** Starts a new segment; it must not exist. */
  create(segment: number): Promise<OpenSegment>;
  /** Goes on with a segment. What is in it is durable when this resolves. */
  reopen(segment: number): Promise<OpenSegment>;
  /** Gives a segment another content, durably: the old one stays whole until the new one is. */
  replace(segment: number, data: Buffer): Promise<void>;
  /** Deletes segments, in the order given, and makes that durable. */
  remove(segments: readonly number[]): Promise<void>;
  /** Keeps lines that could not be read for a person to look at. */
  setAside(lines: readonly Buffer[]): Promise<void>;
  forgetSetAside(): Promise<void>;
}

export function openJournalFiles(directory: string): JournalFiles {
  const pathOf = (segment: number, ending = 'log'): string =>
    join(directory, `journal-${String(segment).padStart(8, '0')}.${ending}`);
  return {
    async prepare() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    },

    async segments() {
      const names = await readdir(directory);
      // Drafts are what a crash left of a `replace`. Where they cannot be deleted they do no harm.
      const drafts = names.filter((name) => draftName.test(name));
      await Promise.all(drafts.map((name) => rm(join(directory, name), { force: true }).catch(() => {})));
      const numbers = names.map((name) => Number(segmentName.exec(name)?.[1] ?? 0));
      return numbers.filter((number) => number > 0 && number < lastSegment).sort((a, b) => a - b);
    },

    read: (segment, into) =>
      using(pathOf(segment), 'r', async (descriptor) => {
        const { size } = await status(descriptor);
        const data = size <= into.length ? into : Buffer.allocUnsafeSlow(size);
        return data.subarray(0, await fill(descriptor, data.subarray(0, size), 0));
      }),

    readPart: (segment, offset, length) =>
      using(pathOf(segment), 'r', async (descriptor) => {
        const data = Buffer.allocUnsafeSlow(length);
        return data.subarray(0, await fill(descriptor, data, offset));
      }),

    async create(segment) {
      // Exclusive, so that two processes can never write into one file.
      const descriptor = await open(pathOf(segment), 'wx', 0o600);
      await syncDirectory(directory);
      return openedSegment(segment, descriptor, 0);
    },

    async reopen(segment) {
      const descriptor = await open(pathOf(segment), 'r+');
      await syncData(descriptor);
      return openedSegment(segment, descriptor, (await status(descriptor)).size);
    },

    async replace(segment, data) {
      const draft = pathOf(segment, 'draft');
      await rm(draft, { force: true });
      await using(draft, 'wx', async (descriptor) => {
        await writeAll(descriptor, data, 0);
        await sync(descriptor);
      });
      await rename(draft, pathOf(segment));
      await syncDirectory(directory);
    },

    async remove(segments) {
      for (const segment of segments) await rm(pathOf(segment), { force: true });
      if (segments.length > 0) await syncDirectory(directory);
    },

    setAside: (lines) =>
      using(join(directory, setAsideName), 'a', async (descriptor) => {
        const { size } = await status(descriptor);
        const data = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
        if (size < setAsideBytes) await writeAll(descriptor, data.subarray(0, setAsideBytes - size), size);
      }),

    forgetSetAside: () => rm(join(directory, setAsideName), { force: true }),
  };
}

function openedSegment(number: number, descriptor: number, size: number): OpenSegment {
  let bytes = size;
  return {
    number,
    bytes: () => bytes,
    async append(data, durable) {
      await writeAll(descriptor, data, bytes);
      bytes += data.length;
      if (durable) await syncData(descriptor);
    },
    async cutTo(data) {
      // In this order: a cut that is durable before the new beginning would lose the last number.
      await writeAll(descriptor, data, 0);
      await syncData(descriptor);
      await truncate(descriptor, data.length);
      bytes = data.length;
    },
    close: () => close(descriptor),
  };
}

async function using<Result>(
  path: string,
  flags: string,
  work: (descriptor: number) => Promise<Result>,
): Promise<Result> {
  const descriptor = await open(path, flags, 0o600);
  try {
    return await work(descriptor);
  } finally {
    await close(descriptor);
  }
}

/** @returns how much there was */
async function fill(descriptor: number, data: Buffer, offset: number): Promise<number> {
  let filled = 0;
  while (filled < data.length) {
    const { bytesRead } = await readSome(descriptor, data, filled, data.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** A disk that is nearly full takes a part of it first, and refuses the rest. */
async function writeAll(descriptor: number, data: Buffer, offset: number): Promise<void> {
  let written = 0;
  while (written < data.length) {
    const { bytesWritten } = await writeSome(
      descriptor,
      data,
      written,
      data.length - written,
      offset + written,
    );
    written += bytesWritten;
  }
}
