import type { CustomerContext, RialtoError } from '@rialto/core/model';
import type { PageAttention } from './adapters/page-attention.ts';
import { askCustomer, customerOf, refusalOf, tagOf } from './ask-customer.ts';
import type { CustomerLinkParts, CustomerOptions } from './customer.ts';
import { createCustomerLive } from './customer-live.ts';
import { type CustomerShelf, type HeldCustomer, showsFor } from './customer-shelf.ts';
import type { CustomerToken, CustomerTokens } from './customer-token.ts';

/** Somebody who wants to hear of every change. */
export interface CustomerFollower {
  readonly request: CustomerOptions;
  readonly hear: (customer: CustomerContext) => void;
  readonly signal: AbortSignal;
  /** What was heard last, so that nothing is told twice. */
  heard?: string;
}

/** One customer, read for one purpose: asked about once for all who want to know. */
export interface CustomerCopy {
  /** The newest token is the one to ask with; a function rather than a text. */
  use(token: CustomerToken): void;
  read(fresh?: boolean): Promise<CustomerContext>;
  add(follower: CustomerFollower): void;
  /** What is known may not be shown any more; who follows hears what may. */
  forget(): void;
}

/** What {@link createCustomerCopy} needs. */
export interface CustomerCopyParts {
  readonly link: CustomerLinkParts;
  readonly page: PageAttention;
  readonly tokens: CustomerTokens;
  readonly shelf: Pick<CustomerShelf, 'take' | 'put' | 'drop'>;
  /** The copy's name on the shelf; undefined where it must not be kept there. */
  readonly name: string | undefined;
  /** Whom the tokens stand for. */
  readonly key: string;
  readonly purpose: CustomerOptions['purpose'];
  /** Aborted when everything ends. */
  readonly over: AbortSignal;
  /** A token stands for another by now: takes over those who follow. */
  readonly onMoved: (followers: readonly CustomerFollower[]) => void;
}

/** How long an answer is good for without being asked for again, ms. */
const freshFor = 5_000;
/** How long the hub is waited for, ms. */
const answerWithin = 10_000;
/** How much older an answer may be than what is held and be taken for overtaken; beyond it a clock was set back. */
const overtakenBy = 10_000;

