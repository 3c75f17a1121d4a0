// A chunk of its own: `createTracker` loads it at the first call of `customer` or `onCustomer`. It and what it imports share no
// module with the tracker, or bundlers would part the tracker in two; what both need comes in as `parts`.
import type { optionalPurposes } from '@rialto/core/model';
import { createPageAttention, type PageAttention } from './adapters/page-attention.ts';
import { type TabStorage, tabStorage } from './adapters/tab-storage.ts';
import type { CustomerLink, CustomerLinkParts, CustomerOptions } from './customer.ts';
import { type CustomerCopy, type CustomerFollower, createCustomerCopy } from './customer-copy.ts';
import { pauseAfter } from './customer-pause.ts';
import { createCustomerShelf } from './customer-shelf.ts';
import { createCustomerTokens } from './customer-token.ts';

/** Those that a person can withdraw, and that the hub asks about before it shows what it knows. */
const purposes = [
  'analytics',
  'personalization',
  'marketing',
  'linking',
] satisfies (typeof optionalPurposes)[number][];

/** What is around the page, for tests to take its place. */
export interface CustomerSurroundings {
  readonly page: PageAttention;
  readonly tab: TabStorage;
}

/**
 * Makes the way to the hub for whoever is there now. When it is somebody else it is ended, and another one made.
 *
 * @example
 * ```ts
 * const link = createCustomerLink(parts);
 * const customer = await link.read({ token: 'ct_…' });
 * ```
 */
export function createCustomerLink(
  parts: CustomerLinkParts,
  { page, tab }: CustomerSurroundings = { page: createPageAttention(), tab: tabStorage },
): CustomerLink {
  const { announcer, clock, random, failure, endpoint, channel } = parts;
  const over = new AbortController();
  const tokens = createCustomerTokens(parts);
  const copies = new Map<string, CustomerCopy>();
  let granted = grantedNow(parts);
  const shelf = createCustomerShelf(tab, parts, () => granted);

  const stopListening = listen(parts, () => {
    const before = granted;
    granted = grantedNow(parts);
    if (before.every((purpose) => granted.includes(purpose))) return;
    shelf.clear();
    for (const copy of copies.values()) copy.forget();
  });

  async function copyOf({ token = '', purpose }: CustomerOptions): Promise<CustomerCopy> {
    const { key, isRead } = await tokens.know(token);
    assertHere();
    const name = JSON.stringify([endpoint, channel, key, purpose]);
    const copy =
      copies.get(name) ??
      createCustomerCopy({
        link: parts,
        page,
        tokens,
        shelf,
        name: isRead ? name : undefined,
        key,
        purpose,
        over: over.signal,
        onMoved: (followers) => {
          for (const follower of followers) void attach(follower);
        },
      });
    copies.set(name, copy);
    copy.use(token);
    return copy;
  }

  async function attach(follower: CustomerFollower): Promise<void> {
    const { request, signal } = follower;
    for (let attempt = 1; !signal.aborted && !over.signal.aborted; attempt += 1) {
      try {
        const copy = await copyOf(request);
        if (!signal.aborted) copy.add(follower);
        return;
      } catch (error) {
        const { message } = error as Error;
        if (attempt === 1 && !over.signal.aborted) {
          announcer.emit('error', { code: 'hub_unreachable', message });
        }
        await new Promise<void>((resolve) => {
          clock.after(pauseAfter(attempt, random.next()), resolve);
        });
      }
    }
  }

  return {
    async read(options, fresh) {
      try {
        assertHere();
        const copy = await copyOf(options);
        return await copy.read(fresh);
      } finally {
        // Whatever came: it is of somebody who has gone.
        assertHere();
      }
    },
    follow(hear, options, signal) {
      void attach({ request: options, hear, signal });
    },
    end() {
      over.abort();
      stopListening();
      shelf.clear();
    },
  };

  function assertHere(): void {
    if (over.signal.aborted) {
      throw failure('not-signed-in', 'It was signed out while the customer was read.');
    }
  }
}

function grantedNow({ consent }: CustomerLinkParts): readonly string[] {
  return purposes.filter((purpose) => {
    try {
      return consent.decide([purpose]).verdict === 'pass';
    } catch {
      return false;
    }
  });
}

/** Listening is the other's code. */
function listen({ consent }: CustomerLinkParts, onChange: () => void): () => void {
  try {
    const stop: unknown = consent.on('change', onChange);
    if (typeof stop === 'function') return () => void stop();
  } catch {
    // Then there is nothing to hear.
  }
  return () => {};
}
