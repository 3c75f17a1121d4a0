// @rialto/core/queue: the way of an event from the queue to the hub, for what a page loads once something may be sent.

export { byteLength } from '../delivery/cut-batch.ts';
export { createFetchTransport } from '../delivery/fetch-transport.ts';
export { createMemoryEventStore } from '../delivery/memory-event-store.ts';
export { createQueue } from '../delivery/queue.ts';
export { keepaliveBytes } from '../model/batch-limits.ts';
