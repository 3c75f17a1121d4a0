import { readEventStream } from '@rialto/core/event-stream';
import type { CustomerContext, Problem, RialtoError } from '@rialto/core/model';
import type { PageAttention } from './adapters/page-attention.ts';
import { parseCustomer, refusalOf } from './ask-customer.ts';
import type { CustomerLinkParts } from './customer.ts';
import { pauseAfter } from './customer-pause.ts';

/** Keeps up with a customer: by the stream, and by polling where there is none. */
export interface CustomerLive {
  /** Begins; nothing where it is under way. */
  start(): void;
  stop(): void;
  /** Lets the connection of now go, and makes another. */
  restart(): void;
}

/** What {@link createCustomerLive} needs. */
export interface CustomerLiveParts {
  readonly link: CustomerLinkParts;
  readonly page: PageAttention;
  /** Aborted when everything ends. */
  readonly over: AbortSignal;
  /** Opens the stream where the page has left off. */
  readonly request: (signal: AbortSignal) => Promise<Response>;
  readonly poll: () => Promise<void>;
  readonly accept: (customer: CustomerContext, tag: string | undefined) => void;
  /** The hub has said that nothing has changed. */
  readonly confirm: () => void;
  /** The hub has said that it knows no such customer, or none any more. */
  readonly unknown: () => void;
  /** The stream is alive. */
  readonly beat: () => void;
  readonly onEnd: () => void;
  /** Whether there may be another token after one was refused. */
  readonly canRenew: () => boolean;
}

/** How long the first bytes may take, ms: a hub sends some at once, so something on the way keeps them back. */
const firstWithin = 4_000;
/** How long a stream may be silent, ms; the hub's comments come every 15 s. */
const silentFor = 45_000;
/** A stream that ends sooner than this may end again, ms: it is waited for longer and longer. */
const lastsFor = 10_000;
/** How often a stream may be cut before anything has come. */
const mostCuts = 3;
const pollEvery = 15_000;
/** For how long is polled before the stream is tried again, ms. */
const pollFor = 300_000;

/** Statuses that say that there is no stream to be had, from a hub or a proxy: whoever gets one of them polls instead. */
const withoutStream: readonly number[] = [404, 405, 406, 501];

/** How a connection came to its end: by itself, before anything came, or because there is no stream to be had. */
type Ending = 'over' | 'cut' | 'none';

/** Makes a {@link CustomerLive}. */
export function createCustomerLive(parts: CustomerLiveParts): CustomerLive {
  const { link, page, over } = parts;
  const { clock, random, announcer } = link;
  let running: AbortController | undefined;
  let connection = new AbortController();
  let wake: () => void = () => {};

  /** Until then, or until somebody wakes it. */
  async function pause(ms?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : clock.after(ms, resolve);
      wake = () => {
        timer?.cancel();
        resolve();
      };
    });
  }

  async function run(stopped: AbortSignal): Promise<void> {
    let [failures, cuts, pollUntil] = [0, 0, 0];
    let told: string | undefined;
    const poll = async (): Promise<number> => {
      await parts.poll().catch((error: unknown) => {
        if (codeOf(error) !== 'unknown_customer') throw error;
      });
      [failures, told] = [0, undefined];
      return pollEvery;
    };
    const listen = async (signal: AbortSignal): Promise<number> => {
      const began = clock.now();
      const ending = await hear(signal);
      if (signal.aborted) return 0;
      if (ending === 'over') [cuts, told] = [0, undefined];
      else cuts += 1;
      if (ending === 'none' || cuts >= mostCuts) {
        [cuts, pollUntil] = [0, clock.now() + pollFor];
        return 0;
      }
      failures = clock.now() - began < lastsFor ? failures + 1 : 0;
      return pauseAfter(failures || 1, random.next());
    };
    while (!stopped.aborted) {
      if (!page.isAwake()) {
        await pause();
        continue;
      }
      connection = new AbortController();
      const { signal } = connection;
      try {
        const wait = clock.now() < pollUntil ? await poll() : await listen(signal);
        if (wait > 0 && !signal.aborted) await pause(wait);
      } catch (error) {
        if (stopped.aborted) return;
        if (signal.aborted) continue;
        const refused = (error as Partial<RialtoError>).code !== 'hub-unreachable';
        const code = refused ? 'hub_refused' : 'hub_unreachable';
        if (told !== code) announcer.emit('error', { code, message: (error as Error).message });
        told = code;
        // The same token gets the same answer; a function may bring another.
        if (refused && !parts.canRenew()) return;
        failures += 1;
        pollUntil = 0;
        await pause(pauseAfter(failures, random.next()));
      }
    }
  }

  /** One connection, until it ends. */
  async function hear(left: AbortSignal): Promise<Ending> {
    const own = new AbortController();
    const leave = (): void => own.abort();
    left.addEventListener('abort', leave);
    let [hasSpoken, isLate] = [false, false];
    const giveUp = (): void => {
      isLate = true;
      own.abort();
    };
    let timer = clock.after(firstWithin, giveUp);
    const onChunk = (chunk: Uint8Array): void => {
      timer.cancel();
      timer = clock.after(silentFor, giveUp);
      if (!hasSpoken) greet(new TextDecoder().decode(chunk));
      hasSpoken = true;
      parts.beat();
    };
    try {
      const response = await parts.request(own.signal);
      const { ok, status, headers, body } = response;
      if (!ok && !withoutStream.includes(status)) throw await refusalOf(response, link);
      if (!ok || !body || !/^text\/event-stream/i.test(headers.get('content-type') ?? '')) {
        body?.cancel().catch(() => {});
        return 'none';
      }
      for await (const { event, data, id } of readEventStream(body.pipeThrough(watched(onChunk)))) {
        const customer = event === 'customer' && !left.aborted && parseCustomer(data);
        if (customer) parts.accept(customer, id);
      }
    } catch (error) {
      // A line that breaks off is an end like any other.
      if (!hasSpoken && !isLate) throw error;
    } finally {
      timer.cancel();
      left.removeEventListener('abort', leave);
      parts.onEnd();
    }
    if (hasSpoken) return 'over';
    return isLate ? 'none' : 'cut';
  }

  /** By its first words the hub says what it has to tell where that is nothing. */
  function greet(words: string): void {
    if (words.startsWith(': unchanged')) parts.confirm();
    if (words.startsWith(': waiting')) parts.unknown();
  }

  return {
    start() {
      if (running || over.aborted) return;
      const mine = new AbortController();
      running = mine;
      const stopWatching = page.onChange(() => {
        if (!page.isAwake()) connection.abort();
        wake();
      });
      const end = (): void => {
        mine.abort();
        connection.abort();
        wake();
      };
      over.addEventListener('abort', end);
      void run(mine.signal).finally(() => {
        stopWatching();
        over.removeEventListener('abort', end);
        if (running === mine) running = undefined;
      });
    },
    stop() {
      running?.abort();
      running = undefined;
      connection.abort();
      wake();
    },
    restart() {
      connection.abort();
      wake();
    },
  };
}

/** Says of every chunk that the other side lives; its comments are nothing to whoever reads events. */
const watched = (onChunk: (chunk: Uint8Array) => void): TransformStream<Uint8Array, Uint8Array> =>
  new TransformStream({
    transform(chunk, controller) {
      onChunk(chunk);
      controller.enqueue(chunk);
    },
  });

/** The hub's own code where it has said one. */
const codeOf = (error: unknown): string | undefined =>
  ((error as Partial<RialtoError>).cause as Partial<Problem> | undefined)?.code;
