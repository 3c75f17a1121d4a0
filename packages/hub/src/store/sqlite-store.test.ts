import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from './open-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { eventOf, identifier, saleOf, testEvent } from './test-events.ts';

let folder = '';
const path = () => join(folder, 'data', 'rialto.db');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rialto-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sql = (statement: string) => {
  const database = new DatabaseSync(path());
  const rows = database.prepare(statement).all();
  database.close();
  return rows;
};

describe('the file', () => {
  it('is made with its directory, for the owner alone', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit([testEvent('a')]);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(join(folder, 'data'))) {
      expect([file, statSync(join(folder, 'data', file)).mode & 0o777]).toEqual([file, 0o600]);
    }
    await store.close();
  });

  it('is one file again when the store is closed, and holds everything', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit([saleOf('a', ['userId:ada'], '5'), eventOf('b', ['userId:ada', 'loyalty_card:1'])]);
    const [counts, ada] = [await store.counts(), await store.findProfile(identifier('loyalty_card:1'))];
    await store.close();
    expect(readdirSync(join(folder, 'data'))).toEqual(['rialto.db']);
    const reopened = createSqliteStore({ path: path() });
    expect(await reopened.counts()).toEqual(counts);
    expect(await reopened.findProfile(identifier('userId:ada'))).toEqual(ada);
    expect((await reopened.commit([testEvent('a')])).results[0]?.status).toBe('duplicate');
    await reopened.close();
  });

  it('is written with WAL and synchronous FULL, its tables numbered', async () => {
    await createSqliteStore({ path: path() }).close();
    expect(sql('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(sql('PRAGMA user_version')).toEqual([{ user_version: 3 }]);
    expect(sql('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('keeps figures in columns, money in whole millionths', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit([
      saleOf('a', ['userId:ada'], '22.2'),
      { ...saleOf('b', [], '-1'), training: true },
      saleOf('c', [], '9000000000.5'),
    ]);
    await store.close();
    expect(
      sql('SELECT message_id, amount_micros, currency, training, name FROM log ORDER BY sequence'),
    ).toEqual([
      { message_id: 'a', amount_micros: 22_200_000, currency: 'GBP', training: 0, name: 'Sale Completed' },
      { message_id: 'b', amount_micros: -1_000_000, currency: 'GBP', training: 1, name: 'Sale Completed' },
      {
        message_id: 'c',
        amount_micros: 9_000_000_000_500_000,
        currency: 'GBP',
        training: 0,
        name: 'Sale Completed',
      },
    ]);
  });

  it('that is no database is refused, and left as it is', () => {
    const file = join(folder, 'garbage.db');
    writeFileSync(file, 'no database '.repeat(1_000));
    expect(() => createSqliteStore({ path: file })).toThrow(
      expect.objectContaining({
        code: 'store-unavailable',
        message: expect.stringContaining('not a SQLite database'),
      }),
    );
    expect(statSync(file).size).toBe(12_000);
  });

  it('that a newer program wrote is refused', async () => {
    await createSqliteStore({ path: path() }).close();
    sql('PRAGMA user_version = 99');
    expect(() => createSqliteStore({ path: path() })).toThrow(
      expect.objectContaining({
        code: 'store-newer',
        message: expect.stringContaining('Update @rialto/hub'),
      }),
    );
  });

  it('of another program is refused, and gets no tables of ours', () => {
    mkdirSync(join(folder, 'data'));
    sql('CREATE TABLE theirs (a)');
    expect(() => createSqliteStore({ path: path() })).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
    expect(sql('SELECT name FROM sqlite_schema')).toEqual([{ name: 'theirs' }]);
  });

  it('in a place that cannot be made is refused', () => {
    writeFileSync(join(folder, 'data'), 'a file, not a directory');
    expect(() => createSqliteStore({ path: path() })).toThrow(
      expect.objectContaining({ code: 'store-unavailable' }),
    );
  });

  it('that lacks a table is refused', async () => {
    await createSqliteStore({ path: path() }).close();
    sql('DROP TABLE aliases');
    expect(() => createSqliteStore({ path: path() })).toThrow(
      expect.objectContaining({ code: 'store-unavailable' }),
    );
  });
});

describe('two threads', () => {
  it('answers reads from the last commit while the next one runs', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit([eventOf('a', ['userId:ada'])]);
    let isDone = false;
    const commit = store
      .commit(Array.from({ length: 8_000 }, (_, at) => saleOf(`m${at}`, ['userId:ada'], '1')))
      .finally(() => {
        isDone = true;
      });
    let reads = 0;
    while (!isDone) {
      const ada = await store.findProfile(identifier('userId:ada'));
      if (!isDone) expect([1, 8_001]).toContain(ada?.events);
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await commit;
    expect(reads).toBeGreaterThan(20);
    await store.close();
  });

  it('refuses at once when too much waits, and takes more when it has caught up', async () => {
    const store = createSqliteStore({ path: path(), maxWaiting: 100 });
    const batch = (name: string) => Array.from({ length: 60 }, (_, at) => testEvent(`${name}${at}`));
    const first = store.commit(batch('a'));
    await expect(store.commit(batch('b'))).rejects.toMatchObject({ code: 'store-unavailable' });
    await first;
    expect((await store.commit(batch('b'))).results).toHaveLength(60);
    expect((await store.counts()).events).toBe(120);
    await store.close();
  });

  it('loses no batch to a neighbour in the same transaction that cannot be stored', async () => {
    const store = createSqliteStore({ path: path() });
    await store.commit([]);
    // What no parser lets through: the first is refused by the file, the second before it gets there.
    const broken = [testEvent('x', { channel: null as never }), testEvent('y', { name: undefined as never })];
    const answers = await Promise.allSettled([
      store.commit([testEvent('a')]),
      ...broken.map((event) => store.commit([event])),
      store.commit([testEvent('b')]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((await store.readLog(0, 9)).map(({ event }) => event.messageId)).toEqual(['a', 'b']);
    await store.close();
  });
});

describe('openStore', () => {
  it.each(['file:', 'file://'])('opens %s with an absolute path', async (scheme) => {
    const store = openStore(`${scheme}${path()}`);
    await store.close();
    expect(existsSync(path())).toBe(true);
  });

  it('opens memory:', async () => {
    expect((await openStore('memory:').counts()).events).toBe(0);
  });

  it.each([
    ['postgres://rialto:secret@db/rialto', 'later version'],
    ['redis://:secret@cache', 'received redis:'],
    ['', 'received no scheme'],
    ['./data/rialto.db', 'received no scheme'],
    ['file:', 'received file:'],
  ])('refuses %j in words that help, without its password', (url, words) => {
    expect(() => openStore(url)).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(words) }),
    );
    expect(() => openStore(url)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
