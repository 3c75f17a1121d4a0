import type { StoredEvent } from '@rialto/core/delivery';
import { storedEvent } from '@rialto/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storedOnDevice, wipeDevice } from '../../test/page-hub.ts';
import { createIndexedDbEventStore, type IndexedDbEventStore } from './indexeddb-event-store.ts';

const stores: IndexedDbEventStore[] = [];
beforeEach(wipeDevice);
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function open(onUnreadable?: (messageId: string) => void): IndexedDbEventStore {
  const store = createIndexedDbEventStore(onUnreadable);
  stores.push(store);
  return store;
}
const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ messageId }) => messageId);
const request = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** Looks at the calls of a method while something runs. */
async function callsOf<Name extends 'getAll' | 'getAllKeys' | 'get' | 'count' | 'openCursor' | 'delete'>(
  names: readonly Name[],
  run: () => Promise<unknown>,
): Promise<number> {
  let calls = 0;
  const originals = names.map((name) => IDBObjectStore.prototype[name]);
  names.forEach((name, index) => {
    (IDBObjectStore.prototype as unknown as Record<string, unknown>)[name] = function (
      this: IDBObjectStore,
      ...rest: unknown[]
    ) {
      calls += 1;
      return (originals[index] as (...rest: unknown[]) => unknown).apply(this, rest);
    };
  });
  try {
    await run();
  } finally {
    names.forEach((name, index) => {
      (IDBObjectStore.prototype as unknown as Record<string, unknown>)[name] = originals[index];
    });
  }
  return calls;
}

