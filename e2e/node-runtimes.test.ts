import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { end, freePort, type HubProcess, linesOf, startHub } from './support/processes.ts';
import { type InstalledClient, installClient } from './support/runtimes/install-client.ts';
import { type Runtime, runtimes } from './support/runtimes/runtimes.ts';

let client: InstalledClient;
let data: string;
let hub: HubProcess;
let secret: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'rialto-e2e-'));
  client = await installClient();
  hub = await startHub(data, await freePort());
  ({ secret } = await hub.keys());
}, 120_000);

afterAll(async () => {
  await end(hub.process);
  await client.remove();
  await rm(data, { recursive: true, force: true });
});

/** The ids in the hub's log, as often as they are there. */
function logged(): string[] {
  const database = new DatabaseSync(join(data, 'rialto.db'), { readOnly: true });
  const rows = database.prepare('select message_id from log').all();
  database.close();
  return rows.map((row) => String(row.message_id));
}

interface Till {
  /** What it has said, in JSON lines. */
  readonly said: readonly Record<string, unknown>[];
  /** How it ended, and what stood on its error output. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly errors: string;
  }>;
}

/** Runs the till until it ends; each line that it says may be answered by a signal. */
function startTill(
  [command = '', ...before]: readonly string[],
  args: readonly string[],
  answer: (count: number) => NodeJS.Signals | undefined = () => undefined,
): Till {
  const child = spawn(command, [...before, client.till, ...args], {
    cwd: client.home,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  linesOf(child).on('line', (line) => {
    // The last line of a process that was killed may be half a line.
    if (line.endsWith('}')) said.push(JSON.parse(line));
    const signal = answer(said.filter(({ durable }) => durable).length);
    if (signal) child.kill(signal);
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, errors }));
  return { said, ended };
}

/** The runtime, or the test says that it was skipped and why. */
async function commandOf({ name, find }: Runtime, context: TestContext): Promise<readonly string[]> {
  return (await find()) ?? context.skip(`${name} cannot be had on this machine`);
}

const durableIds = ({ said }: Till): string[] =>
  said.flatMap(({ durable }) => (durable ? [String(durable)] : []));

describe.each(runtimes)('a till on $name', { timeout: 180_000 }, (runtime) => {
  it.for(['import', 'require'])(
    'by %s: is killed, starts again, and has lost nothing',
    async (how, context) => {
      const command = await commandOf(runtime, context);
      const queue = await mkdtemp(join(client.home, 'queue-'));
      const nobody = `http://127.0.0.1:${await freePort()}`;
      const first = startTill(command, [how, 'track', nobody, secret, queue], (count) =>
        count >= 20 ? 'SIGKILL' : undefined,
      );
      expect(await first.ended).toMatchObject({ signal: 'SIGKILL', errors: '' });
      const second = startTill(command, [how, 'drain', hub.url, secret, queue]);
      expect(await second.ended).toEqual({ code: 0, signal: null, errors: '' });
      expect(second.said.at(-1)).toMatchObject({
        tokenParts: 3,
        report: { pending: 0, dropped: 0, rejected: 0 },
      });
      const log = logged();
      expect(durableIds(first).length).toBeGreaterThanOrEqual(20);
      expect(durableIds(first).filter((messageId) => !log.includes(messageId))).toEqual([]);
      expect(new Set(log).size).toBe(log.length);
    },
  );

  it('is told to end by SIGTERM, delivers what waits, and dies by the signal', async (context) => {
    const command = await commandOf(runtime, context);
    const queue = await mkdtemp(join(client.home, 'queue-'));
    const till = startTill(command, ['import', 'stay', hub.url, secret, queue], (count) =>
      count === 1 ? 'SIGTERM' : undefined,
    );
    expect(await till.ended).toEqual({ code: null, signal: 'SIGTERM', errors: '' });
    expect(durableIds(till).filter((messageId) => !logged().includes(messageId))).toEqual([]);
  });
});
