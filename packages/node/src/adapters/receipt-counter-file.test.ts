import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temp-directory.ts';
import { createReceiptCounterFile } from './receipt-counter-file.ts';

const folderIn = (path: string): string => join(path, readdirSync(path)[0] ?? '');
const fileIn = (path: string): string => join(folderIn(path), 'receipts.log');

describe('the file of the receipt numbers', () => {
  it('T8: is read again as it was written, line by line and anew', async () => {
    const path = temporaryDirectory();
    const file = createReceiptCounterFile(path, 'hh', '4');
    expect(file.read()).toBe('');
    expect(await file.open()).toBe(true);
    await file.append('a\n');
    await file.append('b\n');
    await file.sync();
    expect(createReceiptCounterFile(path, 'hh', '4').read()).toBe('a\nb\n');
    await file.replace('c\n');
    await file.append('d\n');
    await file.close();
    expect(createReceiptCounterFile(path, 'hh', '4').read()).toBe('c\nd\n');
    expect(readdirSync(folderIn(path))).toEqual(['receipts.log']);
  });

  it('T8: keeps the order of what is written anew and what comes after it', async () => {
    const path = temporaryDirectory();
    const file = createReceiptCounterFile(path, 'hh', '4');
    await file.open();
    const lines = Array.from({ length: 200 }, (_, at) => `${at}\n`);
    const writes = lines
      .slice(0, 100)
      .map((line, at) => file.append(line).then(() => (at % 3 === 0 ? file.sync() : undefined)));
    writes.push(file.replace('first\n'), file.replace('second\n'));
    writes.push(
      ...lines
        .slice(100)
        .map((line, at) => file.append(line).then(() => (at % 3 === 0 ? file.sync() : undefined))),
    );
    await Promise.all(writes);
    await file.close();
    const read = file.read().trim().split('\n');
    expect(read[0]).toBe('second');
    expect(read.slice(1).sort()).toEqual(
      lines
        .slice(100)
        .map((line) => line.trim())
        .sort(),
    );
  });

  it('T8: keeps the order of its lines', async () => {
    const file = createReceiptCounterFile(temporaryDirectory(), 'hh', '4');
    await file.open();
    // Long and short by turns: a short one is quicker on its way.
    const lines = Array.from({ length: 300 }, (_, at) => `${at}${at % 2 ? '' : 'x'.repeat(100_000)}\n`);
    await Promise.all(lines.map((line) => file.append(line)));
    await file.close();
    expect(file.read() === lines.join('')).toBe(true);
  });

  it('T8: is not said to have a line of which a disk that is nearly full took only a part', async () => {
    const path = temporaryDirectory();
    const script = `
      import { createReceiptCounterFile } from ${JSON.stringify(new URL('./receipt-counter-file.ts', import.meta.url).href)};
      const file = createReceiptCounterFile(${JSON.stringify(path)}, 'hh', '4');
      await file.open();
      const ends = [];
      for (let at = 0; at < 9; at += 1) ends.push(await file.append('x'.repeat(999)).then(() => 'written', () => 'failed'));
      console.log(ends.join());`;
    // The system refuses files beyond 8 blocks of 512 bytes, in the middle of a write as a full disk would.
    const args = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, '--conditions=rialto-source'];
    const child = spawn('sh', [...args, '--no-warnings', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = (await child.stdout.toArray()).join('').trim();
    expect(said.split(',')).toEqual([...Array(4).fill('written'), ...Array(5).fill('failed')]);
  });

  it('T26: is each till’s own, though they share a folder with the queue', async () => {
    const path = temporaryDirectory();
    const files = [
      createReceiptCounterFile(path, 'hh', '4'),
      createReceiptCounterFile(path, 'hh', '5'),
      createReceiptCounterFile(path, 'hh/4', ''),
      createReceiptCounterFile(path, '..', '../etc'),
    ];
    for (const file of files) expect(await file.open()).toBe(true);
    for (const [at, file] of files.entries()) await file.append(`${at}`);
    expect(files.map((file) => file.read())).toEqual(['0', '1', '2', '3']);
    expect(readdirSync(path)).toHaveLength(4);
    for (const file of files) await file.close();
  });

  it('T26: belongs to one at a time, and to the next when it is given free', async () => {
    const path = temporaryDirectory();
    const [first, second] = [
      createReceiptCounterFile(path, 'hh', '4'),
      createReceiptCounterFile(path, 'hh', '4'),
    ];
    expect([await first.open(), await second.open()]).toEqual([true, false]);
    await first.close();
    expect(await second.open()).toBe(true);
    await second.close();
  });

  it('T26: keeps what is damaged for a person to look at', async () => {
    const path = temporaryDirectory();
    const file = createReceiptCounterFile(path, 'hh', '4');
    await file.open();
    writeFileSync(fileIn(path), 'damaged');
    await file.setAside();
    await file.replace('anew');
    expect(readFileSync(join(folderIn(path), 'damaged.log'), 'utf8')).toBe('damaged');
    await file.close();
  });

  it('can be read by its owner alone', async () => {
    const path = temporaryDirectory();
    const file = createReceiptCounterFile(path, 'hh', '4');
    await file.open();
    await file.append('a');
    expect(statSync(fileIn(path)).mode & 0o777).toBe(0o600);
    expect(statSync(folderIn(path)).mode & 0o777).toBe(0o700);
    await file.replace('b');
    expect(statSync(fileIn(path)).mode & 0o777).toBe(0o600);
    await file.close();
  });

  it('T10: rejects where it cannot be written, and is made once it can', async () => {
    const path = join(temporaryDirectory(), 'till');
    writeFileSync(path, 'a file where a folder should be');
    const file = createReceiptCounterFile(path, 'hh', '4');
    await expect(file.open()).rejects.toThrow();
    await expect(file.append('a')).rejects.toThrow();
    await expect(file.replace('a')).rejects.toThrow();
    await file.close();

    const other = join(temporaryDirectory(), 'not', 'there', 'yet');
    const made = createReceiptCounterFile(other, 'hh', '4');
    await made.replace('a');
    expect(existsSync(fileIn(other))).toBe(true);
    await made.close();
    mkdirSync(join(folderIn(other), 'receipts.log.new'));
    await expect(made.replace('b')).rejects.toThrow();
    expect(made.read()).toBe('a');
    await made.close();
  });
});
