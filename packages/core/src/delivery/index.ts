// @rialto/core/delivery: how events are carried. Free of zod, so that a browser bundle can open it.

export type { Clock, Timer } from '../ports/clock.ts';
export type { EventStore, Priority, StoredEvent, StoreSize } from '../ports/event-store.ts';
export type { Random } from '../ports/random.ts';
export type { Outcome, SharerNews, StoreSharers } from '../ports/sharers.ts';
export type { KnownResult, SendResult, Transport } from '../ports/transport.ts';
export type {
  Announcer,
  DeliveredEvent,
  DeliveryEvents,
  DeliveryProblem,
  DroppedEvent,
  DropReason,
  RejectedEvent,
} from './announcer.ts';
export { createAnnouncer } from './announcer.ts';
export { classifyAnswer, type HttpAnswer } from './classify-answer.ts';
export { type BatchLimits, byteLength, cutBatch, sizeOf } from './cut-batch.ts';
export { createFetchTransport, type Fetch, type FetchTransportOptions } from './fetch-transport.ts';
export { createMemoryEventStore } from './memory-event-store.ts';
export { openPipeline } from './open-pipeline.ts';
export {
  createPipeline,
  type EventLabels,
  type Pipeline,
  type PipelineParts,
} from './pipeline.ts';
export { createQueue, type EvictingQueue, type Queue } from './queue.ts';
export type { FlushReport } from './queue-ledger.ts';
export { type QueueOptions, type QueueParts, queueDefaults } from './queue-options.ts';
export {
  initialQueueState,
  type QueueEffect,
  type QueueInput,
  type QueueRules,
  type QueueState,
  type QueueStep,
  stepQueue,
} from './queue-state.ts';
export {
  createReceiptBook,
  type DeliveryResult,
  type DurableResult,
  keepPromise,
  keepPromises,
  type Lazy,
  type Promised,
  promiseOf,
  type Receipt,
  type ReceiptBook,
} from './receipts.ts';
export { parseRetryAfter, retryDelay } from './retry-policy.ts';
export type { Outcomes } from './settlement.ts';
