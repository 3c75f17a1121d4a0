import type { DeliveryProblem } from '@rialto/core/delivery';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import type { SealedFile } from '../adapters/sealed-file.ts';
import { type CopyStoreParts, openCopyStore } from './copy-store.ts';

const secret = 'a secret of the store, not of the till';
const binding = { purpose: 'service', store: '', channel: '' };
const person = (at: number) => ({ kind: 'userId', value: `c-${at}` });
const hour = 3_600_000;

/** A file in memory that can be made to fail. */
function memoryFile() {
  const disk = { bytes: undefined as Buffer | undefined, writes: 0, fault: undefined as string | undefined };
  const fail = (): void => {
    if (disk.fault) throw Object.assign(new Error('disk'), { code: disk.fault });
  };
  const file: SealedFile = {
    read() {
      fail();
      return disk.bytes;
    },
    async replace(parts) {
      fail();
      const written: Uint8Array[] = [];
      for (const part of parts) {
        written.push(part);
        await Promise.resolve();
      }
      disk.bytes = Buffer.concat(written);
      disk.writes += 1;
    },
    async remove() {
      disk.bytes = undefined;
    },
  };
  return { disk, file };
}

const problems: DeliveryProblem[] = [];
const codes = (): string[] => problems.splice(0).map(({ code }) => code);

const open = (file: SealedFile, clock: ManualClock, change: Partial<CopyStoreParts> = {}) =>
  openCopyStore({
    ...{ file, secret, binding, maxAge: 24 * hour, clock, random: seededRandom(11) },
    report: (problem) => problems.push(problem),
    ...change,
  });

