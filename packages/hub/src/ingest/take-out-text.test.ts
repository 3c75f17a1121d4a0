import { hashConsentText, retailPlan } from '@rialto/core';
import { RialtoError } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashWords } from '../proof/hash-record.ts';
import { readProofRecord } from '../proof/proof-record.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { identifier } from '../store/test-events.ts';
import { ingest } from './ingest.ts';

const words = 'Dürfen wir Ihnen per E-Mail schreiben?';
const decision = (messageId: string, properties: object) => ({
  type: 'track',
  event: 'Consent Recorded',
  messageId,
  userId: 'ada',
  properties: { cells: [{ purpose: 'marketing', channel: 'email', state: 'denied' }], ...properties },
});
const run = (messages: readonly unknown[], store: Store) =>
  ingest(messages, {
    plan: retailPlan,
    source: { name: 'till', channel: 'store', trusted: true },
    store,
    receivedAt: Date.UTC(2026, 10, 22),
  });

async function recordedHash(store: Store): Promise<string | undefined> {
  const ada = await store.findProfile(identifier('userId:ada'));
  const [record] = await store.readChain(ada?.id ?? '');
  return readProofRecord(record?.body ?? '')?.text_hash;
}

describe('the words of a consent', () => {
  it('U8: are kept once, and are those whose hash is recorded; the log holds the hash alone', async () => {
    const store = createMemoryStore();
    await run(
      [decision('1', { text: ` ${words.replace(' ', '\n  ')}` }), decision('2', { text: words })],
      store,
    );
    const hash = await hashConsentText(words);
    expect(await recordedHash(store)).toBe(hash);
    expect(await store.readText(hash ?? '')).toBe(words);
    for (const { event } of await store.readLog(0, 10)) {
      expect(event.properties.text_hash).toBe(hash);
      expect(JSON.stringify(event)).not.toContain('schreiben');
    }
  });

  it('U8: outweigh a hash that is not theirs, and the answer says so', async () => {
    const store = createMemoryStore();
    const text_hash = `sha256:${'0'.repeat(64)}`;
    const { results } = await run([decision('1', { text: words, text_hash })], store);
    expect(results).toMatchObject([{ status: 'accepted', issues: [{ path: 'properties.text_hash' }] }]);
    expect(await recordedHash(store)).toBe(await hashConsentText(words));
    expect(await store.readText(text_hash)).toBeUndefined();
  });

  it('U8: cause no remark where the hash is theirs, and are not needed', async () => {
    const store = createMemoryStore();
    const text_hash = await hashConsentText(words);
    const { results } = await run(
      [decision('1', { text: words, text_hash }), decision('2', { text_hash })],
      store,
    );
    expect(results.every(({ issues }) => issues === undefined)).toBe(true);
  });

  it('leave the text of every other event alone', async () => {
    const store = createMemoryStore();
    await run(
      [
        {
          type: 'page',
          messageId: '1',
          userId: 'ada',
          properties: { text: words },
          context: { consent: { categoryPreferences: { analytics: true } } },
        },
      ],
      store,
    );
    expect((await store.readLog(0, 1))[0]?.event.properties.text).toBe(words);
  });

  it('E4: that cannot be kept fail the whole batch, which may be sent again: nothing is recorded without its words', async () => {
    const store = createMemoryStore();
    const full: Store = {
      ...store,
      commit: () => Promise.reject(new RialtoError('store-unavailable', 'disk full')),
    };
    await expect(run([decision('1', { text: words })], full)).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    expect((await store.counts()).events).toBe(0);
    expect((await run([decision('1', { text: words })], store)).results).toMatchObject([
      { status: 'accepted' },
    ]);
  });

  it('U8: are kept in the transaction of the record alone, and never for a message that is not taken', async () => {
    const store = createMemoryStore();
    await run([decision('1', { text: words })], store);
    await run(
      [decision('1', { text: 'Other words' }), decision('2', { cells: [], text: 'Third words' })],
      store,
    );
    expect(await store.readText(hashWords(words))).toBe(words);
    expect(await store.readText(hashWords('Other words'))).toBeUndefined();
    expect(await store.readText(hashWords('Third words'))).toBeUndefined();
  });

  it('U8: have one hash, whichever part computes it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect(hashWords(text)).toBe(await hashConsentText(text));
      }),
    );
    expect(hashWords('half a pair \ud83d')).toBe(await hashConsentText('half a pair \ud83d'));
  });
});
