// @rialto/core/pipeline: the way of an event up to the queue, for what a page loads at once. Apart from
// @rialto/core/queue, because bundlers part code by the doors that it comes through.

export { createAnnouncer } from '../delivery/announcer.ts';
export { createPipeline } from '../delivery/pipeline.ts';
