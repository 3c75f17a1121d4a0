import { appendFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of lines that is appended to, and replaced as a whole. Every step opens and closes it: nothing to leak. */
export interface LineFile {
  /** The lines of its last `limit` bytes, and its size; `torn` where the last line has no end. None where it is not there. */
  read(limit: number): Promise<LinesFound>;
  /** Adds text, and has the disk hold it. */
  append(text: string): Promise<void>;
  /** Puts the lines in place of what is there, all or nothing; without lines the file goes. */
  replace(lines: readonly string[]): Promise<void>;
  /** Removes it, and what a crash in the middle of `replace` left. */
  remove(): Promise<void>;
  /** Removes what a crash in the middle of `replace` left. */
  tidy(): Promise<void>;
}

/** What {@link LineFile.read} finds. */
interface LinesFound {
  readonly lines: readonly string[];
  readonly bytes: number;
  readonly torn: boolean;
}

const nothing: LinesFound = { lines: [], bytes: 0, torn: false };
/** For its owner alone; `flush`: on the disk when it resolves. */
const asOwner = { mode: 0o600, flush: true };

export function openLineFile(path: string): LineFile {
  const draft = `${path}.new`;
  const directory = (): Promise<unknown> => mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return {
    read: (limit) => readTail(path, limit),
    async append(text) {
      // Each time: somebody may have cleared the directory away under a till that runs for months.
      await directory();
      await appendFile(path, text, asOwner);
    },
    async replace(lines) {
      if (lines.length === 0) return rm(path, { force: true });
      await writeFile(draft, lines.map((line) => `${line}\n`).join(''), asOwner);
      await rename(draft, path);
    },
    async remove() {
      await rm(path, { force: true });
      await rm(draft, { force: true });
    },
    tidy: () => rm(draft, { force: true }),
  };
}

async function readTail(path: string, limit: number): Promise<LinesFound> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!file) return nothing;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - limit);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8', 0, bytesRead);
    const lines = text.split('\n');
    // Begun in the middle, the first one is no line.
    if (from > 0) lines.shift();
    return {
      lines: lines.filter((line) => line !== ''),
      bytes: size,
      torn: text !== '' && !text.endsWith('\n'),
    };
  } finally {
    await file.close();
  }
}
