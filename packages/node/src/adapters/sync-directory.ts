import * as fs from 'node:fs';
import { promisify } from 'node:util';

const open = promisify(fs.open);
const sync = promisify(fs.fsync);
const close = promisify(fs.close);

/** A new name in a directory is durable only once the directory is. Where directories cannot be opened, the system sees to it. */
export async function syncDirectory(directory: string): Promise<void> {
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
