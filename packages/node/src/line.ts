import { askGate, type ConsentGate } from '@rialto/core';
import {
  type Announcer,
  type Clock,
  createFetchTransport,
  createMemoryEventStore,
  type EventStore,
  openPipeline,
  type Pipeline,
  type Random,
} from '@rialto/core/delivery';
import { createJournalEventStore } from './adapters/journal-event-store.ts';
import type { HttpFetch } from './adapters/ky-fetch.ts';
import type { ResolvedOptions } from './client-options.ts';

/** The way of an event from the gate to the hub. */
export interface Line {
  readonly pipeline: Pipeline;
  /** Marks an event as one that the client's own gate is asked about again before the send. */
  watched(messageId: string, gate: ConsentGate): ConsentGate;
  stop(): void;
}

/** What {@link createLine} needs. */
export interface LineParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly announcer: Announcer;
  readonly fetch: HttpFetch;
}

/** Composes the pipeline out of the client's options. */
export function createLine(options: ResolvedOptions, { clock, random, announcer, fetch }: LineParts): Line {
  const { endpoint, key, queue, consent, maxHeld, flushAt, flushAfter, batchMessages } = options;
  const watched = new Set<string>();
  if (consent) {
    for (const name of ['delivered', 'rejected', 'dropped'] as const) {
      announcer.on(name, ({ messageId }) => void watched.delete(messageId));
    }
  }
  const pipeline = openPipeline({
    store: openStore(queue, announcer),
    transport: createFetchTransport({ fetch, endpoint, key, clock }),
    clock,
    random,
    announcer,
    maxHeld,
    options: { flushAt, flushAfter, batchMessages, ...(queue === 'memory' ? {} : queue) },
    // Decisions of a call are final, and the hub asks its own again; only the client's gate can have changed here.
    ...(consent && {
      recheck: ({ messageId, purposes }) =>
        watched.has(messageId) ? askGate(consent, purposes) : { verdict: 'pass', reason: 'granted' },
    }),
  });
  return {
    pipeline,
    watched(messageId, gate) {
      watched.add(messageId);
      return gate;
    },
    stop: listenTo(consent, () => void pipeline.recheck()),
  };
}

/** A gate may be somebody else's code: one that cannot be listened to is asked before each send all the same. */
function listenTo(gate: ConsentGate | undefined, listener: () => void): () => void {
  try {
    const stop: unknown = gate?.on('change', listener);
    return () => {
      if (typeof stop === 'function') stop();
    };
  } catch {
    return () => {};
  }
}

const openStore = (queue: ResolvedOptions['queue'], announcer: Announcer): EventStore =>
  queue === 'memory'
    ? createMemoryEventStore()
    : createJournalEventStore({ path: queue.path, report: (problem) => announcer.emit('error', problem) });
