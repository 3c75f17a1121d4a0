import { retailPlan } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { sale } from '../../test/test-hub.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { ingest } from './ingest.ts';

const source = { name: 'web', channel: 'web', trusted: false } as const;
const run = (messages: readonly unknown[], store = createMemoryStore()) =>
  ingest(messages, { plan: retailPlan, source, store, receivedAt: Date.UTC(2026, 10, 22) });

describe('ingest', () => {
  it('answers in the order of the batch, whatever each message is', async () => {
    const { results } = await run([
      sale('1'),
      null,
      sale('1'),
      sale('2', { event: 'No Such Event' }),
      { type: 'page', messageId: '3', anonymousId: 'a' },
      sale('4'),
    ]);
    expect(results.map(({ messageId, status, code }) => [messageId, status, code])).toEqual([
      ['1', 'accepted', undefined],
      ['', 'rejected', 'invalid_message'],
      ['1', 'duplicate', undefined],
      ['2', 'rejected', 'unknown_event'],
      ['3', 'held', 'consent_undecided'],
      ['4', 'accepted', undefined],
    ]);
  });

  it('answers to an id as the client wrote it, for it knows its message by nothing else', async () => {
    const { results } = await run([sale('half a pair \ud83d')]);
    expect(results).toEqual([{ messageId: 'half a pair \ud83d', status: 'accepted' }]);
  });

  it('does not bother the store with a batch of which nothing is good', async () => {
    const store = { ...createMemoryStore(), commit: () => Promise.reject(new Error('asked')) };
    expect((await run([1, 'two', []], store)).results).toHaveLength(3);
  });

  it('says which identifier of an accepted message it did not understand', async () => {
    const { results } = await run([
      { type: 'identify', messageId: '1', userId: 'c', traits: { email: 'nobody' } },
    ]);
    expect(results).toMatchObject([{ status: 'accepted', issues: [{ path: 'traits.email' }] }]);
  });

  it('does not swallow a failure of the store', async () => {
    const store = { ...createMemoryStore(), commit: () => Promise.reject(new Error('disk full')) };
    await expect(run([sale('1')], store)).rejects.toThrow('disk full');
  });

  it('measures a message in bytes, not in characters', async () => {
    const filler = (length: number) => sale('1', { properties: { order_id: 'o', note: 'ä'.repeat(length) } });
    expect((await run([filler(3_000)])).results).toMatchObject([{ status: 'accepted' }]);
    expect((await run([filler(17_000)])).results).toMatchObject([{ code: 'message_too_large' }]);
  });
});
