import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore, StoredEvent } from '@rialto/core/delivery';
import { eventStoreContract, manualClock, seededRandom, storedEvent } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/temp-directory.ts';
import { createLanedStore } from './journal-event-store.ts';
import type { LanedStoreOptions, LanedStoreParts } from './journal-options.ts';

function open(
  path: string | undefined,
  options: Partial<LanedStoreOptions> = {},
  parts: LanedStoreParts = {},
) {
  return createLanedStore(
    {
      path,
      lanes: 3,
      clock: manualClock(1_700_000_000_000),
      random: seededRandom(3),
      report() {},
      ...options,
    },
    parts,
  );
}

const unstamped = ({ bytes, ...event }: StoredEvent): StoredEvent => {
  expect(bytes).toBe(Buffer.byteLength(event.body));
  expect(event.body).toMatch(/^\{"sequence":\{"queue":"q_[0-9a-f]{16}","number":\d+\},"/);
  return { ...event, body: event.body.replace(/^\{"sequence":\{[^}]*\},/, '{') };
};

function view(store: ReturnType<typeof open>, lane: number): EventStore {
  const it = store.lanes[lane] as EventStore;
  return { ...it, peek: async (limit) => (await it.peek(limit)).map(unstamped), close: store.close };
}

const tiny = { segmentBytes: 1, cacheBytes: 1 };
const forms: [string, (path: string) => ReturnType<typeof open>, boolean][] = [
  ['journal', (path) => open(path), true],
  ['journal in tiny segments and without a cache', (path) => open(path, tiny), true],
  ['journal whose ids all have the same hash', (path) => open(path, tiny, { hash: () => 7 }), true],
  ['journal in memory', () => open(undefined), false],
  [
    'journal that fell back to memory',
    (path) => {
      writeFileSync(path, '');
      return open(path);
    },
    false,
  ],
];

for (const [name, make, lasts] of forms) {
  for (const lane of [0, 1, 2]) {
    eventStoreContract(
      `${name}, lane ${lane}`,
      () => {
        const path = join(temporaryDirectory(), 'queue');
        const opened = async () => view(make(path), lane);
        return { open: opened, ...(lasts && { reopen: opened }) };
      },
      { describe, it, expect },
    );
  }
}

it.each(forms)('a %s knows what waits in it, in whichever lane', async (_, make) => {
  const store = make(join(temporaryDirectory(), 'queue'));
  await store.lanes[1]?.append([storedEvent('a')]);
  expect([await store.has('a'), await store.has('b')]).toEqual([true, false]);
  await store.lanes[1]?.remove(['a']);
  expect(await store.has('a')).toBe(false);
  await store.close();
});
