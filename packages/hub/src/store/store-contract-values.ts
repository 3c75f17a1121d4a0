import { expect, it } from 'vitest';
import type { Store, StoredKey, StoredLink } from './store.ts';
import { eventOf, saleOf, testEvent } from './test-events.ts';

/** 0 to `count`, without it. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** Every link of a store, read in pages. */
export async function allLinks(store: Store, page: number): Promise<StoredLink[]> {
  const links: StoredLink[] = [];
  for (;;) {
    const next = await store.listLinks(links.at(-1)?.identifier, page);
    links.push(...next);
    if (next.length < page) return links;
  }
}

/** Money and counts. */
export function figures(open: () => Store): void {
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
      // Twenty of the largest amounts: 2 × 10¹⁹ millionths, where 64 bits end at 9.2 × 10¹⁸.
      ...Array.from({ length: 20 }, (_, index) =>
        saleOf(`c${index}`, ['userId:ada'], '999999999999.999999', 'YEN'),
      ),
    ]);
    expect((await store.counts()).revenue).toEqual({ GBP: '9007199254.740994', YEN: '19999999999999.99998' });
    const { revenue } = (await store.findProfile({ kind: 'userId', value: 'ada' })) ?? {};
    expect(revenue?.sums).toEqual({ YEN: '19999999999999.99998' });
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

/** Text that a careless adapter takes for something else. */
export function strangeText(open: () => Store): void {
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
    expect(await store.findKnown('till', ['other', text])).toEqual([text]);
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
    expect(await store.findKnown('till', ['x\ud800', 'y', 'x'])).toEqual(['x\ud800', 'y']);
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

/** The keys of the sources, and closing. */
export function keysAndEnd(open: () => Store): void {
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
