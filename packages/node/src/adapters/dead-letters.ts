import { join } from 'node:path';
import {
  byteLength,
  type Clock,
  type DeliveryProblem,
  type StoredEvent,
  type Timer,
} from '@rialto/core/delivery';
import { invalid, show } from '../check-options.ts';
import {
  type DeadLetter,
  deadLetterOf,
  decodeDeadLetter,
  encodeDeadLetter,
  isExpired,
} from '../dead-letter.ts';
import { openLineFile } from './dead-letter-file.ts';

/** What {@link createDeadLetters} needs. */
export interface DeadLetterOptions {
  /** The directory of the queue. Undefined, for a queue in memory: nothing is kept. */
  readonly path: string | undefined;
  readonly clock: Clock;
  readonly report: (problem: DeliveryProblem) => void;
  /**
   * The most bytes of the file; beyond it the oldest half goes.
   * @default 10_485_760 (10 MiB)
   */
  readonly maxBytes?: number;
  /**
   * How long a line is kept, milliseconds.
   * @default 2_592_000_000 (30 days)
   */
  readonly maxAge?: number;
}

/** Where events go that cannot be delivered as they are, for a person to look at and repair. */
export interface DeadLetters {
  /** Keeps an event with what became of it, where it may be kept. Returns at once and never throws. */
  add(event: StoredEvent, outcome: Parameters<typeof deadLetterOf>[1]): void;
  /** Removes what matches, byte for byte. Where the disk does not let it, all letters go. */
  purge(matches: (letter: DeadLetter) => boolean): Promise<void>;
  /** Resolves when everything is written. What comes later is not kept. */
  close(): Promise<void>;
}

const fileName = 'dead-letters.jsonl';
const deadLetterDefaults = { maxBytes: 10 * 1024 * 1024, maxAge: 30 * 24 * 3_600_000 };
/** The pause before the next look for lines that are too old, at least. */
const shortestWait = 60_000;

const nowhere: DeadLetters = { add() {}, purge: async () => {}, close: async () => {} };

/**
 * Opens the dead letters of a queue: `dead-letters.jsonl` in its directory, one JSON line for each event.
 *
 * @example
 * ```ts
 * const letters = createDeadLetters({ path: './rialto-queue', clock, report });
 * letters.add(event, { messageId: event.messageId, status: 'rejected', code: 'unknown_event' });
 * ```
 */
