import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchReply } from '@rialto/core';
import { seededRandom } from '@rialto/core/testing';
import { expect, it } from 'vitest';
import { type HubProcess, runProcess, startHubProcess } from '../../test/hub-process.ts';
import { openStore } from '../store/open-store.ts';

const sale = (id: string) => ({
  type: 'track',
  event: 'Sale Completed',
  messageId: id,
  userId: `c-${id.length}-${id.charCodeAt(id.length - 1)}`,
  properties: { receipt_number: id, total: '1.01', currency: 'EUR' },
});

/** @returns the ids that the hub has acknowledged; none where it died under way */
async function send({ url, keys }: HubProcess, ids: readonly string[]): Promise<readonly string[]> {
  try {
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'x-write-key': keys.secret },
      body: JSON.stringify({ batch: ids.map(sale) }),
      signal: AbortSignal.timeout(20_000),
    });
    if (response.status !== 200) return [];
    const { results } = (await response.json()) as BatchReply;
    return results.flatMap(({ status, messageId }) =>
      status === 'accepted' || status === 'duplicate' ? [messageId] : [],
    );
  } catch {
    return [];
  }
}

async function loggedIds(data: string): Promise<string[]> {
  const store = openStore(`file:${join(data, 'rialto.db')}`);
  try {
    const ids: string[] = [];
    for (let after = 0; ; ) {
      const page = await store.readLog(after, 1_000);
      const last = page.at(-1);
      if (!last) return ids;
      ids.push(...page.map(({ event }) => event.messageId));
      after = last.sequence;
    }
  } finally {
    await store.close();
  }
}

it.each([1, 2, 3, 4])(
  'a hub that is killed while it ingests has lost nothing that it acknowledged, and holds nothing twice (seed %i)',
  async (seed) => {
    const data = await mkdtemp(join(tmpdir(), 'rialto-killed-'));
    const random = seededRandom(seed);
    const pick = (from: number, to: number) => from + Math.floor(random.next() * (to - from));
    try {
      const sent: string[] = [];
      const acknowledged = new Set<string>();
      let keys: HubProcess['keys'] | undefined;
      for (let life = 0; life < 2; life += 1) {
        const hub = await startHubProcess(data, keys);
        keys = hub.keys;
        let isAlive = true;
        const till = async (name: string) => {
          for (let batch = 0; isAlive; batch += 1) {
            const ids = Array.from(
              { length: pick(1, 60) },
              (_, index) => `${seed}-${life}-${name}-${batch}-${index}`,
            );
            sent.push(...ids);
            for (const id of await send(hub, ids)) acknowledged.add(id);
          }
        };
        const tills = ['a', 'b', 'c'].map(till);
        const atLeast = acknowledged.size + pick(200, 800);
        while (acknowledged.size < atLeast) await new Promise((resolve) => setTimeout(resolve, 1));
        await new Promise((resolve) => setTimeout(resolve, pick(0, 15)));
        isAlive = false;
        expect((await hub.end('SIGKILL')).signal).toBe('SIGKILL');
        await Promise.all(tills);
      }

      const logged = await loggedIds(data);
      expect(new Set(logged).size).toBe(logged.length);
      expect([...acknowledged].filter((id) => !logged.includes(id))).toEqual([]);

      // The tills send everything again, as they would: each sale is there once.
      const hub = await startHubProcess(data, keys);
      for (let from = 0; from < sent.length; from += 500) {
        expect(await send(hub, sent.slice(from, from + 500))).toHaveLength(Math.min(500, sent.length - from));
      }
      expect(await hub.end('SIGTERM')).toEqual({ code: 0, signal: null });
      expect((await loggedIds(data)).toSorted()).toEqual(sent.toSorted());
      const { code, out } = await runProcess('verify', '--data', data, '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ ok: true, events: sent.length });
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
  120_000,
);