describe('copies', () => {
  it('are there after a restart', async () => {
    const { file } = memoryFile();
    const clock = manualClock();
    const first = open(file, clock);
    const id = first.idOf(person(1));
    expect(first.set(id, 'one')).toBe(true);
    await first.close();
    expect(first.get(id)).toBeUndefined();
    const second = open(file, clock);
    expect(second.get(second.idOf(person(1)))).toEqual({ at: clock.now(), text: 'one' });
    expect(second.size).toBe(1);
    expect(codes()).toEqual([]);
  });

  it.each<[string, Partial<CopyStoreParts>]>([
    ['another secret', { secret: `${secret}!` }],
    ['another purpose', { binding: { ...binding, purpose: 'advice' } }],
    ['another store', { binding: { ...binding, store: 'B-1' } }],
  ])('are none with %s, which is told, and the file is written anew', async (_what, change) => {
    const { file, disk } = memoryFile();
    const clock = manualClock();
    const first = open(file, clock);
    first.set(first.idOf(person(1)), 'one');
    await first.close();
    const second = open(file, clock, change);
    expect(second.size).toBe(0);
    expect(codes()).toEqual(['offline_unreadable']);
    await second.save();
    expect(disk.writes).toBe(2);
    open(file, clock, change);
    expect(codes()).toEqual([]);
  });

  it.each([0, 5, 21, 40, 70])('are none when byte %i was tampered with', async (at) => {
    const { file, disk } = memoryFile();
    const clock = manualClock();
    const first = open(file, clock);
    first.set(first.idOf(person(1)), 'one');
    await first.close();
    disk.bytes?.writeUInt8((disk.bytes.at(at) ?? 0) ^ 1, at);
    const second = open(file, clock);
    expect(second.size).toBe(0);
    expect(codes()).toEqual(['offline_unreadable']);
  });

  it('are none when the file cannot be read, and the till starts all the same', () => {
    const { file, disk } = memoryFile();
    disk.fault = 'EACCES';
    expect(open(file, manualClock()).size).toBe(0);
    expect(problems[0]?.message).toContain('EACCES');
    expect(codes()).toEqual(['offline_unreadable']);
  });

  it('are given until they are too old, also to one who starts late, and leave the disk then', async () => {
    const { file, disk } = memoryFile();
    const clock = manualClock();
    const first = open(file, clock);
    const id = first.idOf(person(1));
    first.set(id, 'one');
    await first.save();
    await clock.advance(24 * hour);
    expect(first.get(id)?.text).toBe('one');
    const before = disk.bytes?.length ?? 0;
    await clock.advance(1);
    expect(first.get(id)).toBeUndefined();
    expect(open(file, clock).size).toBe(0);
    first.purge();
    await first.save();
    expect(disk.bytes?.length).toBeLessThan(before);
  });

  it('all go when the clock was put back, at once or between two starts', async () => {
    const { file } = memoryFile();
    const clock = manualClock();
    const first = open(file, clock);
    const id = first.idOf(person(1));
    first.set(id, 'one');
    await first.save();
    // Written anew only to remember the time: as late as this the till has been on.
    await clock.advance(10 * hour);
    await first.save();
    const inBetween = manualClock(clock.now() - 2 * hour);
    const second = open(file, inBetween);
    expect(second.get(id)).toBeUndefined();
    expect(codes()).toEqual(['offline_clock']);
    // From now on that is the time.
    second.set(id, 'two');
    expect(second.get(id)?.text).toBe('two');

    let now = clock.now();
    const third = open(memoryFile().file, { ...clock, now: () => now });
    third.set(id, 'three');
    now -= 59_000;
    expect(third.get(id)?.text).toBe('three');
    now -= 2_000;
    expect(third.get(id)).toBeUndefined();
    expect(codes()).toEqual(['offline_clock']);
  });

  it('leave the disk at once when they are dropped', async () => {
    const { file, disk } = memoryFile();
    const clock = manualClock();
    const store = open(file, clock);
    const [one, two] = [store.idOf(person(1)), store.idOf(person(2))];
    store.set(one, 'one');
    store.set(two, 'two');
    await store.save();
    const saving = store.save();
    store.delete([one]);
    store.delete([two]);
    await saving;
    await store.save();
    expect(disk.bytes?.includes(Buffer.from(one, 'hex'))).toBe(false);
    expect(open(file, clock).size).toBe(0);
  });

  it('that must go take the whole file with them where it cannot be written', async () => {
    const { file, disk } = memoryFile();
    const clock = manualClock();
    const store = open(file, clock);
    const [one, two] = [store.idOf(person(1)), store.idOf(person(2))];
    store.set(one, 'one');
    await store.save();
    disk.fault = 'ENOSPC';
    store.set(two, 'two');
    await store.save();
    expect(disk.bytes).toBeDefined();
    store.delete([one]);
    await store.save();
    expect(disk.bytes).toBeUndefined();
    // Told once, and memory serves on.
    expect(codes()).toEqual(['offline_not_written']);
    expect(store.get(two)?.text).toBe('two');
    disk.fault = undefined;
    await store.save();
    expect(open(file, clock).size).toBe(1);
  });

  it('have no more room than they may take', async () => {
    const store = open(memoryFile().file, manualClock(), { limits: { people: 2, bytes: 200 } });
    const [one, two, three] = [1, 2, 3].map((at) => store.idOf(person(at))) as [string, string, string];
    expect([store.set(one, 'one'), store.set(two, 'two'), store.set(three, 'three')]).toEqual([
      true,
      true,
      false,
    ]);
    // What is too large does not leave the old one in its place.
    expect(store.set(one, 'x'.repeat(200))).toBe(false);
    expect(store.get(one)).toBeUndefined();
    expect(store.set(three, 'three')).toBe(true);
  });

  it('are not written after the end', async () => {
    const { file, disk } = memoryFile();
    const store = open(file, manualClock());
    store.set(store.idOf(person(1)), 'one');
    await Promise.all([store.close(), store.close()]);
    const { writes } = disk;
    expect(store.set(store.idOf(person(2)), 'two')).toBe(false);
    store.delete([store.idOf(person(1))]);
    await store.save();
    expect(disk.writes).toBe(writes);
    expect(open(file, manualClock()).size).toBe(1);
  });
});
