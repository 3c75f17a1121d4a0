import type {
  Announcer,
  Clock,
  DeliveryEvents,
  EventStore,
  KnownResult,
  PipelineParts,
  SendResult,
  StoredEvent,
  StoreSize,
  Transport,
} from '@rialto/core/delivery';
import type { GateDecision, Message, Purpose } from '@rialto/core/model';
import type { DebugNews } from './debug-news.ts';

/** How the tracker stands at a moment. */
export interface DebugState {
  /** How many events wait in memory for a decision. */
  readonly held: number;
  readonly queue: StoreSize;
  /** Where the queue is. */
  readonly place: 'device' | 'memory';
  /** Whether the person lets us store on this device. */
  readonly device: 'granted' | 'refused' | 'undecided';
  /** Several people use the device. */
  readonly isShared: boolean;
  readonly anonymousId: string | undefined;
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
  /** What the gate says of each purpose by itself. */
  readonly consent: readonly (GateDecision & { readonly purpose: Purpose })[];
}

/** All that the overlay knows of a tracker. */
export interface DebugSource {
  readonly clock: Clock;
  /** Hears what happens from now on, and what waits already. Returns the way to stop. */
  watch(listener: (news: DebugNews) => void): () => void;
  /** Looks, and changes nothing by it: no id is made, nothing is stored. */
  state(): Promise<DebugState>;
}

type Watcher = NonNullable<PipelineParts['watch']>;

/** What the tracker hands over: things that it has anyway, so that a page which is not looked at pays for none of this. */
export interface DebugParts {
  /** Told of each verdict of the gate. */
  readonly watchers: Set<Watcher>;
  readonly clock: Clock;
  readonly announcer: Pick<Announcer, 'on'>;
  readonly store: Pick<EventStore, 'peek' | 'size'>;
  /** Whether there is a database on the device. */
  readonly exists: () => Promise<boolean>;
  /** The one that meets the network; wrapped while the overlay is open. */
  readonly transport: Transport;
  readonly pipeline: { held(): number };
  readonly recheck: (event: StoredEvent) => GateDecision;
  readonly permission: { now(): DebugState['device'] };
  readonly identity: { lastAnonymousId(): string | undefined; userId(): string | undefined };
  readonly storage: { get(key: string): string | undefined };
  /** The retailer's own events. */
  readonly events: Readonly<Record<string, readonly Purpose[]>>;
  readonly shared: boolean | undefined;
}

/** The gate looks at the purposes alone. */
const anyEvent = { messageId: '', body: '', storedAt: 0 };
/** As many as are listed. */
const foundAtMost = 500;
/** The same as `purposes` of core: a chunk shares no module with the tracker (docs/decisions/0009-lazy-chunks.md). */
export const builtInPurposes: readonly Purpose[] = [
  'necessary',
  'analytics',
  'personalization',
  'marketing',
  'linking',
];
/** The same as in `session-rules.ts`. */
export const sessionKey = 'rialto:session';

/** Listens at a tracker. */
export function createDebugSource(parts: DebugParts): DebugSource {
  const { clock, permission, identity, storage, recheck } = parts;
  const purposes = [...new Set([...builtInPurposes, ...Object.values(parts.events).flat()])];
  let isFallenBack = false;

  return {
    clock,
    watch(listener) {
      const stops = [
        hearGate(parts.watchers, listener),
        hearAnnouncements(parts.announcer, listener),
        parts.announcer.on('error', ({ code }) => {
          isFallenBack ||= code === 'storage_fallback';
        }),
        hearTransport(parts.transport, listener),
      ];
      parts.store.peek(foundAtMost).then(
        (events) => listener({ kind: 'found', events }),
        () => {}, // the queue reports it
      );
      return () => {
        for (const stop of stops) stop();
      };
    },
    async state() {
      const device = permission.now();
      const isPermitted = device === 'granted';
      const isShared = parts.shared === true;
      const queue = await parts.store.size().catch(() => ({ events: 0, bytes: 0 }));
      const mayBeOnDevice = isPermitted && !isShared && !isFallenBack;
      // What could not be stored before anybody listened has left no database.
      const isOnDevice = mayBeOnDevice && (queue.events === 0 || (await parts.exists()));
      return {
        held: parts.pipeline.held(),
        queue,
        place: isOnDevice ? 'device' : 'memory',
        device,
        isShared,
        // While the person does not permit it, what is on the device is not even read.
        anonymousId: isPermitted ? identity.lastAnonymousId() : undefined,
        userId: identity.userId(),
        sessionId: isPermitted ? storage.get(sessionKey)?.split(' ')[1] : undefined,
        consent: purposes.map((purpose) => ({ purpose, ...recheck({ ...anyEvent, purposes: [purpose] }) })),
      };
    },
  };
}

function hearGate(watchers: Set<Watcher>, listener: (news: DebugNews) => void): () => void {
  const watcher: Watcher = (message, purposes, decision) =>
    listener({ kind: 'judged', message: copyOf(message), purposes, decision });
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** As it was then: the page may change its objects later. What cannot be written as JSON is dropped, and shown without its properties. */
function copyOf(message: Message): Message {
  try {
    return JSON.parse(JSON.stringify(message)) as Message;
  } catch {
    const { type, messageId, timestamp, event, name } = message;
    return { type, messageId, timestamp, ...(event && { event }), ...(name && { name }) };
  }
}

function hearAnnouncements(
  announcer: Pick<Announcer, 'on'>,
  listener: (news: DebugNews) => void,
): () => void {
  const hear = <Kind extends keyof DeliveryEvents>(kind: Kind): (() => void) =>
    announcer.on(kind, (event) => listener({ kind, ...event } as unknown as DebugNews));
  const stops = [hear('delivered'), hear('rejected'), hear('dropped'), hear('error')];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Puts itself before the transport's own functions, and takes itself away again. */
function hearTransport(transport: Transport, listener: (news: DebugNews) => void): () => void {
  const { send, known } = transport;
  let delivery = 0;
  const wrapped: Pick<Transport, 'send' | 'known'> = {
    async send(batch): Promise<SendResult> {
      delivery += 1;
      const number = delivery;
      listener({ kind: 'sent', delivery: number, events: batch });
      const result = await send.call(transport, batch);
      listener({ kind: 'answered', delivery: number, result });
      return result;
    },
    ...(known && {
      async known(messageIds): Promise<KnownResult> {
        delivery += 1;
        const number = delivery;
        listener({ kind: 'asked', delivery: number, messageIds });
        const result = await known.call(transport, messageIds);
        listener({ kind: 'told', delivery: number, result });
        return result;
      },
    }),
  };
  Object.assign(transport, wrapped);
  return () => void Object.assign(transport, { send }, known && { known });
}
