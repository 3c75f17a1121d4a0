import { createMemoryEventStore, type StoredEvent } from '@rialto/core/delivery';
import { manualClock, storedEvent } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDurableStore, type DurableStoreParts } from './durable-store.ts';
import type { IndexedDbEventStore } from './indexeddb-event-store.ts';

type Fault = 'none' | 'fails' | 'hangs';

/** A device that does what a test says: works, fails, or does not answer until it is told to. */
function fakeDevice() {
  const store = createMemoryEventStore();
  let fault: Fault = 'none';
  let calls = 0;
  let held: (() => void)[] = [];
  let deleted = false;
  const on = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (fault === 'fails') throw new DOMException('full', 'QuotaExceededError');
    if (fault === 'hangs') await new Promise<void>((resolve) => held.push(resolve));
    return work();
  };
  const device: IndexedDbEventStore = {
    appendIf: (events, permits) =>
      on(async () => {
        const allowed = events.filter(permits);
        await store.append(allowed);
        return events.filter((event) => !allowed.includes(event));
      }),
    append: (events) => on(() => store.append(events)),
    peek: (limit) => on(() => store.peek(limit)),
    remove: (messageIds) => on(() => store.remove(messageIds)),
    size: () => on(() => store.size()),
    purge: (matches) => on(() => store.purge(matches)),
    destroy: () =>
      on(async () => {
        deleted = true;
        await store.purge(() => true);
      }),
    close: () => on(() => store.close()),
  };
  return {
    device,
    store,
    is(now: Fault) {
      fault = now;
    },
    /** What hung goes on. */
    answer() {
      fault = 'none';
      for (const resolve of held) resolve();
      held = [];
    },
    calls: () => calls,
    deleted: () => deleted,
  };
}

function setUp(change: Partial<DurableStoreParts> = {}) {
  const clock = manualClock();
  const memory = createMemoryEventStore();
  const fake = fakeDevice();
  let fallbacks = 0;
  const parts: DurableStoreParts = {
    memory,
    clock,
    mayStore: () => true,
    onFallback: () => {
      fallbacks += 1;
    },
    inTurn: (work) => work(),
    ...change,
  };
  return {
    clock,
    memory,
    ...fake,
    durable: createDurableStore(parts, fake.device),
    fallbacks: () => fallbacks,
  };
}

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ messageId }) => messageId);
const waitingIn = async (store: { peek(limit: number): Promise<readonly StoredEvent[]> }) =>
  idsOf(await store.peek(10));

describe('a device that has no room', () => {
  it('L4: keeps events in memory, says so, and shows them with the others', async () => {
    const { durable, memory, is, fallbacks } = setUp();
    await durable.append([storedEvent('a')]);
    is('fails');
    await durable.append([storedEvent('b')]);
    is('none');
    expect(fallbacks()).toBe(1);
    expect(await waitingIn(memory)).toEqual(['b']);
    expect((await durable.peek(10)).map(({ messageId }) => messageId).toSorted()).toEqual(['a', 'b']);
    expect((await durable.size()).events).toBe(2);
  });

  it('L4: gets them as soon as it takes events again', async () => {
    const { durable, memory, store, is } = setUp();
    is('fails');
    await durable.append([storedEvent('a')]);
    is('none');
    await durable.append([storedEvent('b')]);
    expect(await waitingIn(memory)).toEqual([]);
    expect((await waitingIn(store)).toSorted()).toEqual(['a', 'b']);
  });

  it('gets them after a while also where nothing else happens', async () => {
    const { durable, memory, store, is, clock } = setUp();
    is('fails');
    await durable.append([storedEvent('a')]);
    is('none');
    await clock.advance(30_000);
    expect([await waitingIn(memory), await waitingIn(store)]).toEqual([[], ['a']]);
  });

  it('is looked at again and again, seldom, as long as it fails', async () => {
    const { durable, is, clock, calls } = setUp();
    is('fails');
    await durable.append([storedEvent('a')]);
    const before = calls();
    await clock.advance(300_000);
    expect(calls() - before).toBe(10);
  });
});

describe('a device that does not answer', () => {
  it('L4: is waited for no longer than 5 seconds, and then left alone for a while', async () => {
    const { durable, memory, is, clock, calls, fallbacks } = setUp();
    is('hangs');
    const appended = durable.append([storedEvent('a')]);
    await clock.advance(4_999);
    expect(await waitingIn(memory)).toEqual([]);
    await clock.advance(1);
    await appended;
    expect(await waitingIn(durable)).toEqual(['a']);
    await durable.append([storedEvent('b')]);
    expect([calls(), fallbacks()]).toEqual([1, 1]);
  });

  it('that answers too late stores nothing twice: it is asked at the moment of writing', async () => {
    const { durable, memory, store, is, answer, clock } = setUp();
    is('hangs');
    const appended = durable.append([storedEvent('a')]);
    await clock.advance(5_000);
    await appended;
    answer();
    await clock.advance(0);
    expect(await waitingIn(store)).toEqual([]);
    await clock.advance(30_000);
    expect([await waitingIn(memory), await waitingIn(store)]).toEqual([[], ['a']]);
  });

  it('that wrote after all shows the event once, and forgets it once it is removed', async () => {
    const { durable, store, is, clock } = setUp();
    is('hangs');
    const appended = durable.append([storedEvent('a')]);
    await clock.advance(5_000);
    await appended;
    await store.append([storedEvent('a')]);
    is('none');
    await clock.advance(29_000);
    expect(await waitingIn(durable)).toEqual(['a']);
    await clock.advance(1_000);
    expect(await waitingIn(durable)).toEqual(['a']);
    await durable.remove(['a']);
    expect(await waitingIn(durable)).toEqual([]);
    expect(await waitingIn(store)).toEqual([]);
  });
});

