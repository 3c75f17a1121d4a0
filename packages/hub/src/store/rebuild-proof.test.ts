import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashWords } from '../proof/hash-record.ts';
import { readProofRecord } from '../proof/proof-record.ts';
import { verifyStore } from '../replay/verify.ts';
import { verifyProof } from '../replay/verify-proof.ts';
import { applicationId, stepsAfter } from './sqlite-schema.ts';
import { createSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { consentOf, eventOf, identifier, saleOf } from './test-events.ts';

let folder = '';
const path = (name: string) => join(folder, `${name}.db`);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rialto-rebuild-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const history = [
  consentOf('a', ['anonymousId:d1'], { analytics: 'denied' }),
  saleOf('b', ['userId:ada', 'loyalty_card:1'], '5'),
  consentOf('c', ['userId:ada'], { 'marketing@email': 'granted' }, { properties: { text: 'Ja,\n gern' } }),
  eventOf('d', ['userId:ada', 'anonymousId:d1']),
  eventOf('e', ['userId:ada'], { name: 'Opt-Out Received' }),
  ...Array.from({ length: 1_200 }, (_, at) => saleOf(`s${at}`, [`userId:${at % 7}`], '1')),
  consentOf('f', ['userId:3'], { analytics: 'granted' }),
];

/** Writes a file as version 1 of the tables did: its step, and the rows that a later file holds of the same log. */
async function writeVersionOne(): Promise<void> {
  const store = createSqliteStore({ path: path('new') });
  await store.commit(history);
  await store.close();
  const database = new DatabaseSync(path('old'));
  database.exec(stepsAfter(0)[0]?.sql ?? '');
  database.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${applicationId};
    ATTACH '${path('new')}' AS new;
    ${['log', 'identifiers', 'merges', 'aliases', 'profiles'].map((table) => `INSERT INTO main.${table} SELECT * FROM new.${table};`).join('\n')}
    UPDATE main.profiles SET document = json_remove(document, '$.proof');`);
  database.close();
}

const recordsIn = async (store: Store) => await store.listRecords(undefined, 1_000);

it('R4: makes the chains of a file of the version before from its log', async () => {
  await writeVersionOne();
  const [migrated, written] = [
    createSqliteStore({ path: path('old') }),
    createSqliteStore({ path: path('new') }),
  ];
  expect(await recordsIn(migrated)).toEqual(await recordsIn(written));
  expect((await recordsIn(migrated)).length).toBe(5);
  expect(await migrated.listProfiles('', 100)).toEqual(await written.listProfiles('', 100));
  expect(await verifyProof(migrated)).toMatchObject({ ok: true, chains: 3, records: 5 });
  expect(await verifyStore(migrated)).toMatchObject({ ok: true, events: history.length });
  await written.close();
  await migrated.close();
});

it('R4: leaves a file that verifies, also where an older program found other people in the same log', async () => {
  await writeVersionOne();
  const database = new DatabaseSync(path('old'));
  // It joined Ada and customer 3, gave a sale of customer 2 to nobody, and kept a link that no event made.
  const one = (sql: string) => String(Object.values(database.prepare(sql).get() ?? {})[0]);
  const ada = one(`SELECT profile_id FROM identifiers WHERE kind = 'userId' AND value = 'ada'`);
  const third = one(`SELECT profile_id FROM identifiers WHERE kind = 'userId' AND value = '3'`);
  database.exec(`
    INSERT INTO merges (tenant, absorbed, survivor, because, at) SELECT tenant, '${third}', '${ada}', 'till/s3', 1 FROM log LIMIT 1;
    INSERT INTO aliases (tenant, absorbed, survivor) SELECT tenant, '${third}', '${ada}' FROM log LIMIT 1;
    DELETE FROM profiles WHERE id = '${third}';
    UPDATE log SET profile_id = '${ada}' WHERE message_id = 'f';
    UPDATE log SET profile_id = NULL WHERE message_id = 's2';
    INSERT INTO identifiers (tenant, kind, value, profile_id) SELECT tenant, 'loyalty_card', '99', '${ada}' FROM log LIMIT 1;
    DELETE FROM identifiers WHERE kind = 'userId' AND value = '5';
  `);
  database.close();
  const [migrated, written] = [
    createSqliteStore({ path: path('old') }),
    createSqliteStore({ path: path('new') }),
  ];
  expect(await verifyStore(migrated)).toMatchObject({ ok: true, events: history.length });
  expect(await verifyProof(migrated)).toMatchObject({ ok: true, records: 5 });
  expect(await migrated.listMerges()).toEqual(await written.listMerges());
  expect(await migrated.listLinks(undefined, 100)).toEqual(await written.listLinks(undefined, 100));
  expect(await migrated.findProfile(identifier('loyalty_card:99'))).toBeUndefined();
  await migrated.commit([eventOf('z', ['userId:3', 'userId:5'])]);
  expect(await verifyStore(migrated)).toMatchObject({ ok: true });
  await written.close();
  await migrated.close();
});

it('R4: goes on with the chains, and migrates once', async () => {
  await writeVersionOne();
  await createSqliteStore({ path: path('old') }).close();
  const store = createSqliteStore({ path: path('old') });
  await store.commit([consentOf('g', ['userId:ada'], { analytics: 'granted' })]);
  expect((await store.findProfile(identifier('userId:ada')))?.proof?.count).toBe(4);
  expect(await verifyProof(store)).toMatchObject({ ok: true, records: 6 });
  await store.close();
});

it('U8: keeps the words that an older log held', async () => {
  await writeVersionOne();
  const store = createSqliteStore({ path: path('old') });
  const { text_hash } =
    (await recordsIn(store))
      .map(({ body }) => readProofRecord(body))
      .find((record) => record?.message_id === 'c') ?? {};
  expect(text_hash).toBe(hashWords('Ja, gern'));
  expect(await store.readText(text_hash ?? '')).toBe('Ja, gern');
  await store.close();
});

it('R4: leaves a file as it was when its log cannot be read', async () => {
  await writeVersionOne();
  const before = new DatabaseSync(path('old'));
  before.exec(`UPDATE log SET event = '{' WHERE message_id = 's900'`);
  before.close();
  expect(() => createSqliteStore({ path: path('old') })).toThrow(
    expect.objectContaining({ code: 'store-unavailable' }),
  );
  const after = new DatabaseSync(path('old'));
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
  expect(after.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'consent%'`).all()).toEqual([]);
  after.close();
});
