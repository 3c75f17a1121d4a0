import type { Priority, StoredEvent } from '@rialto/core/delivery';
import { seededRandom, storedEvent } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange, type DiskContent, lock, memoryJournalFiles } from '../../test/memory-journal-files.ts';
import { openJournalStore, unstamped } from '../../test/open-journal.ts';

const options = { lanes: 2, segmentBytes: 500, cacheBytes: 1_000 };
const event = (id: number, change: Partial<StoredEvent> = {}): StoredEvent =>
  storedEvent(String(id), { order: id, body: `{"id":${id}}`, ...change });

/** What was done, and after how many changes of the disk it was certain. */
interface Recorded {
  readonly came: ReadonlyMap<string, number>;
  readonly gone: ReadonlyMap<string, number>;
  readonly files: ReturnType<typeof memoryJournalFiles>;
}

/** Appends, removals, purges, segments that come and go, and a stuck event that has to be copied forward. */
async function recordedRun(): Promise<Recorded> {
  const files = memoryJournalFiles();
  const { store, settled } = openJournalStore('queue', options, { files, lock });
  const came = new Map<string, number>();
  const gone = new Map<string, number>();
  const [even, odd] = store.lanes as [(typeof store.lanes)[0], (typeof store.lanes)[0]];
  const append = async (...ids: number[]): Promise<void> => {
    await even.append(ids.map((id) => event(id)));
    for (const id of ids) came.set(String(id), files.changes.length);
  };
  const remove = async (...ids: number[]): Promise<void> => {
    await odd.remove(ids.map(String));
    await settled();
    for (const id of ids) gone.set(String(id), files.changes.length);
  };
  await append(1, 2, 3);
  await append(4, 5);
  await remove(2, 3);
  await append(6, 7);
  const purged = await even.purge(({ messageId }) => messageId === '4');
  for (const id of purged) gone.set(id, files.changes.length);
  await remove(5, 6);
  for (let id = 8; id < 22; id += 2) {
    await append(id, id + 1);
    await remove(id, id + 1);
  }
  await append(30, 31);
  await remove(1, 7);
  await remove(30, 31);
  await append(32);
  await store.close();
  return { came, gone, files };
}

/** What a new process finds in a directory. */
async function found(content: DiskContent) {
  const files = memoryJournalFiles(content);
  const journal = openJournalStore('queue', options, { files, lock });
  const lanes = await Promise.all(journal.store.lanes.map((lane) => lane.peek(1_000)));
  const size = journal.store.size();
  await journal.store.close();
  return { ids: lanes.flat().map(({ messageId }) => messageId), lanes, size, codes: journal.codes(), files };
}

function checkOrder(lanes: readonly (readonly StoredEvent[])[]): void {
  for (const [lane, events] of lanes.entries()) {
    const ids = events.map(({ messageId }) => Number(messageId));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    for (const id of ids) expect(id % options.lanes).toBe(lane);
    for (const stored of events) expect(unstamped(stored).body).toBe(`{"id":${stored.messageId}}`);
  }
}

