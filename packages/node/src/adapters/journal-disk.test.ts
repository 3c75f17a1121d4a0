import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, storedEvent } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { lock, memoryJournalFiles } from '../../test/memory-journal-files.ts';
import { openJournalStore, sequenceOf } from '../../test/open-journal.ts';
import { bytesIn, segmentsIn, temporaryDirectory } from '../../test/temp-directory.ts';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

describe('the journal on disk', () => {
  it('is for its owner alone', async () => {
    const path = join(temporaryDirectory(), 'a', 'queue');
    const { store, lane } = openJournalStore(path);
    await lane.append([storedEvent('a')]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('has an event when its append has resolved, without being closed', async () => {
    const path = temporaryDirectory();
    const { store, lane } = openJournalStore(path);
    await lane.append([storedEvent('a')]);
    expect(bytesIn(path)).toContain(storedEvent('a').body.slice(0, 16));
    await store.close();
  });

  it('does not resolve the second append of an id before the first is on disk', async () => {
    const files = memoryJournalFiles();
    const { store, lane } = openJournalStore('queue', {}, { files, lock });
    await lane.size();
    const order: number[] = [];
    await Promise.all([
      lane.append([storedEvent('a')]).then(() => order.push(1)),
      lane.append([storedEvent('a')]).then(() => order.push(2)),
    ]);
    expect(order).toEqual([1, 2]);
    expect(files.changes.filter(({ kind }) => kind === 'append')).toHaveLength(2);
    await store.close();
  });

  it('counts at once what is on its way to the disk, also before the directory is open', async () => {
    const { store, lane } = openJournalStore(temporaryDirectory());
    const { body } = storedEvent('a');
    const bytes = Buffer.byteLength(body);
    const first = lane.append([storedEvent('a')]);
    expect(store.size()).toEqual({ events: 1, bytes });
    await first;
    const second = lane.append([storedEvent('b')]);
    expect(store.size()).toEqual({ events: 2, bytes: 2 * bytes });
    await second;
    expect(store.size()).toEqual({ events: 2, bytes: 2 * bytes });
    await store.close();
  });

  it('takes nothing any more after its close', async () => {
    const { store, lane } = openJournalStore(temporaryDirectory());
    const last = lane.append([storedEvent('a')]);
    await Promise.all([store.close(), store.close()]);
    await last;
    await expect(lane.append([storedEvent('b')])).rejects.toThrow('closed');
  });

  it('deletes a segment when nothing in it waits any more, and empties the one in use', async () => {
    const path = temporaryDirectory();
    const { store, lane, settled } = openJournalStore(path, { segmentBytes: 200 });
    for (const id of ['a', 'b', 'c', 'd']) await lane.append([storedEvent(id)]);
    expect(segmentsIn(path)).toContain('journal-00000002.log');
    await lane.remove(['a', 'b']);
    await settled();
    expect(segmentsIn(path)).not.toContain('journal-00000001.log');
    await lane.remove(['c', 'd']);
    await settled();
    await settled();
    expect(bytesIn(path)).not.toContain('messageId');
    await store.close();
    expect(segmentsIn(path)).toHaveLength(1);
  });

  it('does not bring back an event whose removal stands in a newer segment', async () => {
    const path = temporaryDirectory();
    const { store, lane } = openJournalStore(path, { segmentBytes: 1 });
    for (const id of ['a', 'b', 'c']) await lane.append([storedEvent(id)]);
    await lane.remove(['b']);
    await lane.remove(['c']);
    await store.close();
    const again = openJournalStore(path);
    expect(await again.ids()).toEqual(['a']);
    await again.store.close();
  });

  it('keeps no byte of what was purged', async () => {
    const path = temporaryDirectory();
    const { store, lane } = openJournalStore(path, { segmentBytes: 300 });
    const secret = storedEvent('s', { body: '{"about":"withdrawn-secret"}', purposes: ['analytics'] });
    await lane.append([storedEvent('a'), secret]);
    await lane.append([storedEvent('b')]);
    expect(await lane.purge(({ purposes }) => purposes.includes('analytics'))).toEqual(['s']);
    expect(bytesIn(path)).not.toContain('withdrawn-secret');
    await lane.append([storedEvent('c')]);
    await store.close();
    const again = openJournalStore(path);
    expect(await again.ids()).toEqual(['a', 'b', 'c']);
    await again.store.close();
  });

  it('purges nothing where the question throws', async () => {
    const { store, lane, ids } = openJournalStore(temporaryDirectory(), { segmentBytes: 1 });
    await lane.append([storedEvent('a')]);
    await lane.append([storedEvent('b')]);
    const wrong = lane.purge(({ messageId }) => {
      if (messageId === 'b') throw new Error('no answer');
      return true;
    });
    await expect(wrong).rejects.toThrow('no answer');
    expect(await ids()).toEqual(['a', 'b']);
    await store.close();
  });

  it('does not grow because of one event that stays', async () => {
    const files = memoryJournalFiles();
    const { store, lane, settled, ids } = openJournalStore('queue', { segmentBytes: 2_000 }, { files, lock });
    await lane.append([storedEvent('stuck')]);
    for (let id = 0; id < 400; id += 1) {
      await lane.append([storedEvent(String(id))]);
      await lane.remove([String(id)]);
    }
    await settled();
    const bytes = [...files.content.values()].reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThan(10_000);
    await store.close();
    const again = openJournalStore('queue', {}, { files: memoryJournalFiles(files.content), lock });
    expect(await ids()).toEqual(['stuck']);
    expect(await again.ids()).toEqual(['stuck']);
  });
});

describe('the lanes of a journal', () => {
  it('are those of the order, however many there were before', async () => {
    const path = temporaryDirectory();
    const first = openJournalStore(path, { lanes: 2 });
    const events = [5, 2, 4, 1, 3, 0].map((order) => storedEvent(`o${order}`, { order }));
    await first.lane.append(events);
    await first.store.lanes[1]?.append([storedEvent('none')]);
    await first.store.close();
    const { store } = openJournalStore(path, { lanes: 3 });
    const lanes = await Promise.all(store.lanes.map((lane) => lane.peek(10)));
    expect(lanes.map((lane) => lane.map(({ messageId }) => messageId))).toEqual([
      ['o3', 'o0'],
      ['o4', 'o1', 'none'],
      ['o5', 'o2'],
    ]);
    expect(await Promise.all(store.lanes.map(async (lane) => (await lane.size()).events))).toEqual([2, 3, 2]);
    await store.close();
  });

  it.each(['disk', 'memory'])(
    'show what is urgent first, and what is not for making room (%s)',
    async (place) => {
      const path = place === 'disk' ? temporaryDirectory() : undefined;
      const { store } = openJournalStore(path, { lanes: 2, cacheBytes: 0 });
      const [even] = store.lanes;
      const low = [
        storedEvent('l1', { priority: 'low', order: 0 }),
        storedEvent('l2', { priority: 'low', order: 1 }),
      ];
      await even?.append([low[0] ?? storedEvent('?'), storedEvent('n', { order: 2 })]);
      await even?.append([storedEvent('h', { priority: 'high', order: 4 }), low[1] ?? storedEvent('?')]);
      expect((await even?.peek(10))?.map(({ messageId }) => messageId)).toEqual(['h', 'n', 'l1']);
      const oldest = async (priority: 'high' | 'normal' | 'low', limit: number) =>
        (await store.oldest(priority, limit)).map(({ messageId }) => messageId);
      expect(await oldest('low', 5)).toEqual(['l1', 'l2']);
      expect(await oldest('high', 1)).toEqual(['l1']);
      await even?.remove(['l1', 'l2']);
      expect(await oldest('low', 5)).toEqual([]);
      expect(await oldest('high', 5)).toEqual(['n']);
      await store.close();
    },
  );
});

describe('the number of an event', () => {
  it('goes on over restarts, also of an empty queue', async () => {
    const path = temporaryDirectory();
    const seen: unknown[] = [];
    for (const id of ['a', 'b', 'c']) {
      const { store, lane, settled } = openJournalStore(path, { random: seededRandom(id.charCodeAt(0)) });
      await lane.append([storedEvent(id)]);
      const [event] = await lane.peek(1);
      seen.push(event && sequenceOf(event));
      await lane.remove([id]);
      await settled();
      await store.close();
    }
    const queue = expect.stringMatching(/^q_[0-9a-f]{16}$/);
    expect(seen).toEqual([1, 2, 3].map((number) => ({ queue, number })));
    expect(new Set(seen.map((place) => (place as { queue: string }).queue)).size).toBe(1);
  });

  it('is not given twice where the mark is damaged: the queue gets a new name', async () => {
    const path = temporaryDirectory();
    const first = openJournalStore(path);
    await first.lane.append([storedEvent('a'), storedEvent('b')]);
    const [before] = await first.lane.peek(1);
    await first.lane.remove(['a']);
    await first.store.close();
    const file = join(path, segmentsIn(path)[0] ?? '');
    const bytes = readFileSync(file);
    bytes[20] = 0x21;
    writeFileSync(file, bytes);
    const second = openJournalStore(path, { random: seededRandom(99) });
    await second.lane.append([storedEvent('c')]);
    const events = await second.lane.peek(5);
    expect(events.map(({ messageId }) => messageId)).toEqual(['b', 'c']);
    expect(events.map(sequenceOf)).toEqual([undefined, { queue: expect.any(String), number: 1 }]);
    expect(sequenceOf(events[1] ?? storedEvent('?'))?.queue).not.toBe(
      sequenceOf(before ?? storedEvent('?'))?.queue,
    );
    await second.store.close();
    const third = openJournalStore(path);
    expect((await third.lane.peek(5)).map(sequenceOf)).toEqual(events.map(sequenceOf));
    await third.store.close();
  });

  it('is left out of a body that has no room for it, or is no object', async () => {
    const { store, lane } = openJournalStore(temporaryDirectory());
    const bodies = [
      '{}',
      `{"a":"${'ä'.repeat(15_900)}"}`,
      `{"a":"${'ä'.repeat(16_000)}"}`,
      '[1]',
      'text',
      '',
    ];
    await lane.append(bodies.map((body, at) => storedEvent(String(at), { body })));
    const [empty, fits, tooLarge, ...rest] = (await lane.peek(10)).map(({ body }) => body);
    expect(JSON.parse(empty ?? '')).toEqual({ sequence: { queue: expect.any(String), number: 1 } });
    expect(JSON.parse(fits ?? '')).toMatchObject({ sequence: { number: 2 }, a: 'ä'.repeat(15_900) });
    expect([tooLarge, ...rest]).toEqual(bodies.slice(2));
    await store.close();
  });
});

describe('the time of an event', () => {
  it('counts as now where the clock had not been set', async () => {
    const path = temporaryDirectory();
    const first = openJournalStore(path);
    await first.lane.append([storedEvent('a', { storedAt: 5_000 })]);
    await first.store.close();
    const { store, lane, clock } = openJournalStore(path);
    const time = async () => (await lane.peek(1))[0]?.storedAt;
    expect(await time()).toBe(5_000);
    await clock.advance(Date.UTC(2026, 5, 1) - clock.now());
    expect(await time()).toBe(Date.UTC(2026, 5, 1));
    await clock.advance(1_000);
    expect(await time()).toBe(Date.UTC(2026, 5, 1));
    await store.close();
  });
});

describe('a disk that fails', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'])(
    'with %s in the middle loses nothing, and is told of once',
    async (code) => {
      const files = memoryJournalFiles();
      const { store, lane, codes, ids } = openJournalStore('queue', { cacheBytes: 0 }, { files, lock });
      await lane.append([storedEvent('a')]);
      const [first] = await lane.peek(1);
      files.onOperation = (name) => {
        if (['append', 'create', 'cutTo', 'remove', 'replace'].includes(name)) throw failure(code);
      };
      await Promise.all(['b', 'c', 'a'].map((id) => lane.append([storedEvent(id)])));
      await lane.append([storedEvent('d')]);
      expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
      expect(store.size().events).toBe(4);
      const places = (await lane.peek(9)).map(sequenceOf);
      expect(places[0]).toEqual(first && sequenceOf(first));
      // The next process gives their numbers again, so for the hub they are those of another queue.
      expect(places.slice(1).map((place) => place?.number)).toEqual([1, 2, 3]);
      expect(places[1]?.queue).not.toBe(places[0]?.queue);
      await lane.remove(['a', 'c']);
      expect(await lane.purge(({ messageId }) => messageId === 'b')).toEqual(['b']);
      expect(await ids()).toEqual(['d']);
      expect(codes()).toEqual(['storage_fallback']);
      await store.close();
    },
  );

  it('while it is opened still gives what can be read', async () => {
    const files = memoryJournalFiles();
    const before = openJournalStore('queue', {}, { files, lock });
    await before.lane.append([storedEvent('a'), storedEvent('b')]);
    await before.store.close();
    const readOnly = memoryJournalFiles(files.content);
    const noLock = () => Promise.reject(failure('EROFS'));
    const { store, lane, ids, codes } = openJournalStore('queue', {}, { files: readOnly, lock: noLock });
    await lane.append([storedEvent('c'), storedEvent('a')]);
    expect(await ids()).toEqual(['a', 'b', 'c']);
    await lane.remove(['a']);
    expect(await ids()).toEqual(['b', 'c']);
    expect(codes()).toEqual(['storage_fallback']);
    expect(readOnly.changes).toEqual([]);
    await store.close();
  });

  it.each([
    ['does not answer', 'EIO'],
    ['has lost the file', 'ENOENT'],
    ['gives other bytes', undefined],
  ])('where it %s costs the events that are there, not the others', async (_, code) => {
    const files = memoryJournalFiles();
    const { store, lane, codes, ids } = openJournalStore(
      'queue',
      { segmentBytes: 1, cacheBytes: 0 },
      { files, lock },
    );
    for (const id of ['a', 'b', 'c']) await lane.append([storedEvent(id)]);
    const [, segment = 0] = [...files.content.keys()].filter((number) =>
      files.content.get(number)?.includes('"b"'),
    );
    const bad = [...files.content].find(([, data]) => data.includes('"b"'))?.[0] ?? segment;
    if (code) {
      files.onOperation = (name, number) => {
        if (name === 'readPart' && number === bad) throw failure(code);
      };
    } else files.content.get(bad)?.fill(0x78, 70);
    expect((await lane.peek(1)).map(({ messageId }) => messageId)).toEqual(['a']);
    expect(await ids()).toEqual(['a', 'c']);
    expect(await ids()).toEqual(['a', 'c']);
    expect(store.size().events).toBe(2);
    // Whoever asks must not be told that it arrived.
    expect(await store.has('b')).toBe(true);
    expect(codes()).toEqual(['storage_damaged']);
    await store.close();
  });

  it.each(['EMFILE', 'ENFILE', 'ENOMEM'])(
    'gives nothing up while the host itself has run out of something (%s)',
    async (code) => {
      const files = memoryJournalFiles();
      const { store, lane, codes, ids } = openJournalStore('queue', { cacheBytes: 0 }, { files, lock });
      for (const id of ['a', 'b', 'c']) await lane.append([storedEvent(id)]);
      files.onOperation = (name) => {
        if (name === 'readPart') throw failure(code);
      };
      await expect(lane.peek(2)).rejects.toMatchObject({ code });
      // Whether it is there cannot be known now: nobody waits for that.
      await lane.append([storedEvent('a')]);
      await lane.remove(['b']);
      expect(await store.has('c')).toBe(true);
      files.onOperation = () => {};
      expect(new Set(await ids())).toEqual(new Set(['a', 'b', 'c']));
      expect(codes()).toEqual([]);
      await store.close();
    },
  );

  it('says once what it could not read at the start, sets it aside, and goes on with the rest', async () => {
    const path = temporaryDirectory();
    const first = openJournalStore(path);
    await first.lane.append(['a', 'b', 'c'].map((id) => storedEvent(id)));
    await first.store.close();
    const file = join(path, segmentsIn(path)[0] ?? '');
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('"b"') + 1] = 0x78;
    writeFileSync(file, bytes);
    writeFileSync(join(path, 'journal-00000001.draft'), 'half of a rewrite');
    const { store, lane, ids, problems } = openJournalStore(path);
    expect(await ids()).toEqual(['a', 'c']);
    expect(problems).toEqual([{ code: 'storage_damaged', message: expect.stringContaining('1 line(s)') }]);
    expect(readFileSync(join(path, 'damaged.log'), 'utf8')).toContain('"x"');
    expect(readdirSync(path).filter((name) => name.endsWith('.draft'))).toEqual([]);
    await lane.append([storedEvent('d')]);
    // The damaged line may have been the number before it.
    expect((await lane.peek(5)).map((event) => sequenceOf(event)?.number)).toEqual([1, 3, 5]);
    await store.close();
    const again = openJournalStore(path);
    expect(await again.ids()).toEqual(['a', 'c', 'd']);
    expect(again.codes()).toEqual([]);
    await again.store.close();
  });
});

