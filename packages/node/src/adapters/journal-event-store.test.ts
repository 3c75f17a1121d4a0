import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveryProblem } from '@rialto/core/delivery';
import { eventStoreContract, storedEvent } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesIn, segmentsIn, temporaryDirectory } from '../../test/temp-directory.ts';
import { createJournalEventStore } from './journal-event-store.ts';

const ids = async (store: ReturnType<typeof createJournalEventStore>): Promise<string[]> =>
  (await store.peek(10_000)).map(({ messageId }) => messageId);

function openIn(path: string, segmentBytes?: number) {
  const problems: DeliveryProblem[] = [];
  const report = (problem: DeliveryProblem): void => void problems.push(problem);
  return {
    store: createJournalEventStore({ path, report, ...(segmentBytes && { segmentBytes }) }),
    problems,
    codes: () => problems.map(({ code }) => code),
  };
}

eventStoreContract(
  'journal',
  () => {
    const path = join(temporaryDirectory(), 'queue');
    const open = async () => openIn(path).store;
    return { open, reopen: open };
  },
  { describe, it, expect },
);

eventStoreContract(
  'journal in tiny segments',
  () => {
    const path = join(temporaryDirectory(), 'queue');
    const open = async () => openIn(path, 1).store;
    return { open, reopen: open };
  },
  { describe, it, expect },
);

eventStoreContract(
  'journal that fell back to memory',
  () => {
    const path = join(temporaryDirectory(), 'file', 'queue');
    writeFileSync(join(path, '..'), '');
    return { open: async () => openIn(path).store };
  },
  { describe, it, expect },
);

