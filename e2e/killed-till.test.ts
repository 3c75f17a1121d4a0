import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '@rialto/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { end, freePort, linesOf, outputOf, startHub, startNode } from './support/processes.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** The ids in the hub's log, as often as they are there. */
function logOf(data: string): string[] {
  const database = new DatabaseSync(join(data, 'rialto.db'), { readOnly: true });
  const rows = database.prepare('select message_id from log').all();
  database.close();
  return rows.map((row) => String(row.message_id));
}

describe('a till that is killed', () => {
  it.each([1, 2, 3])(
    'loses no sale that was durable, and the hub counts each once (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const folder = await mkdtemp(join(tmpdir(), 'rialto-e2e-'));
      folders.push(folder);
      const data = join(folder, 'hub');
      const queue = join(folder, 'queue');
      const port = await freePort();
      // First start: the keys. Then the hub goes down, as it would on the evening the network fails.
      const first = await startHub(data, port);
      const { secret } = await first.keys();
      await end(first.process);

      const killAfter = 50 + Math.floor(seededRandom(seed).next() * 400);
      const till = startNode('e2e/support/tracking-till.ts', 'track', first.url, secret, queue);
      const durable: string[] = [];
      for await (const messageId of linesOf(till)) {
        durable.push(messageId);
        if (durable.length === killAfter) till.kill('SIGKILL');
      }
      expect(durable.length).toBeGreaterThanOrEqual(killAfter);

      const second = await startHub(data, port);
      const drained = await outputOf(
        startNode('e2e/support/tracking-till.ts', 'drain', second.url, secret, queue),
      );
      await end(second.process);

      expect(JSON.parse(drained)).toMatchObject({ pending: 0, dropped: 0, rejected: 0 });
      const log = logOf(data);
      expect(durable.filter((messageId) => !log.includes(messageId))).toEqual([]);
      expect(log.length).toBe(new Set(log).size);

      const verified = await outputOf(
        startNode('packages/hub/src/cli.ts', 'verify', '--data', data, '--json'),
      );
      expect(JSON.parse(verified)).toMatchObject({ ok: true, events: log.length });
    },
  );
});
