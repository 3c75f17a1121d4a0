import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '@rialto/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandInHub } from '../test/stand-in-hub.ts';
import { bytesIn, temporaryDirectory } from '../test/temp-directory.ts';

const script = new URL('../test/till-process.ts', import.meta.url).pathname;
const condition = '--conditions=rialto-source';

interface Said {
  readonly durable?: string;
  readonly delivered?: string;
  readonly status?: string;
  readonly error?: string;
  readonly dropped?: string;
  readonly report?: { readonly pending: number };
}

interface Till {
  readonly child: ChildProcess;
  readonly said: readonly Said[];
  /** Resolves once it has said so many lines that match. */
  until(matches: (line: Said) => unknown, count?: number): Promise<void>;
  /** Resolves with the exit code, when all that it said is read. */
  readonly ended: Promise<number | null>;
}

function startTill(args: readonly string[], command = process.execPath, before = [condition, script]): Till {
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: Said[] = [];
  const checks = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The last line of a process that was killed may be half a line.
    if (line.endsWith('}')) said.push(JSON.parse(line));
    for (const check of checks) check();
  });
  const ended = once(child, 'close').then(([code]): number | null => code);
  return {
    child,
    said,
    ended,
    until: (matches, count = 1) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (said.filter(matches).length >= count) resolve();
        };
        checks.add(check);
        check();
      }),
  };
}

const durableIds = (till: Till): string[] => till.said.flatMap(({ durable }) => durable ?? []);

/** An address on which nobody listens. */
async function deadEndpoint(): Promise<string> {
  const hub = await startStandInHub();
  await hub.close();
  return hub.endpoint;
}

describe('a till that is killed', { timeout: 60_000 }, () => {
  it.each([1, 2, 3, 4, 5])(
    'while the hub is down loses nothing that was durable, however often (seed %i)',
    async (seed) => {
      const path = temporaryDirectory();
      const random = seededRandom(seed);
      const endpoint = await deadEndpoint();
      const durable: string[] = [];
      for (let crash = 0; crash < 3; crash += 1) {
        const till = startTill([endpoint, path]);
        await till.until(({ durable: id }) => id, 1 + Math.floor(random.next() * 300));
        // Not at the end of a write, but anywhere within the next ones.
        await wait(random.next() * 10);
        till.child.kill('SIGKILL');
        await till.ended;
        durable.push(...durableIds(till));
        expect(till.said.filter(({ dropped }) => dropped)).toEqual([]);
      }
      const hub = await startStandInHub();
      const last = startTill([hub.endpoint, path, '1', 'flush']);
      expect(await last.ended).toBe(0);
      const log = hub.messages.map(({ messageId }) => messageId);
      expect(durable.filter((id) => !log.includes(id))).toEqual([]);
      expect(new Set(log).size).toBe(log.length);
      expect(last.said.filter(({ status }) => status === 'duplicate')).toEqual([]);
      expect(last.said.at(-1)?.report).toMatchObject({ pending: 0 });
      expect(bytesIn(path)).not.toContain('Sale Completed');
      await hub.close();
    },
  );

  it.each([11, 12])('while it delivers sends nothing twice into the log (seed %i)', async (seed) => {
    const path = temporaryDirectory();
    const random = seededRandom(seed);
    const hub = await startStandInHub();
    const durable: string[] = [];
    for (let crash = 0; crash < 3; crash += 1) {
      const till = startTill([hub.endpoint, path]);
      await till.until(({ delivered }) => delivered, 1 + Math.floor(random.next() * 400));
      await wait(random.next() * 10);
      till.child.kill('SIGKILL');
      await till.ended;
      durable.push(...durableIds(till));
    }
    await startTill([hub.endpoint, path, '1', 'flush']).ended;
    const log = hub.messages.map(({ messageId }) => messageId);
    expect(durable.filter((id) => !log.includes(id))).toEqual([]);
    expect(new Set(log).size).toBe(log.length);
    await hub.close();
  });
});

describe('a till in a process of its own', { timeout: 30_000 }, () => {
  it('ends when its work is done, even if nobody closes the client and the hub is down', async () => {
    const till = startTill([await deadEndpoint(), temporaryDirectory(), '25']);
    expect(await till.ended).toBe(0);
    expect(durableIds(till)).toHaveLength(25);
  });

  it('that finds another process on its directory says so, sells on, and leaves the directory alone', async () => {
    const path = temporaryDirectory();
    const endpoint = await deadEndpoint();
    const first = startTill([endpoint, path]);
    await first.until(({ durable }) => durable);
    const hub = await startStandInHub();
    const second = startTill([hub.endpoint, path, '10', 'flush']);
    expect(await second.ended).toBe(0);
    expect(second.said.filter(({ error }) => error)).toEqual([{ error: 'storage_taken' }]);
    expect(hub.messages).toHaveLength(10);
    first.child.kill('SIGKILL');
    await first.ended;
    const third = startTill([hub.endpoint, path, '1', 'flush']);
    expect(await third.ended).toBe(0);
    expect(third.said.filter(({ error }) => error && error !== 'storage_damaged')).toEqual([]);
    expect(hub.messages.length).toBeGreaterThanOrEqual(10 + durableIds(first).length);
    await hub.close();
  });

  it('whose disk is full says so once, and delivers all the same', async () => {
    const hub = await startStandInHub();
    const path = temporaryDirectory();
    // The system refuses files beyond 8 blocks, in the middle of a write as a full disk would.
    const limited = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, condition, script];
    const till = startTill([hub.endpoint, path, '200', 'flush'], 'sh', limited);
    expect(await till.ended).toBe(0);
    expect(till.said.filter(({ error }) => error)).toEqual([{ error: 'storage_fallback' }]);
    expect(till.said.filter(({ dropped }) => dropped)).toEqual([]);
    expect(new Set(hub.messages.map(({ messageId }) => messageId)).size).toBe(200);
    await hub.close();
  });
});
