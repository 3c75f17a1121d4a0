import { Pool } from 'undici';
import { type Sale, saleEvent } from '../sale.ts';
import type { StartClient } from './client.ts';

const perBatch = 100;
const connections = 4;

/** What the machine can do: batches that are written already, over connections that are kept alive. */
export const start: StartClient = ({ endpoint }) => {
  const { origin, pathname } = new URL(endpoint);
  const pool = new Pool(origin, { connections, pipelining: 1 });

  async function post(body: Buffer): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method: 'POST', path: `${pathname}/v1/batch`, headers, body });
    await answer.body.dump();
  }

  return {
    track() {
      throw new Error('The raw limit takes batches alone.');
    },
    flush: async () => {},
    prepare(sales) {
      const bodies = Array.from({ length: Math.ceil(sales.length / perBatch) }, (_, at) =>
        Buffer.from(
          JSON.stringify({ batch: sales.slice(at * perBatch, (at + 1) * perBatch).map(messageOf) }),
        ),
      );
      return async () => {
        let next = 0;
        const send = async (): Promise<void> => {
          for (let body = bodies[next++]; body; body = bodies[next++]) await post(body);
        };
        await Promise.all(Array.from({ length: connections }, send));
      };
    },
  };
};

/** As Rialto's message is on the wire. */
const messageOf = ({ userId, properties }: Sale): object => ({
  messageId: crypto.randomUUID(),
  type: 'track',
  event: saleEvent,
  userId,
  properties,
  timestamp: '2026-11-25T12:00:00.000Z',
  channel: 'store',
  context: { touchpoint: { id: 'till-hh-4' }, library: { name: '@rialto/node', version: '0.0.0' } },
});
