import { createPipeline, type Pipeline, type PipelineParts } from './pipeline.ts';
import { createQueue } from './queue.ts';
import type { QueueParts } from './queue-options.ts';

/**
 * A pipeline with a queue of its own, where both are there from the beginning. A page loads its queue later, and
 * gives it to `createPipeline`.
 *
 * @example
 * ```ts
 * const pipeline = openPipeline({ store, transport, clock, random, announcer });
 * const { durable } = pipeline.accept(message, purposesOfMessage(message), consent);
 * ```
 */
export const openPipeline = (parts: QueueParts & Omit<PipelineParts, 'queue'>): Pipeline =>
  createPipeline({ ...parts, queue: createQueue(parts) });