describe('appending', () => {
  it('L1: looks at nothing that waits, so that a long queue does not slow it down', async () => {
    const store = open();
    await store.append(Array.from({ length: 300 }, (_, index) => storedEvent(`m${index}`)));
    const looks = await callsOf(['getAll', 'getAllKeys', 'get', 'count', 'openCursor'], () =>
      store.append([storedEvent('late')]),
    );
    expect(looks).toBe(0);
    expect((await store.size()).events).toBe(301);
  });

  it('L3: stores an id once also where two tabs bring it, and keeps what came with it', async () => {
    const [here, there] = [open(), open()];
    await here.append([storedEvent('a'), storedEvent('b')]);
    await there.append([storedEvent('b', { storedAt: 5 }), storedEvent('c')]);
    expect(idsOf(await here.peek(10)).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('stores the neighbours of what was there already, and still asks for each whether it may', async () => {
    const store = open();
    await store.append([storedEvent('a')]);
    const declined = await store.appendIf(
      [storedEvent('a'), storedEvent('b'), storedEvent('c')],
      ({ messageId }) => messageId !== 'c',
    );
    expect(idsOf(declined)).toEqual(['c']);
    expect(idsOf(await store.peek(10))).toEqual(['a', 'b']);
  });

  it('is whole or not at all: what cannot be cloned or does not fit leaves nothing behind', async () => {
    const store = open();
    const wild = { ...storedEvent('b'), purposes: [() => {}] } as unknown as StoredEvent;
    await expect(store.append([storedEvent('a'), wild])).rejects.toThrow();
    await store.append([storedEvent('c')]);
    expect(idsOf(await store.peek(10))).toEqual(['c']);
  });
});

describe('removing', () => {
  it('of what was read takes one look and one deletion, however much it is', async () => {
    const store = open();
    await store.append(Array.from({ length: 50 }, (_, index) => storedEvent(`m${index}`)));
    const batch = idsOf(await store.peek(20));
    expect(await callsOf(['getAllKeys', 'delete'], () => store.remove(batch))).toBe(2);
    expect(idsOf(await store.peek(1))).toEqual(['m20']);
    expect((await store.size()).events).toBe(30);
  });

  it('leaves what another tab has stored in between', async () => {
    const [here, there] = [open(), open()];
    await here.append([storedEvent('a', { storedAt: 1 }), storedEvent('c', { storedAt: 3 })]);
    await here.peek(10);
    await there.append([storedEvent('b', { storedAt: 2 })]);
    await here.remove(['a', 'c']);
    expect(idsOf(await here.peek(10))).toEqual(['b']);
  });

  it('leaves what was read and is not named, also where another tab has removed as much', async () => {
    const [here, there] = [open(), open()];
    await here.append(['a', 'b', 'c', 'd'].map((id) => storedEvent(id)));
    await here.peek(10);
    await there.remove(['b']);
    await here.remove(['a', 'b', 'd']);
    expect(idsOf(await here.peek(10))).toEqual(['c']);
  });

  it('finds also what was never read', async () => {
    const store = open();
    await store.append([storedEvent('a'), storedEvent('b')]);
    await store.remove(['b', 'nobody']);
    expect(idsOf(await store.peek(10))).toEqual(['a']);
  });
});

it('takes an event whose id has to be escaped', async () => {
  const store = open();
  await store.append([storedEvent('a"\\b')]);
  expect(idsOf(await store.peek(10))).toEqual(['a"\\b']);
});

describe('garbage in the store', () => {
  const garbage: readonly (readonly [what: string, record: unknown, id: string])[] = [
    ['nothing', null, ''],
    ['a text', 'hello', ''],
    ['no messageId', { body: '{}', purposes: [], storedAt: 1 }, ''],
    ['a messageId that is none', { messageId: 7, body: '{}', purposes: [], storedAt: 1 }, ''],
    ['a body that is no text', { messageId: 'g1', body: { a: 1 }, purposes: [], storedAt: 1 }, 'g1'],
    ['a body that is no JSON', { messageId: 'g2', body: '{"messa', purposes: [], storedAt: 1 }, 'g2'],
    ['a body that is no message', { messageId: 'g3', body: '"text"', purposes: [], storedAt: 1 }, 'g3'],
    ['the body of another', { ...storedEvent('x'), messageId: 'g4' }, 'g4'],
    ['no purposes', { ...storedEvent('g5'), purposes: undefined }, 'g5'],
    ['no time', { ...storedEvent('g6'), storedAt: 'yesterday' }, 'g6'],
  ];

  /** Puts it before the events, between them and after them. */
  async function spoil(records: readonly unknown[]): Promise<void> {
    const db = await request(indexedDB.open('rialto'));
    const store = db.transaction('queue', 'readwrite').objectStore('queue');
    records.forEach((record, index) => {
      store.put(record, index % 3 === 0 ? index : index % 3 === 1 ? `text ${index}` : [index]);
    });
    await new Promise<void>((resolve, reject) => {
      store.transaction.oncomplete = () => resolve();
      store.transaction.onabort = () => reject(store.transaction.error);
    });
    db.close();
  }

  it.each(garbage)('L6: %s is taken out and told, and costs no neighbour', async (_, record, id) => {
    const told: string[] = [];
    const store = open((messageId) => told.push(messageId));
    await store.append([storedEvent('a'), storedEvent('b')]);
    await spoil([record, record === null ? null : undefined]);
    expect(idsOf(await store.peek(1))).toEqual(['a']);
    expect(idsOf(await store.peek(10))).toEqual(['a', 'b']);
    expect(told).toContain(id);
    expect(await storedOnDevice()).toHaveLength(2);
  });

  it('does not count, does not stop a purge, and is told once', async () => {
    const told: string[] = [];
    const store = open((messageId) => told.push(messageId));
    await store.append([storedEvent('a'), storedEvent('b', { purposes: ['analytics'] })]);
    await spoil(garbage.map(([, record]) => record));
    expect((await store.size()).events).toBe(2);
    expect(await store.purge(({ purposes }) => purposes.includes('analytics'))).toEqual(['b']);
    expect(told).toHaveLength(garbage.length);
    expect(idsOf(await store.peek(10))).toEqual(['a']);
    expect(told).toHaveLength(garbage.length);
  });
});

describe('a database of another kind', () => {
  it('without what we need to find an event by its id: is made anew', async () => {
    const opening = indexedDB.open('rialto', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('queue').put('garbage', 0);
    (await request(opening)).close();
    const store = open();
    await store.append([storedEvent('a')]);
    expect(idsOf(await store.peek(10))).toEqual(['a']);
  });

  it('of a later version of ours: is left alone, and the failure is told', async () => {
    (await request(indexedDB.open('rialto', 99))).close();
    await expect(open().append([storedEvent('a')])).rejects.toThrow();
    expect((await indexedDB.databases()).find(({ name }) => name === 'rialto')?.version).toBe(99);
  });

  it('deleted under us is made anew', async () => {
    const store = open();
    await store.append([storedEvent('a')]);
    await request(indexedDB.deleteDatabase('rialto'));
    await store.append([storedEvent('b')]);
    expect(idsOf(await store.peek(10))).toEqual(['b']);
  });

  it('whose connection was closed without a word is opened again', async () => {
    const { open: original } = indexedDB;
    const opened: IDBDatabase[] = [];
    IDBFactory.prototype.open = function (...rest) {
      const opening = original.apply(this, rest);
      opening.addEventListener('success', () => opened.push(opening.result));
      return opening;
    };
    try {
      const store = open();
      await store.append([storedEvent('a')]);
      opened[0]?.close();
      await store.append([storedEvent('b')]);
      expect(idsOf(await store.peek(10))).toEqual(['a', 'b']);
    } finally {
      IDBFactory.prototype.open = original;
    }
  });
});
