import { type Announcer, type Clock, type Random, readEventStream, retryDelay } from '@rialto/core/delivery';
import {
  type Channel,
  type CustomerContext,
  type Problem,
  type ReadPurpose,
  RialtoError,
} from '@rialto/core/model';

/** How to read the customer context. */
export interface CustomerOptions {
  /** A context token from the shop's server, or a function that fetches a fresh one. */
  readonly token: string | (() => string | Promise<string>);
  /**
   * What it is read for.
   * @default what the token permits
   */
  readonly purpose?: ReadPurpose;
}

/** Reads the customer context with a token; a page never chooses a profile. */
export interface CustomerReader {
  read(options: CustomerOptions): Promise<CustomerContext>;
  follow(listener: (customer: CustomerContext) => void, options?: CustomerOptions): () => void;
  /** Stops every stream and forgets the token. */
  reset(): void;
}

/** What {@link createCustomerReader} needs. */
export interface CustomerReaderParts {
  readonly endpoint: string;
  /** The channel of the touchpoint that reads; a token does not name it. */
  readonly channel: Channel;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  readonly random: Random;
  readonly announcer: Announcer;
}

const answerWithin = 10_000;

/** Makes a {@link CustomerReader}. */
export function createCustomerReader(parts: CustomerReaderParts): CustomerReader {
  const { endpoint, channel, fetch, clock, random, announcer } = parts;
  const streams = new Set<AbortController>();
  let lastOptions: CustomerOptions | undefined;

  async function ask(path: string, accept: string, options: CustomerOptions, signal: AbortSignal) {
    const { token, purpose } = options;
    const bearer = typeof token === 'function' ? await token() : token;
    const query = new URLSearchParams({ channel, ...(purpose ? { purpose } : {}) });
    let response: Response;
    try {
      response = await fetch(`${endpoint}/v1/customer${path}?${query}`, {
        headers: { accept, authorization: `Bearer ${bearer}` },
        cache: 'no-store',
        signal,
      });
    } catch (cause) {
      throw new RialtoError('hub-unreachable', `The hub at ${endpoint} does not answer.`, { cause });
    }
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  async function stream(
    listener: (customer: CustomerContext) => void,
    options: CustomerOptions,
    abort: AbortController,
  ): Promise<void> {
    const { signal } = abort;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        const { body } = await ask('/stream', 'text/event-stream', options, signal);
        if (!body) return;
        for await (const { event, data } of readEventStream(body)) {
          if (signal.aborted) return;
          attempt = 0;
          if (event === 'customer') tell(listener, JSON.parse(data));
        }
      } catch (error) {
        if (signal.aborted) return;
        const refused = error instanceof RialtoError && error.code === 'hub-refused';
        if (refused || attempt === 1) report(refused ? 'hub_refused' : 'hub_unreachable', error);
        // The same token gets the same answer; a function may bring another.
        if (refused && typeof options.token === 'string') return;
      }
      await pause(retryDelay(attempt || 1, random.next()), signal);
    }
  }

  function tell(listener: (customer: CustomerContext) => void, customer: CustomerContext): void {
    try {
      listener(customer);
    } catch {
      announcer.emit('error', {
        code: 'listener_failed',
        message: 'A listener for the customer context threw.',
      });
    }
  }

  const report = (code: string, error: unknown): void =>
    announcer.emit('error', { code, message: error instanceof Error ? error.message : String(error) });

  const pause = (delay: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.after(delay, resolve);
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve();
      });
    });

  return {
    async read(options) {
      lastOptions = options;
      const abort = new AbortController();
      const timer = clock.after(answerWithin, () => abort.abort());
      try {
        const response = await ask('', 'application/json', options, abort.signal);
        return await response.json().catch((cause: unknown) => {
          throw new RialtoError('hub-unreachable', `What answers at ${endpoint} is not a hub.`, { cause });
        });
      } finally {
        timer.cancel();
      }
    },

    follow(listener, options = lastOptions) {
      if (typeof listener !== 'function')
        throw new RialtoError('invalid-option', `onCustomer needs a function; got ${typeof listener}.`);
      if (!options) {
        throw new RialtoError(
          'not-signed-in',
          'onCustomer needs a token: call customer({ token }) first, or pass { token }.',
        );
      }
      lastOptions = options;
      const abort = new AbortController();
      streams.add(abort);
      void stream(listener, options, abort).finally(() => streams.delete(abort));
      return () => abort.abort();
    },

    reset() {
      lastOptions = undefined;
      for (const abort of streams) abort.abort();
      streams.clear();
    },
  };
}

/** 4xx but 429: asking again with the same words cannot help. */
async function refusalOf(response: Response): Promise<RialtoError> {
  const { status } = response;
  const problem: Partial<Problem> | null = await response.json().catch(() => null);
  const why = [status, problem?.code, problem?.detail ?? problem?.title].filter(Boolean).join(' ');
  return status >= 400 && status < 500 && status !== 429
    ? new RialtoError('hub-refused', `The hub refused to show the customer: ${why}.`)
    : new RialtoError('hub-unreachable', `The hub cannot show the customer now: ${why}.`);
}
