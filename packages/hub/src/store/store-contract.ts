import { afterEach, describe, expect, it } from 'vitest';
import type { Store } from './store.ts';
import { proof } from './store-contract-proof.ts';
import { sequences } from './store-contract-sequences.ts';
import { allLinks, figures, keysAndEnd, range, strangeText } from './store-contract-values.ts';
import { eventOf, identifier, saleOf, testEvent } from './test-events.ts';

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
  describe(`${name}: proof`, () => proof(open));
  describe(`${name}: sequences`, () => sequences(open));
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

  it('finds a line of the log by its source and message, and none of another source', async () => {
    const store = open();
    await store.commit([testEvent('a', { source: 'web' }), saleOf('a', ['userId:ada'], '5')]);
    const ada = await store.findProfile(identifier('userId:ada'));
    expect(await store.findEntry('till', 'a')).toEqual({
      sequence: 2,
      profileId: ada?.id,
      event: saleOf('a', ['userId:ada'], '5'),
    });
    expect(await store.findEntry('web', 'a')).toMatchObject({ sequence: 1, profileId: undefined });
    for (const [source, messageId] of [
      ['web', 'b'],
      ['app', 'a'],
      ['weba', ''],
      ['', 'a'],
    ] as const)
      expect(await store.findEntry(source, messageId)).toBeUndefined();
  });

  it('says which messages a source has in its log, as they were asked, from the moment a commit has answered', async () => {
    const store = open();
    await store.commit([testEvent('a'), testEvent('b', { source: 'web' }), testEvent('c')]);
    expect(await store.findKnown('till', ['c', 'x', 'a', 'b', 'a'])).toEqual(['c', 'a', 'a']);
    expect(await store.findKnown('web', ['a', 'b', 'c'])).toEqual(['b']);
    expect(await store.findKnown('nobody', ['a', 'b', 'c', '', 'tilla'])).toEqual([]);
    expect(await store.findKnown('till', [])).toEqual([]);
    for (const at of range(20)) {
      const ids = range(50).map((n) => `m${at}-${n}`);
      await store.commit(ids.map((id) => testEvent(id)));
      expect(await store.findKnown('till', ids)).toEqual(ids);
    }
  });

  it('knows nothing of what the gate kept out of the log', async () => {
    const store = open();
    await store.commit([testEvent('held', { purposes: ['analytics'], trusted: false })]);
    expect(await store.findKnown('till', ['held'])).toEqual([]);
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

  it('answers a read that is asked while a commit runs, as it was before or as it is after', async () => {
    const store = open();
    await store.commit([eventOf('a', ['userId:ada'])]);
    const commit = store.commit(range(2_000).map((at) => eventOf(`m${at}`, ['userId:ada'])));
    expect([1, 2_001]).toContain((await store.findProfile(identifier('userId:ada')))?.events);
    await commit;
    expect((await store.findProfile(identifier('userId:ada')))?.events).toBe(2_001);
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
