import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '@rialto/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyStore } from '../replay/verify.ts';
import { createSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { testEvent } from './test-events.ts';

/** How Node runs our sources; the second flag is explained in vitest.workspace.ts. */
const sourceFlags = ['--conditions=rialto-source', '--wasm-wrapper-tiering-budget=2147483647'];

let folder = '';
const path = () => join(folder, 'rialto.db');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rialto-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = fileURLToPath(new URL('./ingest-child.ts', import.meta.url));

interface Child {
  readonly process: ChildProcess;
  /** Ids that it has said to be acknowledged. */
  readonly acknowledged: () => string[];
  readonly errors: () => string;
}

function ingest(prefix: string, batches: number, limit?: string): Child {
  const command = [process.execPath, ...sourceFlags, script, path(), prefix, String(batches)];
  const shell = ['sh', '-c', `${limit} && exec "$@"`, 'sh', ...command];
  const [file = '', ...args] = limit ? shell : command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  // The last line may be cut off by the kill.
  const acknowledged = () =>
    output
      .slice(0, output.lastIndexOf('\n') + 1)
      .split(/\s+/)
      .filter(Boolean);
  return { process: child, acknowledged, errors: () => errors };
}

async function logged(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (let sequence = 0; ; ) {
    const entries = await store.readLog(sequence, 1_000);
    ids.push(...entries.map(({ event }) => event.messageId));
    const last = entries.at(-1);
    if (!last) return ids;
    sequence = last.sequence;
  }
}

it('loses no acknowledged event to SIGKILL, and stays a fold of its log', { timeout: 120_000 }, async () => {
  const random = seededRandom(20_261_122);
  const acknowledged: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const child = ingest(`r${round}`, 0);
    const closed = once(child.process, 'close');
    while (child.acknowledged().length === 0) await sleep(5);
    await sleep(random.next() * 400);
    child.process.kill('SIGKILL');
    await closed;
    acknowledged.push(...child.acknowledged());

    const store = createSqliteStore({ path: path() });
    const ids = await logged(store);
    expect(new Set(ids).size).toBe(ids.length);
    const missing = acknowledged.filter((id) => !new Set(ids).has(id));
    expect(missing.slice(0, 5)).toEqual([]);
    expect(await verifyStore(store)).toMatchObject({ ok: true, events: ids.length });
    await store.close();
  }
  expect(acknowledged.length).toBeGreaterThan(500);
  const database = new DatabaseSync(path());
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
});

it('lets two processes write to one file, totals exact', { timeout: 120_000 }, async () => {
  // Together from the first moment: both find no file.
  const children = [ingest('one', 250), ingest('two', 250), ingest('one', 250)];
  const codes = await Promise.all(children.map(async (child) => (await once(child.process, 'close'))[0]));
  expect([codes, children.map(({ errors }) => errors())]).toEqual([
    [0, 0, 0],
    ['', '', ''],
  ]);
  const events =
    2 * Array.from({ length: 250 }, (_, batch) => 1 + (batch % 9)).reduce((sum, n) => sum + n, 0);
  const store = createSqliteStore({ path: path() });
  expect(await verifyStore(store)).toMatchObject({ ok: true, events, revenue: { GBP: String(events / 10) } });
  await store.close();
});

it('says so when the disk takes no more, and keeps what it had acknowledged', {
  timeout: 60_000,
}, async () => {
  // The largest file that the process may write, in blocks of 512 bytes (POSIX): an error like that of a failing disk.
  const child = ingest('full', 0, 'ulimit -f 3000');
  const [code] = await once(child.process, 'close');
  expect(child.errors()).toContain('store-unavailable: ');
  expect(code).toBe(3);
  expect(child.acknowledged().length).toBeGreaterThan(100);
  const store = createSqliteStore({ path: path() });
  const ids = new Set(await logged(store));
  expect(child.acknowledged().filter((id) => !ids.has(id))).toEqual([]);
  expect(await verifyStore(store)).toMatchObject({ ok: true });
  expect((await store.commit([testEvent('again')])).results).toEqual([
    { messageId: 'again', status: 'accepted' },
  ]);
  await store.close();
});