describe('a device that fails between peek and remove', () => {
  it('L5: shows no event a second time, and loses it when it can', async () => {
    const { durable, store, is, clock } = setUp();
    await durable.append([storedEvent('a'), storedEvent('b')]);
    is('fails');
    await durable.remove(['a']);
    is('none');
    expect(await waitingIn(durable)).toEqual(['b']);
    expect(await waitingIn(store)).toEqual(['a', 'b']);
    await clock.advance(30_000);
    expect(await waitingIn(store)).toEqual(['b']);
  });

  it('purges it neither, for it is settled', async () => {
    const { durable, is } = setUp();
    await durable.append([storedEvent('a'), storedEvent('b')]);
    is('fails');
    await durable.remove(['a']);
    is('none');
    expect(await durable.purge(() => true)).toEqual(['b']);
  });

  it('says that it cannot read, where all that waits is there: silence would be to forget it', async () => {
    const { durable, is } = setUp();
    await durable.append([storedEvent('a')]);
    is('fails');
    await expect(durable.peek(10)).rejects.toThrow();
    await expect(durable.size()).rejects.toThrow();
  });
});

it('L5: a removal that takes too long forgets only what it removed', async () => {
  const { durable, store, is, answer, clock } = setUp();
  await durable.append([storedEvent('a'), storedEvent('b'), storedEvent('c')]);
  is('hangs');
  const removed = durable.remove(['a']);
  await clock.advance(5_000);
  await removed;
  await durable.remove(['b']);
  answer();
  await clock.advance(0);
  expect(await waitingIn(store)).toEqual(['b', 'c']);
  await clock.advance(1_000);
  await durable.append([storedEvent('d')]);
  await clock.advance(30_000);
  expect(await waitingIn(durable)).toEqual(['c', 'd']);
  expect(await waitingIn(store)).toEqual(['c', 'd']);
});

it('a device that never worked has nothing of ours: memory does for all', async () => {
  const { durable, is, clock } = setUp();
  is('fails');
  expect(await waitingIn(durable)).toEqual([]);
  expect((await durable.size()).events).toBe(0);
  await durable.append([storedEvent('a')]);
  await durable.remove(['a']);
  expect(await waitingIn(durable)).toEqual([]);
  is('none');
  await clock.advance(30_000);
  expect(await waitingIn(durable)).toEqual([]);
});

describe('leaving the device', () => {
  it('takes along what may still be sent, and deletes the rest', async () => {
    const { durable, memory, is, deleted } = setUp();
    await durable.append([storedEvent('a'), storedEvent('b')]);
    is('fails');
    await durable.remove(['a']);
    is('none');
    await durable.leave();
    expect(deleted()).toBe(true);
    expect(await waitingIn(memory)).toEqual(['b']);
  });

  it('ends also where the device does not answer, and nothing moves back later', async () => {
    const { durable, memory, store, is, answer, clock } = setUp();
    await durable.append([storedEvent('a')]);
    is('hangs');
    const left = durable.leave();
    await clock.advance(10_000);
    await left;
    answer();
    await memory.append([storedEvent('b')]);
    await clock.advance(300_000);
    expect(await waitingIn(memory)).toEqual(['b']);
    expect(await waitingIn(store)).not.toContain('b');
  });
});

it('L2: does not store what the person does not permit by then', async () => {
  let permitted = true;
  const { durable, memory, store } = setUp({ mayStore: () => permitted });
  const appended = durable.append([storedEvent('a')]);
  permitted = false;
  await appended;
  await durable.append([storedEvent('b')]);
  expect(await waitingIn(store)).toEqual(['a']);
  expect(await waitingIn(memory)).toEqual(['b']);
});

describe('whatever the device does', () => {
  type Step = 'append' | 'remove' | 'remove, failing' | 'works' | 'fails' | 'hangs' | 'wait';
  const steps = fc.array(
    fc.constantFrom<Step>(
      'append',
      'append',
      'append',
      'remove',
      'remove, failing',
      'works',
      'fails',
      'hangs',
      'wait',
    ),
    { maxLength: 30, size: 'max' },
  );

  it('L5: nothing is lost, nothing that was removed comes back, and each is there once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (todo) => {
        const { durable, store, memory, is, answer, clock } = setUp();
        const waiting = new Set<string>();
        let number = 0;
        /** One thing at a time, as the page's line has it; time passes for what hangs. */
        const inLine = async <T>(work: Promise<T>): Promise<T | undefined> => {
          const result = work.catch(() => undefined);
          await clock.advance(5_000);
          return result;
        };
        for (const step of todo) {
          if (step === 'append') {
            number += 1;
            const id = `m${number}`;
            waiting.add(id);
            await inLine(durable.append([storedEvent(id)]));
          } else if (step === 'remove' || step === 'remove, failing') {
            const shown = (await inLine(durable.peek(1))) ?? [];
            if (step !== 'remove') is('fails');
            for (const id of idsOf(shown)) waiting.delete(id);
            await inLine(durable.remove(idsOf(shown)));
          } else if (step === 'wait') await clock.advance(30_000);
          else if (step === 'works') answer();
          else is(step);
          const shown = idsOf((await inLine(durable.peek(100))) ?? []);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown.filter((id) => !waiting.has(id))).toEqual([]);
        }
        answer();
        await clock.advance(60_000);
        expect(idsOf(await durable.peek(100)).toSorted()).toEqual([...waiting].toSorted());
        expect(idsOf(await store.peek(100)).toSorted()).toEqual([...waiting].toSorted());
        expect(await memory.peek(100)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
