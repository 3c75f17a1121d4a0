import type { DeliveryProblem, EventStore, StoredEvent } from '@rialto/core/delivery';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import { createLanedStore, type LanedStore } from '../src/adapters/journal-event-store.ts';
import type { LanedStoreOptions, LanedStoreParts } from '../src/adapters/journal-options.ts';

export interface OpenedJournal {
  readonly store: LanedStore;
  /** The first lane. */
  readonly lane: EventStore;
  readonly clock: ManualClock;
  readonly problems: readonly DeliveryProblem[];
  codes(): string[];
  /** The ids of all lanes in the order in which they would be sent. */
  ids(): Promise<string[]>;
  /** Resolves when everything is written and tidied up. */
  settled(): Promise<unknown>;
}

/** When the events of `storedEvent` were stored. */
const storedAt = 1_700_000_000_000;

export function openJournalStore(
  path: string | undefined,
  options: Partial<LanedStoreOptions> = {},
  parts: LanedStoreParts = {},
): OpenedJournal {
  const problems: DeliveryProblem[] = [];
  const clock = manualClock(storedAt);
  const store = createLanedStore(
    {
      ...{ path, lanes: 1, clock, random: seededRandom(3) },
      report: (problem) => void problems.push(problem),
      ...options,
    },
    { spacing: 0, ...parts },
  );
  const [lane] = store.lanes;
  if (!lane) throw new Error('no lane');
  return {
    ...{ store, lane, clock, problems },
    codes: () => problems.map(({ code }) => code),
    async ids() {
      const peeked = await Promise.all(store.lanes.map((view) => view.peek(1_000_000)));
      return peeked.flat().map(({ messageId }) => messageId);
    },
    settled: () => lane.purge(() => false),
  };
}

const stamp = /^\{"sequence":(\{"queue":"q_[0-9a-f]{16}","number":\d+\}),?/;

/** The event as it was stored, without its place in the queue and what that takes. */
export const unstamped = ({ bytes: _, ...event }: StoredEvent): StoredEvent => ({
  ...event,
  body: event.body.replace(stamp, '{'),
});

/** An event's place in the queue. */
export function sequenceOf({ body }: StoredEvent): { queue: string; number: number } | undefined {
  const found = stamp.exec(body)?.[1];
  return found === undefined ? undefined : JSON.parse(found);
}
