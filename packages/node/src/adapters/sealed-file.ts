import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './sync-directory.ts';

/** A file that is read at the start and from then on only replaced as a whole. */
export interface SealedFile {
  /**
   * What is there, up to `limit` bytes; undefined where there is nothing.
   *
   * @throws what the system says, and where the file is larger
   */
  read(limit: number): Buffer | undefined;
  /** Puts the parts, one after another, in place of what is there, all or nothing; on the disk when it resolves. */
  replace(parts: Iterable<Uint8Array>): Promise<void>;
  /** Removes it, and what a crash in the middle of `replace` left. */
  remove(): Promise<void>;
}

/** Written at once; a file of many small parts would otherwise cost a call each. */
const chunkBytes = 256 * 1024;

/** Opens nothing yet. The file is for its owner alone, and so is its directory if it has to be made. */
export function openSealedFile(path: string): SealedFile {
  const draft = `${path}.new`;
  const directory = dirname(path);
  return {
    read(limit) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      try {
        const { size } = statSync(path);
        if (size > limit) throw new Error('The file is larger than any that was written here.');
        return readFileSync(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async replace(parts) {
      // Each time: somebody may have cleared the directory away under a till that runs for months.
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // What is left of an earlier one may have other rights.
      await rm(draft, { force: true });
      try {
        await write(draft, parts);
        await rename(draft, path);
      } catch (error) {
        // On a disk that is full, the half of it would keep the next one from fitting.
        await rm(draft, { force: true }).catch(() => {});
        throw error;
      }
      await syncIfThere(directory);
    },
    async remove() {
      await rm(draft, { force: true });
      await rm(path, { force: true });
      await syncIfThere(directory);
    },
  };
}

async function write(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (const chunk of chunksOf(parts)) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

function* chunksOf(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for (const part of parts) {
    gathered.push(part);
    size += part.length;
    if (size < chunkBytes) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(gathered);
}

/** Where the directory is gone or closed to us, whoever looks for the file finds that out. */
async function syncIfThere(directory: string): Promise<void> {
  try {
    await syncDirectory(directory);
  } catch (error) {
    if (!['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
