import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '@rialto/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashRecord, hashWords } from '../proof/hash-record.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { createSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { consentOf, eventOf, identifier, saleOf } from '../store/test-events.ts';
import { verifyStore } from './verify.ts';
import { verifyProof } from './verify-proof.ts';

let folder = '';
const path = () => join(folder, 'rialto.db');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rialto-proof-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const words = 'Ja, ich will Post.';
const text = { properties: { text_hash: hashWords(words), staff: 's-17', method: 'spoken' } };
const history = [
  consentOf('a', ['anonymousId:d1'], { analytics: 'denied', marketing: 'granted' }),
  saleOf('b', ['userId:ada'], '5'),
  consentOf('c', ['userId:ada'], { analytics: 'granted', 'marketing@email': 'granted' }, text),
  eventOf('d', ['userId:ada'], { name: 'Email Unsubscribed' }),
  eventOf('e', ['userId:ada', 'anonymousId:d1']),
  consentOf('f', ['userId:ada'], { 'marketing@email': 'granted' }, text),
  consentOf('g', ['userId:grace'], { analytics: 'denied' }),
  eventOf('h', ['userId:grace'], {
    name: 'Consent Used',
    properties: { purpose: 'marketing', channel: 'phone' },
  }),
];

async function fill(store: Store): Promise<Store> {
  for (const event of history) await store.commit([event], new Map([[hashWords(words), words]]));
  return store;
}

/** Fills a file, changes it behind the program's back, and opens it again. */
async function tampered(change: (database: DatabaseSync) => void): Promise<Store> {
  const original = join(folder, 'original.db');
  if (!existsSync(original)) await (await fill(createSqliteStore({ path: original }))).close();
  copyFileSync(original, path());
  const database = new DatabaseSync(path());
  database.exec(
    'DROP TRIGGER IF EXISTS consent_records_stay; DROP TRIGGER IF EXISTS consent_records_remain;',
  );
  change(database);
  database.close();
  return createSqliteStore({ path: path() });
}

describe('records that are those of the log', () => {
  it.each([
    ['memory', createMemoryStore],
    ['sqlite', () => createSqliteStore({ path: path() })],
  ])('R3: are whole in %s, for all and for one person', async (_, create) => {
    const store = await fill(create());
    expect(await verifyProof(store)).toEqual({ ok: true, chains: 3, records: 7, broken: [], brokenCount: 0 });
    expect(await verifyProof(store, identifier('anonymousId:d1'))).toMatchObject({
      ok: true,
      chains: 2,
      records: 5,
    });
    expect(await verifyProof(store, identifier('userId:grace'))).toMatchObject({ chains: 1, records: 2 });
    expect(await verifyProof(store, identifier('userId:nobody'))).toBeUndefined();
    expect(await verifyStore(store)).toMatchObject({ ok: true });
    await store.close();
  });

  it('are none where nobody decided anything', async () => {
    const store = createMemoryStore();
    await store.commit([saleOf('a', ['userId:ada'], '5')]);
    expect(await verifyProof(store)).toMatchObject({ ok: true, chains: 0, records: 0 });
    expect(await verifyProof(store, identifier('userId:ada'))).toMatchObject({ ok: true, chains: 0 });
  });

  it('R3: holds while the log grows', async () => {
    const store = createSqliteStore({ path: path() });
    const writing = Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        store.commit([consentOf(`w${at}`, [`userId:${at % 3}`], { analytics: 'denied' })]),
      ),
    );
    expect(await verifyProof(store)).toMatchObject({ ok: true });
    await writing;
    expect(await verifyProof(store)).toMatchObject({ ok: true, chains: 3, records: 40 });
    await store.close();
  });
});

/** One byte of a text other than it was, the length as it was. */
function flip(value: string, random: () => number): string {
  const bytes = Buffer.from(value);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 7));
  return bytes.toString();
}

async function isFound(store: Store): Promise<boolean> {
  const verifications = await Promise.allSettled([verifyProof(store), verifyStore(store)]);
  await store.close();
  // A document that is no JSON any more ends the reading of the log, which is a finding as well.
  return verifications.every((one) => one.status === 'rejected' || one.value?.ok === false);
}

