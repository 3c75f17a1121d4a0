/** The batch routes of the clients' real servers: where the ids of the events are, and what is answered. */
interface Wire {
  idsOf(body: unknown): readonly string[];
  answer(ids: readonly string[], isKnown: (id: string) => boolean): { type: string; body: string };
}

interface Batch {
  readonly batch: readonly { readonly messageId: string; readonly uuid: string }[];
  readonly data: readonly { readonly eid: string }[];
  readonly events: readonly { readonly insert_id: string }[];
}

const json = (body: unknown) => ({ type: 'application/json', body: JSON.stringify(body) });
const plain = (body: string) => ({ type: 'text/plain', body });
const messageIds = (body: unknown) => (body as Batch).batch.map(({ messageId }) => messageId);

/** By the first part of a request's path. */
export const wires: Readonly<Record<string, Wire>> = {
  rialto: {
    idsOf: messageIds,
    answer: (ids, isKnown) =>
      json({
        results: ids.map((messageId) => ({
          messageId,
          status: isKnown(messageId) ? 'duplicate' : 'accepted',
        })),
      }),
  },
  segment: { idsOf: messageIds, answer: () => json({ success: true }) },
  rudderstack: { idsOf: messageIds, answer: () => plain('OK') },
  snowplow: { idsOf: (body) => (body as Batch).data.map(({ eid }) => eid), answer: () => plain('ok') },
  posthog: {
    idsOf: (body) => (body as Batch).batch.map(({ uuid }) => uuid),
    answer: () => json({ status: 1 }),
  },
  amplitude: {
    idsOf: (body) => (body as Batch).events.map(({ insert_id }) => insert_id),
    answer: (ids) =>
      json({ code: 200, events_ingested: ids.length, payload_size_bytes: 1, server_upload_time: 1 }),
  },
};
