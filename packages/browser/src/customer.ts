import type { Announcer, Clock, Random } from '@rialto/core/delivery';
import {
  type Channel,
  type ConsentGate,
  type CustomerContext,
  checkListener,
  type ErrorCode,
  type ReadPurpose,
  RialtoError,
} from '@rialto/core/model';

/** How to read the customer context. */
export interface CustomerOptions {
  /**
   * A context token from the shop's server, or a function that fetches a fresh one; what it gives is used for half a minute.
   * @default the token of the last call
   */
  readonly token?: string | (() => string | Promise<string>);
  /**
   * What it is read for.
   * @default what the token permits; of the last call, where its token is taken
   */
  readonly purpose?: ReadPurpose | undefined;
  /**
   * Of `customer`: asks the hub, whatever the page knows already.
   * @default false
   */
  readonly fresh?: boolean;
  /**
   * Of `customer`: gives up after so many ms with `hub-unreachable`, so that a component renders once. What comes later is kept
   * for the next call.
   * @default until there is an answer, or none within 10 s
   */
  readonly within?: number;
}

/** Reads the customer context with a token; a page never chooses a profile. */
export interface CustomerReader {
  read(options?: CustomerOptions): Promise<CustomerContext>;
  follow(listener: (customer: CustomerContext) => void, options?: CustomerOptions): () => void;
  /** Stops every stream and forgets the token and the customer, in the tab too. */
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
  /** Whether the person lets us store on this device. */
  readonly permitted: () => boolean;
  readonly consent: ConsentGate;
  /** Removes what an earlier page of the tab has kept. */
  readonly forgetTab: () => void;
  /** Loads what asks the hub: a chunk of its own, for most pages never ask (docs/decisions/0009-lazy-chunks.md). */
  readonly load: () => Promise<{ createCustomerLink(parts: CustomerLinkParts): CustomerLink }>;
}

/** What the way to the hub needs: beside the parts what it would else share with the tracker. */
export interface CustomerLinkParts extends CustomerReaderParts {
  readonly failure: (code: ErrorCode, message: string, cause?: unknown) => RialtoError;
}

/** The way to the hub for one person, `customer-link.ts`. */
export interface CustomerLink {
  read(options: CustomerOptions, fresh: boolean | undefined): Promise<CustomerContext>;
  /** Tells until the signal aborts. */
  follow(listener: (customer: CustomerContext) => void, options: CustomerOptions, signal: AbortSignal): void;
  /** Ends everything; what is under way rejects. */
  end(): void;
}

/** Makes a {@link CustomerReader}: what must be said at once. The rest is in the link. */
export function createCustomerReader(parts: CustomerReaderParts): CustomerReader {
  let link: Promise<CustomerLink> | undefined;
  let last: CustomerOptions | undefined;

  const failure: CustomerLinkParts['failure'] = (code, message, cause) =>
    new RialtoError(code, message, { cause });

  /** Without a token, those of the last call are meant. */
  function complete(options?: CustomerOptions): CustomerOptions {
    const request = { ...(options?.token ? undefined : last), ...options };
    if (!request.token) throw failure('not-signed-in', 'customer({ token }) comes first.');
    last = request;
    return request;
  }

  function open(): Promise<CustomerLink> {
    if (link) return link;
    const mine: Promise<CustomerLink> = parts.load().then(
      ({ createCustomerLink }) => createCustomerLink({ ...parts, failure }),
      (cause) => {
        // Unless somebody else has asked anew in the meantime.
        if (link === mine) link = undefined;
        throw failure('hub-unreachable', 'customer-link did not load.', cause);
      },
    );
    link = mine;
    return mine;
  }

  return {
    read: (options) =>
      new Promise((resolve, reject) => {
        const request = complete(options);
        open()
          .then((it) => it.read(request, options?.fresh))
          .then(resolve, reject);
        const within = options?.within;
        // It counts from now, not from when the chunk is there.
        if (within !== undefined) {
          parts.clock.after(within, () =>
            reject(failure('hub-unreachable', `No customer within ${within} ms.`)),
          );
        }
      }),

    follow(listener, options) {
      checkListener('onCustomer', listener);
      const request = complete(options);
      const abort = new AbortController();
      open().then(
        (it) => it.follow(listener, request, abort.signal),
        ({ message }) => parts.announcer.emit('error', { code: 'hub_unreachable', message }),
      );
      return () => abort.abort();
    },

    reset() {
      link?.then(
        (it) => it.end(),
        () => {},
      );
      link = last = undefined;
      parts.forgetTab();
    },
  };
}