describe('a directory that cannot be used', () => {
  it('is told of once, and memory takes over', async () => {
    const path = join(temporaryDirectory(), 'file');
    writeFileSync(path, 'not a directory');
    const { store, lane, problems, ids } = openJournalStore(path);
    await lane.append([storedEvent('a')]);
    await lane.append([storedEvent('b')]);
    await lane.remove(['a']);
    expect(await ids()).toEqual(['b']);
    expect(problems).toEqual([{ code: 'storage_fallback', message: expect.stringContaining(path) }]);
    await store.close();
  });

  it('may go in the middle: what is in memory is still there, and what is not is told of', async () => {
    const path = join(temporaryDirectory(), 'queue');
    const { store, lane, codes, ids } = openJournalStore(path, { segmentBytes: 1 });
    await lane.append([storedEvent('a')]);
    rmSync(path, { recursive: true });
    writeFileSync(path, 'in the way');
    await Promise.all(['b', 'c', 'd'].map((id) => lane.append([storedEvent(id)])));
    await lane.remove(['a']);
    expect(await ids()).toEqual(['b', 'c', 'd']);
    expect(codes()).toEqual(['storage_fallback']);
    await store.close();
  });

  it('that another store has is told of as taken, and left alone', async () => {
    const path = temporaryDirectory();
    const first = openJournalStore(path);
    await first.lane.append([storedEvent('a')]);
    const second = openJournalStore(path);
    await second.lane.append([storedEvent('b')]);
    expect(second.codes()).toEqual(['storage_taken']);
    expect(await second.ids()).toEqual(['b']);
    await second.store.close();
    expect(bytesIn(path)).not.toContain('"b"');
    expect(existsSync(join(path, 'lock.1'))).toBe(true);
    await first.store.close();
    expect(existsSync(join(path, 'lock.1'))).toBe(false);
  });
});