describe('the journal after a crash', () => {
  it('has everything that was durable, at every byte of a recorded run', { timeout: 60_000 }, async () => {
    const { came, gone, files } = await recordedRun();
    expect(new Set(files.changes.map(({ kind }) => kind)).size).toBe(6);
    const content: DiskContent = new Map();
    for (const [at, change] of files.changes.entries()) {
      const length = 'data' in change && change.kind !== 'replace' ? change.data.length : 1;
      for (let bytes = 0; bytes < length; bytes += 1) {
        const cut = new Map(content);
        if ('data' in change && change.kind !== 'replace') applyChange(cut, change, bytes);
        const { ids, lanes, codes } = await found(cut);
        const certain = [...came].filter(([id, after]) => after <= at && !gone.has(id)).map(([id]) => id);
        expect(ids).toEqual(expect.arrayContaining(certain));
        for (const [id, after] of gone) {
          if (after <= at) expect(ids).not.toContain(id);
        }
        checkOrder(lanes);
        expect(codes.filter((code) => code !== 'storage_damaged')).toEqual([]);
      }
      applyChange(content, change);
    }
    expect((await found(content)).ids).toEqual(['32']);
  });

  it('loses one event at most, or one removal, to any bad byte', { timeout: 60_000 }, async () => {
    const files = memoryJournalFiles();
    const { store } = openJournalStore('queue', options, { files, lock });
    const [lane] = store.lanes;
    for (let id = 0; id < 12; id += 2) await lane?.append([event(id), event(id + 1)]);
    await lane?.remove(['1', '2']);
    await lane?.remove(['6']);
    await store.close();
    const whole = ['0', '3', '4', '5', '7', '8', '9', '10', '11'];
    const random = seededRandom(11);
    for (const [segment, data] of files.content) {
      for (let at = 0; at < data.length; at += 1) {
        const spoiled = Buffer.from(data);
        spoiled[at] = (spoiled[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
        const {
          ids,
          lanes,
          codes,
          files: after,
        } = await found(new Map([...files.content, [segment, spoiled]]));
        checkOrder(lanes);
        expect(whole.filter((id) => !ids.includes(id)).length).toBeLessThanOrEqual(1);
        const back = ids.filter((id) => !whole.includes(id)).toSorted();
        expect([[], ['1', '2'], ['6']]).toContainEqual(back);
        expect(codes.filter((code) => code !== 'storage_damaged')).toEqual([]);
        // It is said once: what could not be read is not there any more at the next start.
        expect((await found(after.content)).codes).toEqual([]);
      }
    }
  });

  const priority = fc.constantFrom<Priority | undefined>('high', 'normal', 'low', undefined);
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('append' as const),
        id: fc.nat(30),
        priority,
        count: fc.nat(3),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('remove' as const), id: fc.nat(30), count: fc.nat(6) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('purge' as const), id: fc.integer({ min: 2, max: 5 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), keep: fc.nat(1_000) }) },
  );
  const settings = fc.record({
    lanes: fc.integer({ min: 1, max: 3 }),
    segmentBytes: fc.integer({ min: 1, max: 900 }),
    cacheBytes: fc.constantFrom(0, 2_000, 100_000),
  });

  it('holds what a simple model holds, whatever happens', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        settings,
        fc.boolean(),
        async (steps, given, collide) => {
          const parts = collide ? { hash: () => 7 } : {};
          let files = memoryJournalFiles();
          let journal = openJournalStore('queue', given, { ...parts, files, lock });
          /** In the order in which they came. */
          let model: StoredEvent[] = [];
          const without = (gone: (id: number) => boolean): void => {
            model = model.filter(({ messageId }) => !gone(Number(messageId)));
          };
          for (const step of steps) {
            if (step.do === 'append') {
              const events = Array.from({ length: step.count + 1 }, (_, at) =>
                event(step.id + at, step.priority && { priority: step.priority }),
              );
              await journal.store.lanes[0]?.append(events);
              const known = new Set(model.map(({ messageId }) => messageId));
              model.push(...events.filter(({ messageId }) => !known.has(messageId)));
            } else if (step.do === 'remove') {
              const ids = Array.from({ length: step.count }, (_, at) => String(step.id + at));
              await journal.lane.remove(ids);
              without((id) => ids.includes(String(id)));
            } else if (step.do === 'purge') {
              for (const lane of journal.store.lanes) {
                await lane.purge(({ messageId }) => Number(messageId) % step.id === 0);
              }
              without((id) => id % step.id === 0);
            } else {
              await journal.settled();
              // Everything up to here is certain, so the crash hits one more append in the middle of its write.
              const content = new Map(files.content);
              if (step.do === 'crash') {
                const from = files.changes.length;
                await journal.lane.append([event(99)]);
                await journal.store.close();
                for (const change of files.changes.slice(from)) {
                  const isHit = change.kind === 'append' && change.data.includes('{"id":99}');
                  // Without its last byte, the line end, a record would be complete.
                  applyChange(content, change, isHit ? step.keep % (change.data.length - 1) : undefined);
                  if (isHit) break;
                }
              } else await journal.store.close();
              files = memoryJournalFiles(content);
              journal = openJournalStore('queue', given, { ...parts, files, lock });
            }
            const expected = Array.from({ length: given.lanes }, (_, lane) =>
              (['high', 'normal', 'low'] as const).flatMap((rank) =>
                model.filter(
                  ({ order = 0, priority = 'normal' }) => order % given.lanes === lane && priority === rank,
                ),
              ),
            );
            const peeked = await Promise.all(journal.store.lanes.map((lane) => lane.peek(1_000)));
            expect(peeked.map((events) => events.map(unstamped))).toEqual(expected);
            expect(journal.store.size().events).toBe(model.length);
          }
          await journal.store.close();
        },
      ),
      { numRuns: 100 },
    );
  });
});