/** Makes a {@link CustomerCopy}. */
export function createCustomerCopy(parts: CustomerCopyParts): CustomerCopy {
  const { link, tokens, shelf, name, key, purpose, over, onMoved } = parts;
  const { clock, failure, announcer } = link;
  const followers = new Set<CustomerFollower>();
  let held: HeldCustomer | undefined = name === undefined ? undefined : shelf.take(name);
  let token: CustomerToken = '';
  let asking: Promise<CustomerContext> | undefined;
  let isLive = false;
  /** Grows when what is known is forgotten: what was asked before is not kept. */
  let era = 0;

  function hold(next: HeldCustomer): void {
    held = next;
    if (name !== undefined) shelf.put(name, next);
    for (const follower of [...followers]) tell(follower);
  }

  function tell(follower: CustomerFollower): void {
    if (!held || follower.signal.aborted || over.aborted) return;
    const says = textOf(held.customer);
    if (follower.heard === says) return;
    follower.heard = says;
    try {
      const answer: unknown = follower.hear(held.customer);
      if (answer instanceof Promise) answer.catch(listenerFailed);
    } catch {
      listenerFailed();
    }
  }

  const listenerFailed = (): void =>
    announcer.emit('error', {
      code: 'listener_failed',
      message: 'A listener for the customer context threw.',
    });

  /** What the hub said; what is held already where that is newer. */
  function accept(customer: CustomerContext, tag: string | undefined): CustomerContext {
    const behind = held ? Date.parse(held.customer.asOf) - Date.parse(customer.asOf) : 0;
    if (held && behind > 0 && behind < overtakenBy) return held.customer;
    hold({ customer, tag, at: clock.now() });
    return customer;
  }

  function confirm(): void {
    if (held) hold({ ...held, at: clock.now() });
  }

  function drop(): void {
    held = undefined;
    if (name !== undefined) shelf.drop(name);
  }

  /** Asks with the token of now, and once more where a function may bring a better one. */
  async function request(path: '' | '/stream', signal: AbortSignal): Promise<Response> {
    let refused: string | undefined;
    for (;;) {
      const known = await tokens.know(token, refused);
      if (known.key !== key) {
        drop();
        const moved = [...followers];
        followers.clear();
        live.stop();
        onMoved(moved);
        throw failure('not-signed-in', 'The context token stands for somebody else by now.');
      }
      const response = await askCustomer(link, { path, bearer: known.text, purpose, tag: held?.tag, signal });
      const canRenew = typeof token === 'function' && refused === undefined;
      if (response.status !== 401 || !canRenew) return response;
      refused = known.text;
    }
  }

  async function ask(): Promise<CustomerContext> {
    const asked = era;
    const before = held;
    const abort = new AbortController();
    const leave = (): void => abort.abort();
    const timer = clock.after(answerWithin, leave);
    over.addEventListener('abort', leave);
    try {
      const response = await request('', abort.signal);
      // Asked while more was permitted: neither what came nor what it says to hold still may be shown.
      if (asked !== era && !over.aborted) return await askOnce();
      if (response.status === 304 && before) {
        if (held === before) confirm();
        return held?.customer ?? before.customer;
      }
      if (!response.ok) throw await refusalOf(response, link);
      const customer = await customerOf(response, link);
      if (over.aborted) return customer;
      return asked === era ? accept(customer, tagOf(response)) : await askOnce();
    } catch (error) {
      if (isRefused(error)) drop();
      throw error;
    } finally {
      timer.cancel();
      over.removeEventListener('abort', leave);
    }
  }

  function askOnce(isFresh = false): Promise<CustomerContext> {
    if (asking && !isFresh) return asking;
    const mine = ask().finally(() => {
      if (asking === mine) asking = undefined;
    });
    asking = mine;
    return mine;
  }

  const live = createCustomerLive({
    link,
    page: parts.page,
    over,
    request: (signal) => request('/stream', signal),
    poll: async () => void (await askOnce()),
    accept(customer, tag) {
      isLive = true;
      accept(customer, tag);
    },
    confirm() {
      isLive = true;
      confirm();
    },
    unknown: drop,
    beat() {
      if (held && isLive) held = { ...held, at: clock.now() };
    },
    onEnd() {
      isLive = false;
    },
    canRenew: () => typeof token === 'function',
  });

  function keepUp(): void {
    if (followers.size > 0) live.start();
    else live.stop();
  }

  return {
    use(next) {
      // What can be renewed is kept: a text ends with its time.
      if (next === token || (typeof token === 'function' && typeof next === 'string')) return;
      token = next;
      keepUp();
    },
    async read(fresh = false) {
      const age = held ? clock.now() - held.at : Number.POSITIVE_INFINITY;
      if (fresh || !held || (!isLive && age >= showsFor)) return askOnce(fresh);
      if (!isLive && age >= freshFor) askOnce().catch(() => {});
      return held.customer;
    },
    add(follower) {
      followers.add(follower);
      follower.signal.addEventListener('abort', () => {
        followers.delete(follower);
        keepUp();
      });
      if (isLive || (held && clock.now() - held.at < showsFor)) tell(follower);
      keepUp();
    },
    forget() {
      era += 1;
      asking = undefined;
      drop();
      live.restart();
    },
  };
}

/** What a context says, the time of the answer aside. */
const textOf = (customer: CustomerContext): string => JSON.stringify({ ...customer, asOf: 0 });

const isRefused = (error: unknown): boolean =>
  (error as Partial<RialtoError> | undefined)?.code === 'hub-refused';
