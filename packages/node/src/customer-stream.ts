import type { CustomerContext } from '@rialto/core';
import { type Clock, type DeliveryProblem, type Random, retryDelay } from '@rialto/core/delivery';
import { readEventStream } from '@rialto/core/event-stream';
import { isObject } from './check-options.ts';
import type { CustomerQuery, HubReader } from './read-hub.ts';

/** What {@link followCustomer} needs. */
export interface CustomerStreamParts {
  readonly reader: HubReader;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (problem: DeliveryProblem) => void;
  /** Told of each context before the listener is, so that reads know it too. */
  readonly renew?: (query: CustomerQuery, customer: CustomerContext) => void;
}

/** The hub sends a heart-beat well within this; a stream that is silent for longer is dead, whatever TCP thinks. */
const silentFor = 60_000;
/** A key that is refused will not be taken a second later. */
const refusedFor = 60_000;

type Ending = { readonly reason: string; readonly refused: boolean };

/**
 * Calls back with a customer's context now and after every change, until it is stopped. A connection that ends
 * is opened again after a pause that grows.
 *
 * @returns the way to stop
 */
export function followCustomer(
  { identifier, ...rest }: CustomerQuery,
  listener: (customer: CustomerContext) => void,
  { reader, clock, random, report, renew }: CustomerStreamParts,
): () => void {
  // A copy: what the caller does with his object later is not what he asked for.
  const query = { ...rest, identifier: { ...identifier } };
  const stopped = new AbortController();
  let failures = 0;
  let last: string | undefined;

  function tell(customer: CustomerContext): void {
    failures = 0;
    last = undefined;
    if (stopped.signal.aborted) return;
    renew?.(query, customer);
    try {
      const answer: unknown = listener(customer);
      if (answer instanceof Promise) answer.catch(failed);
    } catch {
      failed();
    }
  }

  const failed = (): void =>
    report({ code: 'listener_failed', message: 'A listener for the customer context threw.' });

  async function listen(): Promise<Ending> {
    const abort = new AbortController();
    let watch = clock.after(silentFor, () => abort.abort());
    const alive = (): void => {
      watch.cancel();
      watch = clock.after(silentFor, () => abort.abort());
    };
    try {
      const signal = AbortSignal.any([stopped.signal, abort.signal]);
      const response = await reader.stream(query, signal);
      if (response.status !== 200 || !response.body) {
        await response.body?.cancel();
        const refused = [400, 401, 403].includes(response.status);
        return { reason: `status ${response.status}`, refused };
      }
      for await (const { event, data } of readEventStream(response.body.pipeThrough(watched(alive)))) {
        const customer = event === 'customer' ? parseCustomer(data) : undefined;
        if (customer) tell(customer);
      }
      return { reason: 'the connection ended', refused: false };
    } catch {
      return { reason: 'no connection', refused: false };
    } finally {
      watch.cancel();
    }
  }

  async function run(): Promise<void> {
    const { reason, refused } = await listen();
    if (stopped.signal.aborted) return;
    failures += 1;
    // Once for each kind of fault in a row; a stream that merely ends now and then is no fault.
    if (last !== reason && (refused || failures > 1)) {
      last = reason;
      report({
        code: refused ? 'hub_refused' : 'hub_unreachable',
        message: `The live customer context is interrupted (${reason}); it is opened again by itself.`,
      });
    }
    clock.after(refused ? refusedFor : retryDelay(failures, random.next()), () => {
      if (!stopped.signal.aborted) void run();
    });
  }

  void run();
  return () => stopped.abort();
}

/** Says of every chunk that the other side lives; heart-beats are comments, which the reader of events skips. */
const watched = (alive: () => void): TransformStream<Uint8Array, Uint8Array> =>
  new TransformStream({
    transform(chunk, controller) {
      alive();
      controller.enqueue(chunk);
    },
  });

function parseCustomer(data: string): CustomerContext | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? (value as unknown as CustomerContext) : undefined;
  } catch {
    return undefined;
  }
}
