import { type Announcer, type Clock, type Random, retryDelay } from '@rialto/core/delivery';
import {
  type Channel,
  type CustomerContext,
  checkListener,
  type ErrorCode,
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
  /** Loads what asks the hub: a chunk of its own, for most pages never ask (docs/decisions/0009-lazy-chunks.md). */
  readonly load: () => Promise<CustomerLink>;
}

/** What the way to the hub needs: beside the parts what it would else share with the tracker. */
export interface CustomerLinkParts extends CustomerReaderParts {
  readonly failure: (code: ErrorCode, message: string, cause?: unknown) => RialtoError;
  readonly retryDelay: typeof retryDelay;
}

/** The way to the hub, `customer-link.ts`. */
export interface CustomerLink {
  readCustomer(parts: CustomerLinkParts, options: CustomerOptions): Promise<CustomerContext>;
  /** Ends when it is told to, or when the hub will never answer. */
  followCustomer(
    parts: CustomerLinkParts,
    options: CustomerOptions,
    listener: (customer: CustomerContext) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Makes a {@link CustomerReader}. */
export function createCustomerReader(parts: CustomerReaderParts): CustomerReader {
  const streams = new Set<AbortController>();
  let lastOptions: CustomerOptions | undefined;

  const failure = (code: ErrorCode, message: string, cause?: unknown): RialtoError =>
    new RialtoError(code, message, { cause });
  const linkParts: CustomerLinkParts = { ...parts, failure, retryDelay };
  const notLoaded = 'What reads customers could not be loaded.';

  return {
    read(options) {
      lastOptions = options;
      return parts.load().then(
        (link) => link.readCustomer(linkParts, options),
        (cause: unknown) => {
          throw failure('hub-unreachable', notLoaded, cause);
        },
      );
    },

    follow(listener, options = lastOptions) {
      checkListener('onCustomer', listener);
      if (!options) {
        throw failure(
          'not-signed-in',
          'onCustomer needs a token: call customer({ token }) first, or pass { token }.',
        );
      }
      lastOptions = options;
      const abort = new AbortController();
      streams.add(abort);
      void parts
        .load()
        .then(
          (link) => link.followCustomer(linkParts, options, listener, abort.signal),
          () => parts.announcer.emit('error', { code: 'hub_unreachable', message: notLoaded }),
        )
        .finally(() => streams.delete(abort));
      return () => abort.abort();
    },

    reset() {
      lastOptions = undefined;
      for (const abort of streams) abort.abort();
      streams.clear();
    },
  };
}
