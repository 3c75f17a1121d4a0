import type { Announcer, Clock, DropReason, Queue, StoredEvent } from '@rialto/core/delivery';
import { announceOnce } from './announce-once.ts';
import type { Delivery } from './delivery.ts';

/** The way to the hub, as a page has it from its first moment: loaded once something may go that way. */
export interface LazyDelivery extends Queue {
  /** Loads it now; undefined where that fails. */
  open(): Promise<Delivery | undefined>;
  /** Permission to store came. */
  grant(): void;
  /** Permission to store went. Resolves when nothing is left on the device. */
  revoke(): Promise<void>;
  /** The page is being left: what has not arrived goes at once, as far as keepalive carries it. */
  leave(): void;
}

/** What {@link createLazyDelivery} needs. */
export interface LazyDeliveryParts {
  /** Loads and makes it: a chunk of its own, for who refuses needs none (docs/decisions/0009-lazy-chunks.md). */
  readonly load: () => Promise<Delivery>;
  readonly announcer: Announcer;
  readonly clock: Clock;
  /** Sends bodies of messages by keepalive, and hears no answer. */
  readonly post: (bodies: readonly string[]) => void;
  /** Asked at the moment of leaving. */
  readonly mayPass: (event: StoredEvent) => boolean;
  /** The most events that wait to be loaded for. */
  readonly maxEvents: number;
  /** What the person permits now, of storing on the device. */
  readonly permission: () => 'granted' | 'refused' | 'undecided';
  /** Whether an earlier page has left something on the device. */
  readonly exists: () => Promise<boolean>;
}

interface Waiting {
  readonly event: StoredEvent;
  readonly resolve: (result: 'stored' | DropReason) => void;
  /** It has been sent by keepalive, unheard. */
  departed?: boolean;
}

/** After a failure to load: when to try again, if anything waits. */
const pause = 30_000;
/** What `fetch` with keepalive carries (Fetch standard, section 4.7: 64 KiB), with room for the frame. */
const mostBytes = 60_000;

/** Makes a {@link LazyDelivery}. Until it is loaded, events wait in memory; what is left then goes by keepalive. */
export function createLazyDelivery(parts: LazyDeliveryParts): LazyDelivery {
  const { load, announcer, clock, post, mayPass, maxEvents, permission, exists } = parts;
  let delivery: Delivery | undefined;
  let loading: Promise<Delivery | undefined> | undefined;
  let waiting: Waiting[] = [];
  /** What was dropped here, for the reports of `flush`. */
  let dropped = 0;
  const tellMissing = announceOnce(
    announcer,
    'delivery_not_loaded',
    'What delivers events could not be loaded. They wait in memory, and it is tried again.',
  );

  function open(): Promise<Delivery | undefined> {
    loading ??= load().then(begin, () => {
      loading = undefined;
      clock.after(pause, () => void openForWaiting());
      tellMissing();
      return undefined;
    });
    return loading;
  }

  /** @returns what is there or comes, if only because something waits for it */
  const openForWaiting = () => (waiting.length > 0 ? open() : loading);

  function begin(found: Delivery): Delivery {
    delivery = found;
    const { queue } = found;
    if (waiting.some(({ departed }) => departed)) queue.doubt();
    for (const { event, resolve } of waiting.splice(0)) void queue.add(event).then(resolve);
    return found;
  }

  function drop(messageId: string, reason: DropReason): void {
    if (delivery) delivery.queue.drop(messageId, reason);
    else {
      dropped += 1;
      announcer.emit('dropped', { messageId, reason });
    }
  }

  function letGo({ event, resolve }: Waiting, reason: DropReason): void {
    drop(event.messageId, reason);
    resolve(reason);
  }

  /** The newest that fit, in their order. */
  function depart(): void {
    const bodies: string[] = [];
    let room = mostBytes;
    for (const entry of [...waiting].reverse()) {
      const { body } = entry.event;
      const size = new TextEncoder().encode(body).length + 1;
      if (entry.departed || size > room || !mayPass(entry.event)) continue;
      entry.departed = true;
      room -= size;
      bodies.unshift(body);
    }
    if (bodies.length > 0) post(bodies);
  }

  /** What an earlier page has left is sent, or cleared; nothing is loaded where there is nothing. */
  const openIfNeeded = async () => ((await exists()) ? open() : undefined);
  const now = permission();
  const begun = now === 'granted' ? open() : now === 'refused' ? openIfNeeded() : undefined;

  async function ready(): Promise<void> {
    await begun;
    await openForWaiting();
  }

  return {
    open,
    drop,

    add: (event) =>
      delivery?.queue.add(event) ??
      new Promise((resolve) => {
        const entry: Waiting = { event, resolve };
        if (waiting.length >= maxEvents) {
          letGo(entry, 'queue_full');
          return;
        }
        waiting.push(entry);
        void open();
      }),

    async flush(options = {}) {
      const before = dropped;
      const began = clock.now();
      const { timeout } = options;
      let left = options;
      if (timeout === undefined) await ready();
      else {
        await Promise.race([ready(), new Promise<void>((resolve) => clock.after(timeout, resolve))]);
        left = { timeout: Math.max(0, timeout - clock.now() + began) };
      }
      const report = (await delivery?.queue.flush(left)) ?? {
        delivered: 0,
        pending: waiting.length,
        dropped: 0,
        rejected: 0,
      };
      return { ...report, dropped: report.dropped + dropped - before };
    },

    async purge(matches) {
      const before = waiting;
      waiting = [];
      for (const entry of before) {
        const reason = matches(entry.event);
        if (reason === undefined) waiting.push(entry);
        else letGo(entry, reason);
      }
      await delivery?.queue.purge(matches);
    },

    online() {
      if (delivery) delivery.queue.online();
      else void openForWaiting();
    },

    doubt: () => delivery?.queue.doubt(),

    grant() {
      if (delivery) void delivery.store.grant();
      else void open();
    },

    async revoke() {
      const found = await (loading ?? openIfNeeded());
      // It may have been granted again while this was loaded.
      if (permission() !== 'granted') await found?.store.revoke();
    },

    leave() {
      if (!delivery) depart();
      else if (delivery.leave()) delivery.queue.doubt();
    },

    async close() {
      await ready();
      for (const entry of waiting.splice(0)) letGo(entry, 'closed');
      await delivery?.queue.close();
    },
  };
}
