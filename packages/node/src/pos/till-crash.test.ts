import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '@rialto/core/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startStandInHub } from '../../test/stand-in-hub.ts';
import { temporaryDirectory } from '../../test/temp-directory.ts';

const script = fileURLToPath(new URL('../../test/register-process.ts', import.meta.url));
type Line = Partial<Record<'rung' | 'durable' | 'error', string>> & { readonly report?: object };

/** Lets a till ring up until `enough` says so, then kills it; or until it has done with a number of receipts. */
async function runTill(
  args: readonly string[],
  enough: (durable: number) => boolean,
): Promise<readonly Line[]> {
  const till = spawn(process.execPath, ['--conditions=rialto-source', '--no-warnings', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void till.kill('SIGKILL'));
  const ended = once(till, 'exit');
  const lines: Line[] = [];
  let durable = 0;
  for await (const text of createInterface({ input: till.stdout })) {
    // The last line of a process that was killed may be half a line.
    if (!text.endsWith('}')) continue;
    const line: Line = JSON.parse(text);
    lines.push(line);
    if (line.durable !== undefined) durable += 1;
    if (enough(durable)) till.kill('SIGKILL');
  }
  await ended;
  return lines;
}

it.each([1, 2])(
  'T7, T8, T9: a till that is killed again and again shows the hub every number, and what was safe as it was (seed %i)',
  async (seed) => {
    const hub = await startStandInHub();
    const path = temporaryDirectory();
    const random = seededRandom(seed);
    const lines: Line[] = [];
    for (let start = 0; start < 3; start += 1) {
      const killAfter = 20 + Math.floor(random.next() * 150);
      lines.push(...(await runTill([hub.endpoint, path], (durable) => durable >= killAfter)));
    }
    const last = await runTill([hub.endpoint, path, '3'], () => false);
    lines.push(...last);
    await hub.close();

    expect(last.at(-1)?.report).toMatchObject({ pending: 0, dropped: 0, rejected: 0 });
    expect(lines.flatMap(({ error }) => error ?? [])).toEqual([]);
    const receipts = hub.messages.filter(({ properties }) => properties?.receipt_sequence !== undefined);
    const numbers = new Set(receipts.map(({ properties }) => Number(properties?.receipt_sequence)));
    expect([...numbers].sort((a, b) => a - b)).toEqual(
      Array.from({ length: numbers.size }, (_, at) => at + 1),
    );
    // Interrupted ones aside, nobody got a number that another receipt has.
    const sales = receipts.filter(({ event }) => event === 'Sale Completed');
    expect(new Set(sales.map(({ properties }) => properties?.receipt_number)).size).toBe(sales.length);
    const durable = lines.flatMap((line) => line.durable ?? []);
    expect(new Set(durable).size).toBe(durable.length);
    for (const number of durable) {
      const events = receipts.filter(({ properties }) => properties?.receipt_number === number);
      expect(events.map(({ event }) => event)).toEqual(['Sale Completed']);
    }
  },
  60_000,
);
