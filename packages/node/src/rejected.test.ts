import type { Message, MessageResult } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { openLane, sale } from '../test/client.ts';
import { bytesIn, temporaryDirectory } from '../test/temp-directory.ts';
import { readDeadLetters } from './adapters/dead-letters.ts';

const judgements: Readonly<Record<string, Omit<MessageResult, 'messageId'>>> = {
  poison: {
    status: 'rejected',
    code: 'invalid_properties',
    issues: [{ path: 'properties.total', message: 'no' }],
  },
  refused: { status: 'rejected', code: 'consent_refused' },
  undecided: { status: 'held', code: 'consent_undecided' },
};

describe('what the hub does not take', () => {
  it('stands in the dead letters with the reason, unless it lacks consent, and holds up no neighbour', async () => {
    const path = temporaryDirectory();
    const { hub, client, news } = await openLane({ queue: { path } });
    hub.answer('/v1/batch', (body) => {
      const { batch }: { readonly batch: readonly Message[] } = JSON.parse(body);
      const results = batch.map(({ messageId }) => ({
        messageId,
        status: 'accepted',
        ...judgements[messageId],
      }));
      return { body: { results } };
    });
    for (const messageId of ['a', 'poison', 'b', 'refused', 'undecided', 'c']) client.track(sale(messageId));
    expect(await client.flush()).toMatchObject({ delivered: 3, rejected: 3, pending: 0 });
    await client.close();
    expect(await readDeadLetters(path)).toMatchObject([
      {
        messageId: 'poison',
        ...judgements.poison,
        purposes: ['necessary'],
        message: { event: 'Sale Completed' },
      },
    ]);
    expect(bytesIn(path)).not.toContain('undecided');
    expect(news.filter((one) => one.startsWith('error'))).toEqual([]);
  });
});
