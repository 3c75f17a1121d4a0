import type { Identifier } from '@rialto/core';
import type { Clock, DeliveryProblem, Random } from '@rialto/core/delivery';
import type { SealedFile } from '../adapters/sealed-file.ts';
import {
  createSealer,
  parseSealed,
  type SealBinding,
  saltBytes,
  saltOf,
  sealedParts,
  timeOf,
} from './sealed-format.ts';

/** A copy that can be read. */
interface OpenCopy {
  /** When the hub said it, epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** Sealed copies in memory and in one file. */
export interface CopyStore {
  /** The name of a person's copy. */
  idOf(identifier: Identifier): string;
  readonly size: number;
  ids(): readonly string[];
  /** A copy that is not older than it may be; one that is goes. */
  get(id: string): OpenCopy | undefined;
  /** Keeps a copy; false where there is no room for it. */
  set(id: string, text: string): boolean;
  /** Drops copies, also from the disk, soon. */
  delete(ids: readonly string[]): void;
  /** Drops what is too old, or of a time that has not come yet. */
  purge(): void;
  /** Resolves when the disk has what is here, or has said that it cannot. Never rejects. */
  save(): Promise<void>;
  /** Saves, and forgets everything in memory. */
  close(): Promise<void>;
}

/** What {@link openCopyStore} needs. */
export interface CopyStoreParts {
  readonly file: SealedFile;
  readonly secret: string;
  readonly binding: SealBinding;
  /** Milliseconds. */
  readonly maxAge: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (problem: DeliveryProblem) => void;
  readonly limits?: { readonly people: number; readonly bytes: number };
}

/** The most people, and the most bytes of them all. */
export const copyLimits = { people: 10_000, bytes: 64 * 1024 ** 2 };
/** By so much a clock may be set back without anybody having turned it: a correction over the network. */
const correction = 60_000;
/** How often the file is written only to remember the time, milliseconds. */
const timeStampEvery = 600_000;

/** Reads the file, at once; what cannot be read with this secret counts as nothing, and is told. */
export function openCopyStore(parts: CopyStoreParts): CopyStore {
  const { file, secret, binding, maxAge, clock, random, report, limits = copyLimits } = parts;
  const found = readFile();
  const salt = (found && saltOf(found)) ?? random.bytes(saltBytes);
  const sealer = createSealer(secret, salt, binding, random);
  const records = new Map<string, Buffer>();
  /** The latest time that was seen here: a clock that shows less was put back. */
  let latest = Number.NEGATIVE_INFINITY;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let bytes = 0;
  /** Counts the changes; the disk has those up to `saved`. */
  let version = 0;
  let saved = 0;
  /** The last change that took something away. */
  let removedAt = 0;
  let closed = false;
  let saving: Promise<void> | undefined;
  let failing = false;
  load(found);

  function readFile(): Buffer | undefined {
    try {
      return file.read(limits.bytes + limits.people * 4 + 1_024);
    } catch (error) {
      tell(
        'offline_unreadable',
        `The copies of customers cannot be read${codeOf(error)}. The till starts without.`,
      );
      return undefined;
    }
  }

  function tell(code: string, message: string): void {
    report({ code, message });
  }

  function load(found: Buffer | undefined): void {
    if (!found) return;
    const content = parseSealed(found, sealer);
    if (!content) {
      removedAt = version += 1;
      tell(
        'offline_unreadable',
        'The file of customer copies is damaged, or was sealed with another secret, for another purpose or store. It counts as empty and is written anew.',
      );
      return;
    }
    latest = content.writtenAt;
    writtenAt = content.writtenAt;
    for (const [id, record] of content.records) put(id, record);
    purge();
  }

  function put(id: string, record: Buffer): void {
    drop(id);
    records.set(id, record);
    bytes += record.length;
  }

  function drop(id: string): boolean {
    const record = records.get(id);
    if (!record) return false;
    records.delete(id);
    bytes -= record.length;
    return true;
  }

  function remove(ids: readonly string[]): void {
    if (ids.filter(drop).length > 0) removedAt = version += 1;
  }

  /** Whether the clock can be trusted; where it was put back, nobody knows how old anything is, and all of it goes. */
  function checkClock(): void {
    const now = clock.now();
    if (now < latest - correction) {
      latest = now;
      if (records.size === 0) return;
      remove([...records.keys()]);
      tell('offline_clock', 'The clock was put back: the copies of customers are removed, and fetched anew.');
      void save();
    }
    latest = Math.max(latest, now);
  }

  function isFresh(record: Buffer): boolean {
    const age = clock.now() - timeOf(record);
    return age >= -correction && age <= maxAge;
  }

  function purge(): void {
    checkClock();
    remove([...records].flatMap(([id, record]) => (isFresh(record) ? [] : id)));
  }

  async function write(): Promise<void> {
    const written = version;
    writtenAt = clock.now();
    try {
      await file.replace(sealedParts({ writtenAt: latest, records }, salt, sealer));
      saved = written;
      failing = false;
    } catch (error) {
      if (!failing) tell('offline_not_written', `The copies of customers cannot be written${codeOf(error)}.`);
      failing = true;
      // Better no copies after the next start than those of somebody who has withdrawn.
      if (removedAt > saved) await file.remove().catch(() => {});
    }
  }

  function save(): Promise<void> {
    if (closed) return saving ?? Promise.resolve();
    checkClock();
    const isDue = records.size > 0 && Math.abs(clock.now() - writtenAt) >= timeStampEvery;
    if (!saving && version === saved && !isDue) return Promise.resolve();
    // What changes while the file is being written needs another one.
    const work = saving ? saving.then(() => (version === saved ? undefined : write())) : write();
    saving = work;
    return work.finally(() => {
      if (saving === work) saving = undefined;
    });
  }

  return {
    idOf: sealer.idOf,
    get size() {
      return records.size;
    },
    ids: () => [...records.keys()],
    get(id) {
      checkClock();
      const record = records.get(id);
      if (!record) return undefined;
      const text = isFresh(record) ? sealer.open(record) : undefined;
      if (text !== undefined) return { at: timeOf(record), text };
      remove([id]);
      return undefined;
    },
    set(id, text) {
      if (closed) return false;
      checkClock();
      const record = sealer.seal(id, clock.now(), text);
      const rest = bytes - (records.get(id)?.length ?? 0);
      const people = records.size + (records.has(id) ? 0 : 1);
      // The old one is not kept in its place: it is not what the hub says now.
      if (rest + record.length > limits.bytes || people > limits.people) {
        remove([id]);
        return false;
      }
      put(id, record);
      version += 1;
      return true;
    },
    delete(ids) {
      remove(ids);
      if (removedAt > saved) void save();
    },
    purge,
    save,
    async close() {
      const last = save();
      closed = true;
      await last;
      records.clear();
      bytes = 0;
    },
  };
}

/** What the system said, which names no person and no path. */
function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? ` (${code})` : '';
}
