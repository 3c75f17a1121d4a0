import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { createSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { eventOf, saleOf, testEvent } from '../store/test-events.ts';
import type { Difference } from './difference.ts';
import { verifyStore } from './verify.ts';

const history: readonly PreparedEvent[] = [
  saleOf('a', ['anonymousId:d1'], '10.5'),
  saleOf('b', ['loyalty_card:1'], '5'),
  saleOf('c', [], '1'),
  { ...saleOf('t', ['userId:ada'], '99'), training: true },
  eventOf('d', ['userId:ada', 'loyalty_card:1', 'anonymousId:d1']),
  eventOf('e', ['userId:grace']),
  saleOf('f', ['userId:ada'], '-0.25'),
  saleOf('g', ['userId:grace'], '7', 'EUR'),
];

describe('a store that is what its log says', () => {
  it.each([
    ['memory', createMemoryStore],
    ['sqlite', () => createSqliteStore({ path: join(folder, 'rialto.db') })],
  ])('recounts %s and finds nothing', async (_, create) => {
    const store = create();
    await store.commit(history.slice(0, 3));
    await store.commit(history.slice(3));
    expect(await verifyStore(store)).toEqual({
      ok: true,
      events: 8,
      profiles: 2,
      identifiers: 4,
      revenue: { EUR: '7', GBP: '16.25' },
      sequences: [],
      sequenceCount: 0,
      differences: [],
      differenceCount: 0,
    });
    await store.close();
  });

  it('is fine with an empty one', async () => {
    expect(await verifyStore(createMemoryStore())).toMatchObject({ ok: true, events: 0, revenue: {} });
  });

  it('holds while the log grows', async () => {
    const store = createSqliteStore({ path: join(folder, 'rialto.db') });
    const writing = Promise.all(
      Array.from({ length: 40 }, (_, at) => store.commit([saleOf(`w${at}`, [`userId:${at % 3}`], '1')])),
    );
    const during = await verifyStore(store);
    await writing;
    expect(during).toMatchObject({ ok: true });
    expect(await verifyStore(store)).toMatchObject({ ok: true, events: 40 });
    await store.close();
  });

  it('holds for any history, however it is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyEvent, { maxLength: 8 }), { maxLength: 8 }), async (batches) => {
        const store = createMemoryStore();
        const whole = createMemoryStore();
        for (const batch of batches) await store.commit(batch);
        await whole.commit(batches.flat());
        const verification = await verifyStore(store);
        expect(verification).toMatchObject({ ok: true, differences: [] });
        const people = [...(await store.listProfiles('', 1_000))];
        expect(people).toEqual(await whole.listProfiles('', 1_000));
        expect(people.reduce((sum, { events }) => sum + events, 0)).toBe(
          (await store.readLog(0, 1_000)).filter(({ profileId }) => profileId !== undefined).length,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('holds for any history in a file', async () => {
    const store = createSqliteStore({ path: join(folder, 'rialto.db') });
    const memory = createMemoryStore();
    for (const batch of fc.sample(fc.array(anyEvent, { maxLength: 30 }), { numRuns: 60, seed: 7 })) {
      expect(await store.commit(batch)).toEqual(await memory.commit(batch));
    }
    const verification = await verifyStore(store);
    expect(verification).toMatchObject({ ok: true, differences: [] });
    expect((await store.listMerges()).length).toBeGreaterThan(3);
    expect(await store.listProfiles('', 1_000)).toEqual(await memory.listProfiles('', 1_000));
    expect(await store.listLinks(undefined, 1_000)).toEqual(await memory.listLinks(undefined, 1_000));
    expect(await store.listMerges()).toEqual(await memory.listMerges());
    expect(await store.counts()).toEqual(await memory.counts());
    await store.close();
  });
});

const anyEvent: fc.Arbitrary<PreparedEvent> = fc
  .record({
    messageId: fc.integer({ min: 0, max: 400 }).map((id) => `m${id}`),
    people: fc.uniqueArray(
      fc
        .tuple(
          fc.constantFrom('userId', 'loyalty_card', 'email', 'anonymousId', 'anonymousId'),
          fc.constantFrom('1', '2', '3', '4', '5', '6', '__proto__'),
        )
        .map((parts) => parts.join(':')),
      { maxLength: 3, selector: (text) => text.split(':')[0] },
    ),
    name: fc.oneof(
      {
        weight: 12,
        arbitrary: fc.constantFrom('Sale Completed', 'Item Returned', 'Product Added', 'Case Opened'),
      },
      { weight: 1, arbitrary: fc.constant('Consent Recorded') },
    ),
    happenedAt: fc.integer({ min: 1_690_000_000_000, max: 1_710_000_000_000 }),
    linking: fc.constantFrom(true, true, true, true, false, undefined),
    shared: fc.constantFrom(false, false, false, true),
    training: fc.constantFrom(false, false, false, true),
    amount: fc.option(fc.integer({ min: -500_000_000, max: 500_000_000 }), { nil: undefined }),
    purposes: fc.constantFrom(['necessary'], ['analytics']),
    analytics: fc.constantFrom('granted', 'granted', 'denied', 'withdrawn'),
    source: fc.constantFrom('till', 'web'),
  })
  .map(({ messageId, people, linking, amount, analytics, ...rest }) => ({
    ...eventOf(messageId, people),
    ...rest,
    stamp: linking === undefined ? undefined : { linking, analytics: linking },
    ...(amount === undefined ? {} : { amount: String(amount / 1e6), currency: 'GBP' }),
    properties: {
      cells: [
        { purpose: 'analytics', state: analytics },
        { purpose: 'linking', state: analytics },
      ],
      products: [{ product_id: messageId, quantity: 1 }],
      offer_id: 'o',
      case_id: 'c',
    },
  }));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rialto-verify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that somebody changed', () => {
  const path = () => join(folder, 'rialto.db');

  async function afterTampering(sql: string): Promise<{ ok: boolean; differences: readonly Difference[] }> {
    const store: Store = createSqliteStore({ path: path() });
    await store.commit(history);
    await store.close();
    const database = new DatabaseSync(path());
    database.exec(sql);
    database.close();
    const reopened = createSqliteStore({ path: path() });
    const { ok, differences } = await verifyStore(reopened);
    await reopened.close();
    return { ok, differences };
  }

  it.each<[string, string, Partial<Difference>]>([
    [
      'a field of a profile',
      `UPDATE profiles SET document = json_set(document, '$.events', 9) WHERE json_extract(document, '$.userId') = 'ada'`,
      { in: 'profile', field: 'events', problem: 'different' },
    ],
    [
      'a sum of a profile',
      `UPDATE profiles SET document = json_set(document, '$.revenue.sums.GBP', '15.250001') WHERE json_extract(document, '$.userId') = 'ada'`,
      { in: 'profile', field: 'revenue', problem: 'different' },
    ],
    ['a profile away', 'DELETE FROM profiles', { in: 'profile', problem: 'missing' }],
    [
      'a profile that nobody founded',
      `INSERT INTO profiles SELECT tenant, 'p_x', version, json_set(document, '$.id', 'p_x') FROM profiles LIMIT 1`,
      { in: 'profile', id: 'p_x', problem: 'needless' },
    ],
    [
      'a link away',
      `DELETE FROM identifiers WHERE kind = 'loyalty_card'`,
      { in: 'link', field: 'loyalty_card', problem: 'missing' },
    ],
    [
      'a link to somebody else',
      `UPDATE identifiers SET profile_id = 'p_y' WHERE value = 'grace'`,
      { in: 'link', id: 'p_y', field: 'userId', problem: 'different' },
    ],
    ['a merge away', 'DELETE FROM merges WHERE sequence = 1', { in: 'merge', problem: 'missing' }],
    ['an alias away', 'DELETE FROM aliases', { in: 'link', problem: 'different' }],
    [
      'a reason of a merge',
      `UPDATE merges SET because = 'web/x'`,
      { in: 'merge', field: 'because', problem: 'different' },
    ],
    [
      'an amount column',
      `UPDATE log SET amount_micros = amount_micros + 1 WHERE message_id = 'c'`,
      { in: 'counts', id: 'GBP', field: 'revenue', problem: 'different' },
    ],
    [
      'an amount in the event and the column',
      `UPDATE log SET amount_micros = 11000000, event = json_set(event, '$.amount', '11') WHERE message_id = 'a'`,
      { in: 'profile', field: 'revenue', problem: 'different' },
    ],
    [
      'a line of the log away',
      `DELETE FROM log WHERE message_id = 'f'`,
      { in: 'profile', field: 'events', problem: 'different' },
    ],
    [
      'whose an event is',
      `UPDATE log SET profile_id = 'p_z' WHERE message_id = 'e'`,
      { in: 'log', id: '6', field: 'profileId', problem: 'different' },
    ],
    [
      'an event written twice',
      `INSERT INTO log (tenant, source, message_id, type, name, happened_at, received_at, channel, training, event)
       SELECT tenant, source, 'copy', type, name, happened_at, received_at, channel, training, event FROM log WHERE message_id = 'c'`,
      { in: 'log', id: '9', field: 'messageId', problem: 'needless' },
    ],
  ])('is caught: %s', async (_, sql, difference) => {
    const { ok, differences } = await afterTampering(sql);
    expect(ok).toBe(false);
    expect(differences).toContainEqual(expect.objectContaining(difference));
    expect(JSON.stringify(differences)).not.toMatch(/ada|grace|d1/);
  });

  it('says no more than that a document is damaged', async () => {
    const tampered = afterTampering(`UPDATE profiles SET document = 'ada lovelace'`);
    await expect(tampered).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.not.stringContaining('lovelace'),
    });
  });

  it('lists the first differences and counts the rest', async () => {
    const store = createMemoryStore();
    await store.commit(Array.from({ length: 120 }, (_, at) => eventOf(`m${at}`, [`userId:${at}`])));
    const empty: Store = { ...store, listProfiles: async () => [] };
    const { differences, differenceCount } = await verifyStore(empty);
    expect([differences.length, differenceCount]).toEqual([50, 120]);
  });

  it('leaves out of the people what is nobody’s', async () => {
    const store = createMemoryStore();
    await store.commit([testEvent('a')]);
    expect(await verifyStore(store)).toMatchObject({ ok: true, events: 1, profiles: 0 });
  });
});
