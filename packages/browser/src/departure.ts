import type { Announcer, SendResult, StoredEvent, Transport } from '@rialto/core/delivery';
import { byteLength, keepaliveBytes } from '@rialto/core/queue';
import type { DeviceEventStore } from './device-event-store.ts';

/** What {@link createDeparture} needs. */
export interface DepartureParts {
  /** Sends by keepalive what is small enough for it. */
  readonly transport: Transport;
  readonly store: Pick<DeviceEventStore, 'departing' | 'settle'>;
  /** Says what is settled, here or by another tab. */
  readonly announcer: Announcer;
  /** Asked at the moment of leaving. */
  readonly mayPass: (event: StoredEvent) => boolean;
  /** The ids of what may have reached the hub without our hearing it, from here or from another tab. */
  readonly inDoubt: Set<string>;
  /** Whether the next page will find it on the device, once it was in a batch. */
  readonly isDurable: (event: StoredEvent) => boolean;
}

/** The last chance of a page. */
export interface Departure {
  /** The transport for everybody else: what goes through it is in flight, and does not depart a second time. */
  readonly transport: Transport;
  /**
   * The page is being left: sends at once what has not arrived, as far as keepalive carries it.
   *
   * @returns whether something is on its way now; nobody may ever hear what became of it
   */
  leave(): boolean;
}

/** Room for the frame around the messages of a batch. */
const frameBytes = 512;

const bytesOf = ({ body }: StoredEvent): number => byteLength(body) + 1;

/** A click tracks and leaves the page in one go, and neither IndexedDB nor the queue is fast enough for it. */
export function createDeparture(parts: DepartureParts): Departure {
  const { transport, store, announcer, mayPass, inDoubt, isDurable } = parts;
  const flying = new Set<readonly StoredEvent[]>();
  let departed: Promise<unknown> | undefined;

  for (const name of ['delivered', 'rejected', 'dropped'] as const)
    announcer.on(name, ({ messageId }) => store.settle(messageId));

  async function send(batch: readonly StoredEvent[]): Promise<SendResult> {
    flying.add(batch);
    const result = await transport.send(batch);
    flying.delete(batch);
    // Judged, so it need not depart, though it may take a while to remove it from the device.
    if (result.outcome === 'answered') for (const { messageId } of result.results) store.settle(messageId);
    // A hub that names a time has not taken it; of all others we cannot know.
    if (result.outcome === 'retry' && result.retryAfter === undefined)
      for (const { messageId } of batch) inDoubt.add(messageId);
    return result;
  }

  /** The newest that fit, in their order: the older they are, the likelier the device has them for the next page. */
  function choose(): readonly StoredEvent[] {
    const away = new Set<string>();
    let room = keepaliveBytes - frameBytes * (flying.size + 1);
    for (const event of [...flying].flat()) {
      away.add(event.messageId);
      room -= bytesOf(event);
    }
    const chosen: StoredEvent[] = [];
    for (const event of [...store.departing()].reverse()) {
      const { messageId } = event;
      // The next page asks the hub about it, and sends it only if need be.
      if (inDoubt.has(messageId) && isDurable(event)) continue;
      if (away.has(messageId) || bytesOf(event) > room || !mayPass(event)) continue;
      room -= bytesOf(event);
      chosen.unshift(event);
    }
    return chosen;
  }

  return {
    transport: {
      send,
      /** What departed is known once it has arrived: a page that comes back asks after that. */
      async known(messageIds) {
        await departed;
        return (await transport.known?.(messageIds)) ?? { outcome: 'unsupported' };
      },
    },
    leave() {
      const batch = choose();
      if (batch.length > 0) departed = send(batch);
      return flying.size > 0;
    },
  };
}
