import type { Store } from '../store/store.ts';
import { createReplay, type Replay } from './replay-log.ts';

/** Entries that are read at a time. */
const page = 500;
/** How often the comparison is begun anew because the log grew meanwhile. */
const attempts = 5;

/**
 * Replays the whole log and compares the store with it, anew where a hub at work has written in between: then what differs
 * proves nothing.
 *
 * @param compare - finds what differs
 * @param isSound - whether a comparison found nothing
 * @example
 * ```ts
 * const faults = await settle(store, (replay) => compareAll(store, replay), (faults) => faults.length === 0);
 * ```
 */
export async function settle<Found>(
  store: Store,
  compare: (replay: Replay) => Promise<Found>,
  isSound: (found: Found) => boolean,
): Promise<Found> {
  const replay = createReplay();
  for (let attempt = 1; ; attempt += 1) {
    await replayAll(store, replay);
    const seen = replay.sequence();
    const found = await compare(replay);
    if (isSound(found) || attempt === attempts || (await store.readLog(seen, 1)).length === 0) return found;
  }
}

async function replayAll(store: Store, replay: Replay): Promise<void> {
  for (;;) {
    const entries = await store.readLog(replay.sequence(), page);
    if (entries.length === 0) return;
    replay.add(entries);
  }
}