describe('P2: a file that somebody changed', () => {
  it.each([
    ['consent_records', 'body', 30],
    ['consent_records', 'hash', 15],
    ['consent_records', 'previous', 10],
    ['log', 'event', 30],
    ['consent_texts', 'text', 5],
  ] as const)(
    'P2: is found whichever byte it was, in %s.%s',
    { timeout: 60_000 },
    async (table, column, rounds) => {
      const random = seededRandom(20_261_125);
      for (let round = 0; round < rounds; round += 1) {
        let changed = '';
        const store = await tampered((database) => {
          const where =
            table === 'log'
              ? `WHERE name IN ('Consent Recorded', 'Consent Used', 'Email Unsubscribed')`
              : `WHERE ${column} <> ''`;
          const rows = database
            .prepare(`SELECT rowid AS id, ${column} AS value FROM ${table} ${where}`)
            .all();
          const row = rows[Math.floor(random.next() * rows.length)];
          const before = String(row?.value);
          changed = flip(before, () => random.next());
          database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(changed, Number(row?.id));
        });
        expect([await isFound(store), changed]).toEqual([true, changed]);
        rmSync(path());
      }
    },
  );

  it.each<[string, string, object]>([
    [
      'a record away',
      `DELETE FROM consent_records WHERE body LIKE '%"message_id":"d"%'`,
      { problem: 'missing' },
    ],
    [
      'the end of a chain away',
      `DELETE FROM consent_records WHERE body LIKE '%"message_id":"f"%'`,
      { number: 4, problem: 'missing' },
    ],
    ['every record away', 'DELETE FROM consent_records', { problem: 'missing' }],
    [
      'two records in each other’s place',
      `UPDATE consent_records SET number = -number WHERE number IN (1, 2) AND body LIKE '%ada%';
       UPDATE consent_records SET number = 3 + number WHERE number < 0`,
      { number: 1, problem: 'misplaced' },
    ],
    [
      'a record that no event made',
      `INSERT INTO consent_records SELECT tenant, 'p_x', number, previous, hash, body FROM consent_records WHERE number = 1 LIMIT 1`,
      { chain: 'p_x', problem: 'needless' },
    ],
    ['an event away', `DELETE FROM log WHERE message_id = 'f'`, { number: 4, problem: 'needless' }],
    [
      'an event that was added',
      `INSERT INTO log (tenant, source, message_id, type, name, happened_at, received_at, channel, training, event)
       SELECT tenant, source, 'copy', type, name, happened_at, received_at, channel, training, replace(event, '"f"', '"copy"') FROM log WHERE message_id = 'f'`,
      { number: 5, problem: 'missing' },
    ],
    [
      'a head',
      `UPDATE profiles SET document = json_set(document, '$.proof.head', 'sha256:0') WHERE json_extract(document, '$.userId') = 'ada'`,
      { problem: 'head' },
    ],
    ['a head away', `UPDATE profiles SET document = json_remove(document, '$.proof')`, { problem: 'head' }],
    ['the words', `UPDATE consent_texts SET text = 'Nein.'`, { problem: 'text' }],
  ])('P2: is found: %s', async (_, sql, fault) => {
    const store = await tampered((database) => database.exec(sql));
    const { ok, broken } = (await verifyProof(store)) ?? {};
    expect(ok).toBe(false);
    expect(broken).toContainEqual(expect.objectContaining(fault));
    expect(await verifyStore(store)).toMatchObject({ ok: false });
    await store.close();
  });

  it('P2: is found where a record was rewritten together with its hash', async () => {
    const store = await tampered((database) => {
      const row = database
        .prepare(
          `SELECT rowid AS id, previous, body FROM consent_records WHERE body LIKE '%"message_id":"g"%'`,
        )
        .get();
      const body = String(row?.body).replaceAll('denied', 'granted');
      database
        .prepare('UPDATE consent_records SET body = ?, hash = ? WHERE rowid = ?')
        .run(body, hashRecord(String(row?.previous), body), Number(row?.id));
    });
    expect(await verifyProof(store, identifier('userId:grace'))).toMatchObject({ ok: false });
    expect(await verifyProof(store, identifier('userId:ada'))).toMatchObject({ ok: true });
    expect(await verifyStore(store)).toMatchObject({
      ok: false,
      differences: expect.arrayContaining([expect.objectContaining({ in: 'record' })]),
    });
    await store.close();
  });

  it('P2: the file itself refuses to change or to remove a record', async () => {
    await (await fill(createSqliteStore({ path: path() }))).close();
    const database = new DatabaseSync(path());
    for (const sql of ['DELETE FROM consent_records', `UPDATE consent_records SET body = ''`]) {
      expect(() => database.exec(sql)).toThrow('consent records are only added');
    }
    database.close();
  });

  it('lists the first faults and counts the rest', async () => {
    const store = createMemoryStore();
    await store.commit(
      Array.from({ length: 120 }, (_, at) => consentOf(`m${at}`, [`userId:${at}`], { analytics: 'denied' })),
    );
    const empty: Store = { ...store, listRecords: async () => [] };
    const { broken, brokenCount } = (await verifyProof(empty)) ?? {};
    expect([broken?.length, brokenCount]).toEqual([50, 120]);
  });
});
