import { askGate, type ConsentGate } from '@rialto/core';
import {
  type Announcer,
  type Clock,
  createFetchTransport,
  createPipeline,
  type DeliveryResult,
  type Outcome,
  type Pipeline,
  type Random,
  type StoredEvent,
} from '@rialto/core/delivery';
import { createGzipFetch } from './adapters/gzip-fetch.ts';
import { createLanedStore } from './adapters/journal-event-store.ts';
import type { HttpFetch } from './adapters/ky-fetch.ts';
import { stampOf } from './call-gate.ts';
import type { ResolvedOptions } from './client-options.ts';
import { createIdMap } from './id-map.ts';
import { createLanes } from './lanes.ts';
import { createTillReceiptBook } from './receipt-book.ts';

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
  /** Told once of each event that left the queue. */
  readonly onSettled: (event: StoredEvent, outcome: Outcome) => void;
  /** Told when the client's gate has changed. */
  readonly onConsent: (gate: ConsentGate) => void;
  /** Told of each `delivered` that somebody waits for. */
  readonly onAwaited: (delivered: Promise<DeliveryResult>) => void;
}

/** What a store says when it goes on without its disk. */
const memoryTakesOver: readonly string[] = ['storage_fallback', 'storage_taken'];

/** Composes the pipeline out of the client's options. */
export function createLine(options: ResolvedOptions, parts: LineParts): Line {
  const { endpoint, key, queue, consent, maxHeld, flushAt, flushAfter, batchMessages, maxInFlight } = options;
  const { clock, random, announcer, onSettled } = parts;
  const fetch = options.gzip ? createGzipFetch(parts.fetch) : parts.fetch;
  const watched = consent && createIdMap();
  if (watched) {
    for (const name of ['delivered', 'rejected', 'dropped'] as const) {
      announcer.on(name, ({ messageId }) => watched.delete(messageId));
    }
  }
  // Decisions of a call are final, and the hub asks its own again; only the client's gate can have changed here.
  const recheck = consent && {
    recheck: ({ messageId, purposes }: StoredEvent) =>
      watched?.get(messageId)
        ? askGate(consent, purposes)
        : ({ verdict: 'pass', reason: 'granted' } as const),
  };
  const { path, maxEvents, maxBytes, maxAge, whenFull } = queue;
  const store = createLanedStore({
    ...{ path, clock, random, lanes: maxInFlight },
    report(problem) {
      announcer.emit('error', problem);
      if (memoryTakesOver.includes(problem.code)) lanes.narrow();
    },
  });
  const receipts = createTillReceiptBook({ clock, onAwaited: parts.onAwaited, isWaiting: store.has });
  const lanes = createLanes({
    ...{ clock, random, announcer, onSettled, maxEvents, maxBytes, whenFull, ...recheck },
    store,
    transport: createFetchTransport({ fetch, endpoint, key, clock, timeout: options.sendTimeout }),
    options: { flushAt, flushAfter, batchMessages, maxAge },
  });
  const pipeline = createPipeline({
    ...{ queue: lanes, clock, announcer, maxHeld, receipts, ...recheck },
    stamp: stampOf,
  });
  return {
    pipeline,
    watched(messageId, gate) {
      watched?.set(messageId, 1);
      return gate;
    },
    stop: listenTo(consent, (gate) => {
      void pipeline.recheck();
      parts.onConsent(gate);
    }),
  };
}

/** A gate may be somebody else's code: one that cannot be listened to is asked before each send all the same. */
function listenTo(gate: ConsentGate | undefined, listener: (gate: ConsentGate) => void): () => void {
  try {
    const stop: unknown = gate?.on('change', () => listener(gate));
    return () => {
      try {
        if (typeof stop === 'function') stop();
      } catch {
        // Its fault must not keep the directory locked.
      }
    };
  } catch {
    return () => {};
  }
}
