import { afterEach, describe, expect, it } from 'vitest';
import type { Store, StoredKey, StoredLink } from './store.ts';
import { eventOf, identifier, saleOf, testEvent } from './test-events.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

async function allLinks(store: Store, page: number): Promise<StoredLink[]> {
  const links: StoredLink[] = [];
  for (;;) {
    const next = await store.listLinks(links.at(-1)?.identifier, page);
    links.push(...next);
    if (next.length < page) return links;
  }
}

/**
 * What every adapter of the store's port must do.
 *
 * @example
 * ```ts
 * storeContract('memory', () => createMemoryStore());
 * ```
 */
export function storeContract(name: string, create: () => Store): void {
  const opened: Store[] = [];
  const open = (): Store => {
    const store = create();
    opened.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  describe(`${name}: commit`, () => commits(open));
  describe(`${name}: people`, () => people(open));
  describe(`${name}: figures`, () => figures(open));
  describe(`${name}: text that means something to machines`, () => strangeText(open));
  describe(`${name}: keys and end`, () => keysAndEnd(open));
}

function commits(open: () => Store): void {
  it('answers per event in the order of the batch, and knows a duplicate within it', async () => {
    const { results } = await open().commit(['a', 'b', 'a', 'c'].map((id) => testEvent(id)));
    expect(results).toEqual([
      { messageId: 'a', status: 'accepted' },
      { messageId: 'b', status: 'accepted' },
      { messageId: 'a', status: 'duplicate' },
      { messageId: 'c', status: 'accepted' },
    ]);
  });

  it('knows a duplicate of an earlier batch, and changes nobody for it', async () => {
    const store = open();
    await store.commit([saleOf('a', ['loyalty_card:1'], '5')]);
    const again = await store.commit([saleOf('a', ['loyalty_card:1'], '5')]);
    expect(again).toEqual({ results: [{ messageId: 'a', status: 'duplicate' }], changed: [] });
    expect(await store.counts()).toMatchObject({ events: 1, revenue: { GBP: '5' } });
  });

  it('takes the same messageId from two sources as two events', async () => {
    const store = open();
    const { results } = await store.commit([testEvent('a'), testEvent('a', { source: 'web' })]);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    expect((await store.counts()).events).toBe(2);
  });

  it('keeps what the gate refuses out of the log', async () => {
    const store = open();
    const { results } = await store.commit([
      testEvent('a', { purposes: ['analytics'], trusted: false }),
      testEvent('b', { purposes: ['analytics'], trusted: false, stamp: { analytics: false } }),
      testEvent('c'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['held', 'rejected', 'accepted']);
    expect((await store.readLog(0, 10)).map(({ event }) => event.messageId)).toEqual(['c']);
  });

  it('logs in the order of commits, in pages, as it came', async () => {
    const store = open();
    const events = range(25).map((at) => saleOf(`m${at}`, [`userId:u${at % 3}`], `${at}.5`));
    await store.commit(events.slice(0, 10));
    await store.commit(events.slice(10));
    const log = [...(await store.readLog(0, 10)), ...(await store.readLog(10, 100))];
    expect(log.map(({ event }) => event)).toEqual(events);
    expect(log.map(({ sequence }) => sequence)).toEqual(range(25).map((at) => at + 1));
    expect(new Set(log.map(({ profileId }) => profileId)).size).toBe(3);
    expect(await store.readLog(25, 10)).toEqual([]);
  });

  it('takes a batch of 2,500 events', async () => {
    const store = open();
    const { results } = await store.commit(
      range(2_500).map((at) => eventOf(`m${at}`, [`userId:${at % 50}`])),
    );
    expect(results.filter(({ status }) => status === 'accepted')).toHaveLength(2_500);
    expect(await store.counts()).toMatchObject({ events: 2_500, profiles: 50, identifiers: 50 });
  });

  it('takes an empty batch', async () => {
    expect(await open().commit([])).toEqual({ results: [], changed: [] });
  });

  it('folds concurrent commits of one person one after the other, each with its own answers', async () => {
    const store = open();
    const answers = await Promise.all(
      range(60).map((at) => store.commit(range(5).map((n) => saleOf(`m${at}-${n}`, ['userId:ada'], '0.1')))),
    );
    for (const [at, { results, changed }] of answers.entries()) {
      expect(results.map(({ messageId }) => messageId)).toEqual(range(5).map((n) => `m${at}-${n}`));
      expect(changed).toHaveLength(1);
    }
    const ada = await store.findProfile(identifier('userId:ada'));
    expect(ada).toMatchObject({ events: 300, revenue: { orders: 300, sums: { GBP: '30' } } });
  });

  it('accepts a message once when concurrent commits bring it', async () => {
    const store = open();
    const answers = await Promise.all(
      range(20).map(() => store.commit([testEvent('same'), testEvent('two')])),
    );
    const statuses = answers.flatMap(({ results }) => results.map(({ status }) => status));
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(2);
    expect((await store.counts()).events).toBe(2);
  });

  it('answers reads while a commit runs', async () => {
    const store = open();
    await store.commit([eventOf('a', ['userId:ada'])]);
    const order: string[] = [];
    const commit = store
      .commit(range(2_000).map((at) => eventOf(`m${at}`, ['userId:ada'])))
      .then(() => order.push('commit'));
    const read = store.findProfile(identifier('userId:ada')).then(() => order.push('read'));
    await Promise.all([commit, read]);
    expect([...order].sort()).toEqual(['commit', 'read']);
  });
}

function people(open: () => Store): void {
  it('finds a person by each of the identifiers', async () => {
    const store = open();
    const { changed } = await store.commit([
      eventOf('a', ['userId:ada', 'loyalty_card:1', 'anonymousId:d1']),
    ]);
    for (const text of ['userId:ada', 'loyalty_card:1', 'anonymousId:d1']) {
      expect((await store.findProfile(identifier(text)))?.id).toBe(changed[0]);
    }
    expect(await store.findProfile(identifier('userId:grace'))).toBeUndefined();
    expect(await store.findProfile(identifier('loyalty_card:ada'))).toBeUndefined();
  });

  it('follows merges, chains of them too, and counts only who stands', async () => {
    const store = open();
    await store.commit([eventOf('a', ['anonymousId:1']), eventOf('b', ['anonymousId:2'])]);
    await store.commit([eventOf('c', ['loyalty_card:3'])]);
    await store.commit([eventOf('d', ['anonymousId:1', 'anonymousId:2'])]);
    const { changed } = await store.commit([
      eventOf('e', ['userId:ada']),
      eventOf('f', ['userId:ada', 'loyalty_card:3', 'anonymousId:2']),
    ]);
    const found = await Promise.all(
      ['anonymousId:1', 'anonymousId:2', 'loyalty_card:3', 'userId:ada'].map((text) =>
        store.findProfile(identifier(text)),
      ),
    );
    expect(new Set(found.map((profile) => profile?.id)).size).toBe(1);
    expect(found[0]).toMatchObject({ userId: 'ada', events: 6 });
    const merges = await store.listMerges();
    expect(merges.map(({ because }) => because)).toEqual(['till/d', 'till/f', 'till/f']);
    expect(new Set(merges.map(({ absorbed }) => absorbed)).size).toBe(3);
    expect(new Set(changed)).toEqual(
      new Set(merges.slice(1).flatMap(({ absorbed, survivor }) => [absorbed, survivor])),
    );
    expect(await store.counts()).toMatchObject({ events: 6, profiles: 1, identifiers: 4 });
    expect((await store.listProfiles('', 10)).map(({ id }) => id)).toEqual([found[0]?.id]);
    expect(new Set((await allLinks(store, 3)).map(({ profileId }) => profileId))).toEqual(
      new Set([found[0]?.id]),
    );
  });

  it('leaves the log as it was when people turn out to be one', async () => {
    const store = open();
    await store.commit([eventOf('a', ['anonymousId:1']), eventOf('b', ['userId:ada'])]);
    const before = await store.readLog(0, 10);
    await store.commit([eventOf('c', ['anonymousId:1', 'userId:ada'])]);
    expect((await store.readLog(0, 10)).slice(0, 2)).toEqual(before);
  });

  it('lists profiles and links in pages, each once', async () => {
    const store = open();
    await store.commit(range(23).map((at) => eventOf(`m${at}`, [`userId:ü${at}`, `anonymousId:😀${at}`])));
    const links = await allLinks(store, 5);
    expect(new Set(links.map((link) => JSON.stringify(link.identifier))).size).toBe(46);
    expect(links).toHaveLength(46);
    const first = await store.listProfiles('', 20);
    const rest = await store.listProfiles(first.at(-1)?.id ?? '', 20);
    expect([first.length, rest.length]).toEqual([20, 3]);
    expect(new Set([...first, ...rest].map(({ id }) => id)).size).toBe(23);
  });
}

function figures(open: () => Store): void {
  it('sums money exactly, give-backs too, by currency', async () => {
    const store = open();
    await store.commit([
      ...range(1_000).map((at) => saleOf(`s${at}`, ['userId:ada'], '22.2')),
      ...range(10).map((at) => saleOf(`t${at}`, [], '0.000001')),
      saleOf('back', [], '-100.1'),
      saleOf('euro', [], '0.1', 'EUR'),
      saleOf('euro2', [], '0.2', 'EUR'),
    ]);
    expect((await store.counts()).revenue).toEqual({ EUR: '0.3', GBP: '22099.90001' });
  });

  it('sums beyond what a double and what 64 bits hold', async () => {
    const store = open();
    await store.commit([
      saleOf('a', [], '9007199254.740993'),
      saleOf('b', [], '0.000001'),
      saleOf('c', [], '9000000000000', 'YEN'),
      saleOf('d', [], '9000000000000.000001', 'YEN'),
      saleOf('e', [], '999999999999999', 'IRR'),
      saleOf('f', [], '-0.000001', 'IRR'),
    ]);
    expect((await store.counts()).revenue).toEqual({
      GBP: '9007199254.740994',
      IRR: '999999999999998.999999',
      YEN: '18000000000000.000001',
    });
  });

  it('leaves training, amounts without a currency and what is no amount out', async () => {
    const store = open();
    const { currency: _, ...without } = saleOf('b', [], '5');
    await store.commit([
      { ...saleOf('a', ['userId:ada'], '5'), training: true },
      without,
      saleOf('c', [], 'nineteen'),
    ]);
    expect(await store.counts()).toEqual({ events: 3, profiles: 0, identifiers: 0, revenue: {} });
  });

  it('begins at nothing', async () => {
    expect(await open().counts()).toEqual({ events: 0, profiles: 0, identifiers: 0, revenue: {} });
  });
}

const strange = [
  '__proto__',
  'constructor',
  'toString',
  "'; DROP TABLE log; --",
  'a\u0000b',
  'Ünïcödé 日本 😀',
  '\ue000',
  '%_',
];

function strangeText(open: () => Store): void {
  it.each(strange)('keeps %j apart as an id of a person', async (value) => {
    const store = open();
    expect(await store.findProfile({ kind: 'userId', value })).toBeUndefined();
    const { changed } = await store.commit([
      eventOf('a', [`userId:${value}`]),
      eventOf('b', ['userId:other']),
    ]);
    expect(await store.findProfile({ kind: 'userId', value })).toMatchObject({
      id: changed[0],
      userId: value,
    });
    expect((await allLinks(store, 10)).map(({ identifier: { value: own } }) => own)).toContain(value);
  });

  it.each(strange)('keeps %j as message id, name, currency and property', async (text) => {
    const store = open();
    const properties = JSON.parse(
      `{${JSON.stringify(text)}: {${JSON.stringify(text)}: [${JSON.stringify(text)}]}}`,
    );
    const event = { ...saleOf(text, ['userId:ada'], '1', text), name: text, properties };
    expect((await store.commit([event])).results).toEqual([{ messageId: text, status: 'accepted' }]);
    expect((await store.commit([event])).results).toEqual([{ messageId: text, status: 'duplicate' }]);
    const [entry] = await store.readLog(0, 1);
    expect(JSON.stringify(entry?.event)).toBe(JSON.stringify(event));
    expect(Object.entries((await store.counts()).revenue)).toEqual([[text, '1']]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('takes half a surrogate pair without losing the batch around it', async () => {
    const store = open();
    const { results } = await store.commit([
      testEvent('x\ud800'),
      testEvent('y'),
      eventOf('z', ['userId:\udc00']),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await store.findProfile({ kind: 'userId', value: '\udc00' })).toBeDefined();
  });
}

const key = (id: string, change: Partial<StoredKey> = {}): StoredKey => ({
  id,
  kind: 'write',
  source: 'web',
  channel: 'web',
  hash: 'ab'.repeat(32),
  origins: ['https://shop.example'],
  createdAt: 1_700_000_000_000,
  ...change,
});

function keysAndEnd(open: () => Store): void {
  it('keeps keys in the order in which they were added, as they are', async () => {
    const store = open();
    const keys = [
      key('b'),
      key('a', { kind: 'secret', token: { kid: 'k1', key: 'ff' }, origins: [] }),
      key('c'),
    ];
    for (const one of keys) await store.addKey(one);
    expect(await store.listKeys()).toEqual(keys);
  });

  it('revokes a key once', async () => {
    const store = open();
    await store.addKey(key('a'));
    expect([
      await store.revokeKey('a', 5),
      await store.revokeKey('a', 6),
      await store.revokeKey('b', 7),
    ]).toEqual([true, false, false]);
    expect(await store.listKeys()).toEqual([key('a', { revokedAt: 5 })]);
  });

  it('refuses a second key with the same id', async () => {
    const store = open();
    await store.addKey(key('a'));
    await expect(store.addKey(key('a', { source: 'other' }))).rejects.toMatchObject({
      code: 'invalid-option',
    });
    expect(await store.listKeys()).toEqual([key('a')]);
  });

  it('finishes what it has begun when it is closed, and refuses what comes after', async () => {
    const store = open();
    const commit = store.commit(range(100).map((at) => testEvent(`m${at}`)));
    const closed = store.close();
    expect((await commit).results).toHaveLength(100);
    await closed;
    await store.close();
    await expect(store.commit([testEvent('late')])).rejects.toMatchObject({ code: 'closed' });
    await expect(store.counts()).rejects.toMatchObject({ code: 'closed' });
  });
}