describe('the journal on disk', () => {
  it('is for its owner alone', async () => {
    const path = join(temporaryDirectory(), 'a', 'queue');
    const { store } = openIn(path);
    await store.append([storedEvent('a')]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('has an event when its append has resolved, without being closed', async () => {
    const path = temporaryDirectory();
    const { store } = openIn(path);
    await store.append([storedEvent('a')]);
    expect(bytesIn(path)).toContain('"messageId":"a"');
    await store.close();
  });

  it('does not resolve the second append of an id before the first is on disk', async () => {
    const path = temporaryDirectory();
    const { store } = openIn(path);
    await store.size();
    const order: number[] = [];
    await Promise.all([
      store.append([storedEvent('a')]).then(() => order.push(1)),
      store.append([storedEvent('a')]).then(() => order.push(2)),
    ]);
    expect(order).toEqual([1, 2]);
    await store.close();
  });

  it('deletes a segment when nothing in it waits any more, and empties the one in use', async () => {
    const path = temporaryDirectory();
    const { store } = openIn(path, 200);
    for (const id of ['a', 'b', 'c', 'd']) await store.append([storedEvent(id)]);
    expect(segmentsIn(path)).toContain('journal-00000002.log');
    await store.remove(['a', 'b']);
    expect(segmentsIn(path)).not.toContain('journal-00000001.log');
    await store.remove(['c', 'd']);
    expect(bytesIn(path)).not.toContain('messageId');
    await store.close();
    expect(segmentsIn(path)).toEqual([]);
  });

  it('does not bring back an event whose removal stands in a newer segment', async () => {
    const path = temporaryDirectory();
    const { store } = openIn(path, 1);
    for (const id of ['a', 'b', 'c']) await store.append([storedEvent(id)]);
    await store.remove(['b']);
    await store.remove(['c']);
    await store.close();
    const { store: again } = openIn(path);
    expect(await ids(again)).toEqual(['a']);
    await again.close();
  });

  it('keeps no byte of what was purged', async () => {
    const path = temporaryDirectory();
    const { store } = openIn(path, 300);
    const secret = storedEvent('s', { body: '{"about":"withdrawn-secret"}', purposes: ['analytics'] });
    await store.append([storedEvent('a'), secret]);
    await store.append([storedEvent('b')]);
    expect(await store.purge(({ purposes }) => purposes.includes('analytics'))).toEqual(['s']);
    expect(bytesIn(path)).not.toContain('withdrawn-secret');
    await store.append([storedEvent('c')]);
    await store.close();
    const { store: again } = openIn(path);
    expect(await ids(again)).toEqual(['a', 'b', 'c']);
    await again.close();
  });

  it('holds what a model of it holds, over any sequence of appends, removals, purges and restarts', async () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('append' as const), id: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ do: fc.constant('remove' as const), id: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ do: fc.constant('purge' as const), id: fc.integer({ min: 2, max: 5 }) }),
      fc.record({ do: fc.constant('reopen' as const), id: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 30 }),
        fc.integer({ min: 1, max: 900 }),
        async (actions, bytes) => {
          const path = join(temporaryDirectory(), 'queue');
          let { store } = openIn(path, bytes);
          let model: number[] = [];
          for (const { do: what, id } of actions) {
            if (what === 'append') {
              await store.append([storedEvent(String(id))]);
              if (!model.includes(id)) model.push(id);
            } else if (what === 'remove') {
              await store.remove([String(id)]);
              model = model.filter((other) => other !== id);
            } else if (what === 'purge') {
              await store.purge(({ messageId }) => Number(messageId) % id === 0);
              model = model.filter((other) => other % id !== 0);
            } else {
              await store.close();
              ({ store } = openIn(path, bytes));
            }
            expect(await ids(store)).toEqual(model.map(String));
          }
          await store.close();
          rmSync(path, { recursive: true });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a journal that a crash or a bad disk has touched', () => {
  /** The bytes of a small journal with three events, one of them delivered. */
  async function recorded(): Promise<Buffer> {
    const path = temporaryDirectory();
    const { store } = openIn(path);
    await store.append([storedEvent('a'), storedEvent('b')]);
    await store.remove(['a']);
    await store.append([storedEvent('c')]);
    const bytes = readFileSync(join(path, 'journal-00000001.log'));
    await store.close();
    return bytes;
  }

  it('opens after being cut off at any byte, with every complete record', async () => {
    const bytes = await recorded();
    const lines = bytes.toString().split('\n');
    const lineWith = (part: string): string => lines.find((line) => line.includes(part)) ?? '?';
    for (let length = 0; length <= bytes.length; length += 1) {
      const path = temporaryDirectory();
      const cut = bytes.subarray(0, length);
      writeFileSync(join(path, 'journal-00000001.log'), cut);
      const { store, codes } = openIn(path);
      const whole = ['a', 'b', 'c'].filter(
        (id) =>
          cut.includes(lineWith(`"messageId":"${id}"`)) && !(id === 'a' && cut.includes(lineWith('"gone"'))),
      );
      expect(await ids(store)).toEqual(whole);
      expect(codes().filter((code) => code !== 'storage_damaged')).toEqual([]);
      await store.append([storedEvent('new')]);
      expect(await ids(store)).toEqual([...whole, 'new']);
      await store.close();
    }
  });

  it('says once what it could not read, sets it aside, and goes on with the rest', async () => {
    const path = temporaryDirectory();
    const bytes = await recorded();
    bytes[bytes.indexOf('"messageId":"b"') + 14] = 0x78;
    writeFileSync(join(path, 'journal-00000007.log'), bytes);
    const { store, problems } = openIn(path);
    expect(await ids(store)).toEqual(['c']);
    expect(problems).toEqual([{ code: 'storage_damaged', message: expect.stringContaining('1 line(s)') }]);
    expect(readFileSync(join(path, 'damaged.log'), 'utf8')).toContain('"messageId":"bx');
    await store.close();
    const { store: again, codes } = openIn(path);
    expect(await ids(again)).toEqual(['c']);
    expect(codes()).toEqual([]);
    await again.close();
  });

  it('keeps the order after a rewrite that a crash cut short', async () => {
    const path = temporaryDirectory();
    const bytes = await recorded();
    writeFileSync(join(path, 'journal-00000001.log'), bytes);
    const copy = bytes
      .toString()
      .split('\n')
      .filter((line) => line.includes('"messageId":"b"'));
    writeFileSync(join(path, 'journal-00000002.log'), `\n${copy[0]}\n`);
    const { store } = openIn(path);
    expect(await ids(store)).toEqual(['b', 'c']);
    await store.remove(['b', 'c']);
    await store.close();
    expect(segmentsIn(path)).toEqual([]);
  });
});

describe('a directory that cannot be used', () => {
  it('is told of once, and memory takes over', async () => {
    const path = join(temporaryDirectory(), 'file');
    writeFileSync(path, 'not a directory');
    const { store, problems } = openIn(path);
    await store.append([storedEvent('a')]);
    await store.append([storedEvent('b')]);
    await store.remove(['a']);
    expect(await ids(store)).toEqual(['b']);
    expect(problems).toEqual([{ code: 'storage_fallback', message: expect.stringContaining(path) }]);
    await store.close();
  });

  it('may fail in the middle: what waits is still there, and one error says so', async () => {
    const path = join(temporaryDirectory(), 'queue');
    const { store, codes } = openIn(path, 1);
    await store.append([storedEvent('a')]);
    rmSync(path, { recursive: true });
    writeFileSync(path, 'in the way');
    await Promise.all(['b', 'c', 'd'].map((id) => store.append([storedEvent(id)])));
    await store.remove(['a']);
    expect(await ids(store)).toEqual(['b', 'c', 'd']);
    expect(await store.size()).toMatchObject({ events: 3 });
    expect(codes()).toEqual(['storage_fallback']);
    await store.close();
  });

  it('that another store has is told of as taken, and left alone', async () => {
    const path = temporaryDirectory();
    const first = openIn(path);
    await first.store.append([storedEvent('a')]);
    const second = openIn(path);
    await second.store.append([storedEvent('b')]);
    expect(second.codes()).toEqual(['storage_taken']);
    expect(await ids(second.store)).toEqual(['b']);
    await second.store.close();
    expect(bytesIn(path)).not.toContain('"messageId":"b"');
    expect(existsSync(join(path, 'lock.1'))).toBe(true);
    await first.store.close();
    expect(existsSync(join(path, 'lock.1'))).toBe(false);
  });
});
