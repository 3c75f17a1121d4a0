import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { createSqliteStore } from '../store/sqlite-store.ts';
import { testEvent } from '../store/test-events.ts';
import { verifyStore } from './verify.ts';

const [one, two] = ['q_0000000000000001', 'q_0000000000000002'];
const numbered = (number: number, change: Partial<PreparedEvent> = {}, queue = one): PreparedEvent =>
  testEvent(`${queue}-${number}`, { sequence: { queue, number }, ...change });
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('the numbers of senders’ queues', () => {
  it('are told with their gaps, which make no store wrong', async () => {
    const store = createMemoryStore();
    await store.commit(numbers(1, 30).flatMap((at) => ([17, 20, 21].includes(at) ? [] : [numbered(at)])));
    expect(await verifyStore(store)).toMatchObject({
      ok: true,
      sequenceCount: 1,
      sequences: [
        {
          source: 'till',
          queue: one,
          received: 27,
          highest: 30,
          missing: [
            [17, 17],
            [20, 21],
          ],
          missingCount: 3,
          rejected: 0,
        },
      ],
    });
  });

  it('are none where no sender counts', async () => {
    const store = createMemoryStore();
    await store.commit([testEvent('a')]);
    expect(await verifyStore(store)).toMatchObject({ ok: true, sequences: [], sequenceCount: 0 });
  });

  it('miss the first ones too', async () => {
    const store = createMemoryStore();
    await store.commit([numbered(4)]);
    const { sequences } = await verifyStore(store);
    expect(sequences).toMatchObject([{ received: 1, highest: 4, missing: [[1, 3]], missingCount: 3 }]);
  });

  it('count what was refused and held as come, and say how many the log does not have', async () => {
    const store = createMemoryStore();
    await store.commit(
      [
        numbered(1),
        numbered(2, { purposes: ['analytics'], trusted: false }),
        numbered(3, { purposes: ['analytics'], stamp: { analytics: false } }),
      ],
      undefined,
      [{ source: 'till', queue: one, number: 4 }],
    );
    expect((await verifyStore(store)).sequences).toMatchObject([
      { received: 4, highest: 4, missing: [], rejected: 3 },
    ]);
    // What was held comes again when its sender knows the consent.
    await store.commit([numbered(2, { purposes: ['analytics'], stamp: { analytics: true } })]);
    expect((await verifyStore(store)).sequences).toMatchObject([{ received: 4, rejected: 2 }]);
  });

  it('are bounded: so many gaps, so many queues, those with the most missing first', async () => {
    const store = createMemoryStore();
    await store.commit(numbers(1, 200).map((at) => numbered(2 * at)));
    await store.commit([numbered(Number.MAX_SAFE_INTEGER, {}, two)]);
    for (const at of numbers(1, 60))
      await store.commit([numbered(1, {}, `q_00000000000001${String(at).padStart(2, '0')}`)]);
    const { ok, sequences, sequenceCount } = await verifyStore(store);
    expect([ok, sequences.length, sequenceCount]).toEqual([true, 50, 62]);
    expect(sequences[0]).toMatchObject({ queue: two, missing: [[1, Number.MAX_SAFE_INTEGER - 1]] });
    expect(sequences[1]).toMatchObject({ queue: one, received: 200, highest: 400, missingCount: 200 });
    expect(sequences[1]?.missing).toEqual(numbers(0, 19).map((at) => [2 * at + 1, 2 * at + 1]));
  });
});

describe('a file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rialto-arrivals-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => join(folder, 'rialto.db');
  const change = (sql: string): void => {
    const database = new DatabaseSync(path());
    database.exec(sql);
    database.close();
  };

  it('keeps the numbers over a restart', async () => {
    const first = createSqliteStore({ path: path() });
    await first.commit([numbered(1), numbered(3)]);
    await first.close();
    const second = createSqliteStore({ path: path() });
    await second.commit([numbered(2), numbered(5)]);
    expect((await verifyStore(second)).sequences).toMatchObject([{ received: 4, missing: [[4, 4]] }]);
    await second.close();
  });

  it.each([
    ['a queue away', 'DELETE FROM sequences', '1'],
    ['a number of a queue away', "UPDATE sequences SET bits = x'1f80'", '1'],
    ['a late number of a queue away', "UPDATE sequences SET bits = x'3f'", '8'],
  ])('that does not know what its log has is caught: %s', async (_, sql, field) => {
    const store = createSqliteStore({ path: path() });
    await store.commit([...numbers(1, 6), 8].map((at) => numbered(at)));
    await store.close();
    change(sql);
    const reopened = createSqliteStore({ path: path() });
    const { ok, differences } = await verifyStore(reopened);
    expect(ok).toBe(false);
    expect(differences).toContainEqual({ in: 'sequence', id: one, field, problem: 'missing' });
    await reopened.close();
  });

  it('of which lines of the log were erased is not short of their numbers', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit(numbers(1, 6).map((at) => numbered(at)));
    await store.close();
    change(`DELETE FROM log WHERE message_id = '${one}-4'`);
    const reopened = createSqliteStore({ path: path() });
    expect(await verifyStore(reopened)).toMatchObject({
      ok: true,
      events: 5,
      sequences: [{ received: 6, missing: [], rejected: 1 }],
    });
    await reopened.close();
  });

  it('of the version before gets the table, and its events count on', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit([testEvent('old')]);
    await store.close();
    change('DROP TABLE sequences; PRAGMA user_version = 2');
    const migrated = createSqliteStore({ path: path() });
    expect(await verifyStore(migrated)).toMatchObject({ ok: true, events: 1, sequences: [] });
    await migrated.commit([numbered(1), numbered(2)]);
    expect(await verifyStore(migrated)).toMatchObject({ ok: true, events: 3, sequences: [{ received: 2 }] });
    await migrated.close();
  });
});
