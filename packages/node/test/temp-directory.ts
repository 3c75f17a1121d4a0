import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that is gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rialto-node-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Every byte of every file below a directory, as text. */
export function bytesIn(directory: string): string {
  let text = '';
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const path = join(directory, name);
    if (statSync(path).isFile()) text += readFileSync(path, 'latin1');
  }
  return text;
}

export const segmentsIn = (directory: string): string[] =>
  readdirSync(directory).filter((name) => name.startsWith('journal-'));