export function createDeadLetters(options: DeadLetterOptions): DeadLetters {
  const { path, clock, report } = options;
  if (path === undefined) return nowhere;
  const { maxBytes, maxAge } = { ...deadLetterDefaults, ...options };
  const file = openLineFile(join(path, fileName));
  const said = new Set<string>();
  /** Letters on their way to the disk. */
  let waiting: { readonly letter: DeadLetter; readonly text: string; readonly size: number }[] = [];
  let waitingBytes = 0;
  let fileBytes = 0;
  /** The last line has no end: the next one must not be written behind it. */
  let torn = false;
  let timer: Timer | undefined;
  let closed = false;
  let last: Promise<void> = Promise.resolve();

  const say = (code: string, message: string): void => {
    if (said.has(code)) return;
    said.add(code);
    report({ code, message });
  };
  const full = (): void =>
    say(
      'dead_letters_full',
      `The dead letters have reached ${maxBytes} bytes: the oldest are removed. Look into ${fileName} in the directory of the queue.`,
    );
  const failed = (): void =>
    say(
      'dead_letters_failed',
      `${fileName} in the directory of the queue cannot be read or written: what the hub rejects is announced only. Check the disk.`,
    );

  /** One step after the other, whatever became of the one before. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    last = last.then(step).catch(failed);
    return last;
  }

  /** Reads the file, and replaces it where something in it must go. */
  async function sift(keeps: (letters: readonly DeadLetter[]) => readonly boolean[]): Promise<void> {
    const found = await file.read(maxBytes);
    const letters = found.lines.map(decodeDeadLetter);
    const readable = letters.filter((letter) => letter !== undefined);
    const kept = keeps(readable);
    const staying = new Set(readable.filter((_, at) => kept[at]));
    const lines = found.lines.filter((_, at) => {
      const letter = letters[at];
      return letter !== undefined && staying.has(letter);
    });
    fileBytes = found.bytes;
    torn = found.torn;
    if (lines.length < found.lines.length || found.bytes > maxBytes) {
      await file.replace(lines);
      fileBytes = sizeOf(lines);
      torn = false;
    }
    watchAge([...staying][0]);
  }

  const isFresh = (letter: DeadLetter): boolean => !isExpired(letter, clock.now(), maxAge);
  const dropExpired = (): Promise<void> => sift((letters) => letters.map(isFresh));

  /** The newest half stays. */
  const halve = (): Promise<void> => {
    full();
    return sift((letters) => {
      let room = Math.floor(maxBytes / 2);
      const fits = letters.toReversed().map((letter) => {
        room -= byteLength(encodeDeadLetter(letter));
        return room >= 0;
      });
      return fits.toReversed();
    });
  };

  function watchAge(oldest: DeadLetter | undefined): void {
    timer?.cancel();
    timer = undefined;
    if (!oldest || closed) return;
    const wait = Date.parse(oldest.at) + maxAge + 1 - clock.now();
    timer = clock.after(Math.max(shortestWait, wait), () => void inTurn(dropExpired));
  }

  async function write(): Promise<void> {
    if (waiting.length === 0) return;
    const [first] = waiting;
    const text = waiting.map((one) => one.text).join('');
    const size = waitingBytes;
    waiting = [];
    waitingBytes = 0;
    if (fileBytes + size > maxBytes) await halve();
    const begin = torn ? '\n' : '';
    // Until it is known to be whole.
    torn = true;
    await file.append(begin + text);
    torn = false;
    fileBytes += size + begin.length;
    if (!timer) watchAge(first?.letter);
  }

  void inTurn(async () => {
    await file.tidy().catch(() => {});
    await dropExpired();
  });

  return {
    add(event, outcome) {
      if (closed) return;
      try {
        const letter = deadLetterOf(event, outcome, clock.now());
        if (!letter) return;
        const text = encodeDeadLetter(letter);
        const size = byteLength(text);
        waiting.push({ letter, text, size });
        waitingBytes += size;
        // A disk that hangs must not fill the memory.
        while (waitingBytes > maxBytes / 2) {
          waitingBytes -= waiting.shift()?.size ?? 0;
          full();
        }
        if (waiting.length === 1) void inTurn(write);
      } catch {
        failed();
      }
    },

    async purge(matches) {
      const stays = (letter: DeadLetter): boolean => !matches(letter);
      waiting = waiting.filter(({ letter }) => stays(letter));
      waitingBytes = waiting.reduce((sum, { size }) => sum + size, 0);
      await inTurn(async () => {
        if (fileBytes === 0) return;
        try {
          await sift((letters) => letters.map(stays));
        } catch (error) {
          // Nobody permits it any more: better no letters at all than these.
          await file.remove();
          fileBytes = 0;
          // Said again, even where an earlier fault of the disk was: this one costs letters.
          said.delete('dead_letters_failed');
          throw error;
        }
      });
    },

    async close() {
      closed = true;
      timer?.cancel();
      await last;
    },
  };
}

const sizeOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + byteLength(line) + 1, 0);

/**
 * Reads what the hub refused and why, oldest first, from the directory of a queue. A line that cannot be read is left
 * out, and a directory without dead letters has none. It may be called while the till is running.
 *
 * To send one again, repair its message and track it anew under a new `messageId`: the hub has never taken the old one,
 * but what was already said about it is said.
 *
 * @param path - the directory that `queue.path` names
 * @throws RialtoError `invalid-option`, as a rejection; the system's error where the file may not be read
 * @example
 * ```ts
 * for (const { messageId, code, issues } of await readDeadLetters('./rialto-queue')) console.log(messageId, code, issues);
 * ```
 */
export async function readDeadLetters(path: string): Promise<readonly DeadLetter[]> {
  if (typeof path !== 'string' || path === '') {
    throw invalid(`readDeadLetters takes the path of a directory; got ${show(path)}.`);
  }
  const { lines } = await openLineFile(join(path, fileName)).read(Number.MAX_SAFE_INTEGER);
  return lines.flatMap((line) => decodeDeadLetter(line) ?? []);
}
