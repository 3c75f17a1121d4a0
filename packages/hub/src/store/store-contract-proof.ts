import { expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { readProofRecord } from '../proof/proof-record.ts';
import { verifyChain } from '../proof/verify-chain.ts';
import type { Store } from './store.ts';
import { range } from './store-contract-values.ts';
import { consentOf, eventOf, identifier } from './test-events.ts';

const yes = { 'marketing@email': 'granted' };
const no = { 'marketing@email': 'withdrawn' };

/** The chains of consent records, and the words behind them. */
export function proof(open: () => Store): void {
  it('P2: adds a record for each decision, and keeps the ones before as they are', async () => {
    const store = open();
    await store.commit([consentOf('a', ['userId:ada'], yes)]);
    const ada = await store.findProfile(identifier('userId:ada'));
    const before = await store.readChain(ada?.id ?? '');
    await store.commit([consentOf('b', ['userId:ada'], no), consentOf('b', ['userId:ada'], yes)]);
    const [after, profile] = [
      await store.readChain(ada?.id ?? ''),
      await store.findProfile(identifier('userId:ada')),
    ];
    expect([before.length, after.length]).toEqual([1, 2]);
    expect(after.slice(0, 1)).toEqual(before);
    expect(profile?.proof).toEqual({ count: 2, head: after[1]?.hash });
    expect(verifyChain(ada?.id ?? '', after, profile?.proof)).toEqual([]);
  });

  it('keeps the chain of whom a merge absorbed, and says in the other where it ended', async () => {
    const store = open();
    await store.commit([consentOf('a', ['anonymousId:1'], no), consentOf('b', ['userId:ada'], yes)]);
    const device = await store.findProfile(identifier('anonymousId:1'));
    await store.commit([eventOf('c', ['userId:ada', 'anonymousId:1'])]);
    const ada = await store.findProfile(identifier('anonymousId:1'));
    expect(await store.readChain(device?.id ?? '')).toHaveLength(1);
    const last = (await store.readChain(ada?.id ?? '')).at(-1);
    expect(readProofRecord(last?.body ?? '')).toMatchObject({
      kind: 'merge',
      merge: { absorbed: { chain: device?.id, ...device?.proof } },
    });
  });

  it('lists the records of all chains in pages, each once, and none of whom decided nothing', async () => {
    const store = open();
    await store.commit([
      ...range(23).flatMap((at) => [
        consentOf(`y${at}`, [`userId:${at}`], yes),
        consentOf(`n${at}`, [`userId:${at}`], no),
      ]),
      eventOf('z', ['userId:nobody']),
    ]);
    const records = await store.listRecords(undefined, 10);
    const all = [...records];
    for (let page = records; page.length > 0; ) {
      page = await store.listRecords(all.at(-1), 10);
      all.push(...page);
    }
    expect(all).toHaveLength(46);
    expect(new Set(all.map(({ chain }) => chain)).size).toBe(23);
    expect(all.map(({ number }) => number)).toEqual(range(23).flatMap(() => [1, 2]));
    expect(await store.readChain('p_nobody')).toEqual([]);
    expect((await store.findProfile(identifier('userId:nobody')))?.proof).toBeUndefined();
  });

  it('U8: keeps words once, by their hash, and never replaces them', async () => {
    const store = open();
    const text = 'Ja, „gern“ — 日本 😀\u0000';
    const said = (id: string, text_hash: string) =>
      consentOf(id, ['userId:ada'], yes, { properties: { text_hash } });
    await store.commit([said('a', 'sha256:a'), said('b', 'sha256:a')], new Map([['sha256:a', text]]));
    await Promise.all(
      range(5).map((at) =>
        store.commit([said(`c${at}`, 'sha256:a')], new Map([['sha256:a', 'other words']])),
      ),
    );
    expect(await store.readText('sha256:a')).toBe(text);
    expect(await store.readText('sha256:b')).toBeUndefined();
    expect(await store.readText('__proto__')).toBeUndefined();
  });

  it('U8: keeps the words of what it takes, and no others', async () => {
    const store = open();
    const said = (id: string, text_hash: string, change: Partial<PreparedEvent> = {}) =>
      consentOf(id, ['userId:ada'], yes, { ...change, properties: { text_hash } });
    await store.commit([said('a', 'sha256:a')], new Map([['sha256:b', 'of nobody']]));
    // A duplicate, an event that the gate turns away, and one that records no consent.
    await store.commit(
      [
        said('a', 'sha256:b'),
        said('d', 'sha256:b', { purposes: ['analytics'], trusted: false }),
        eventOf('e', ['userId:ada'], { properties: { text_hash: 'sha256:b' } }),
      ],
      new Map([['sha256:b', 'of nobody']]),
    );
    expect(await store.readText('sha256:b')).toBeUndefined();
    await store.commit([said('f', 'sha256:b')], new Map([['sha256:b', 'of somebody']]));
    expect(await store.readText('sha256:b')).toBe('of somebody');
  });
}
