import type { Clock, DeliveryProblem } from '@rialto/core/delivery';
import type { CounterFile } from '../adapters/receipt-counter-file.ts';
import {
  applyRecord,
  type CounterRecord,
  type CounterState,
  decodeRecords,
  emptyState,
  encodeRecord,
  type ParkedRecord,
  recordsOf,
  type Series,
  type TakenNumber,
} from './receipt-record.ts';

/** What {@link createReceiptCounter} needs. */
export interface ReceiptCounterParts {
  /** Left out: the numbers live in memory. */
  readonly file: CounterFile | undefined;
  readonly run: string;
  readonly clock: Clock;
  readonly report: (problem: DeliveryProblem) => void;
}

/** A number, and how far the disk is with it. None of it rejects. */
interface Take {
  readonly taken: TakenNumber;
  /** The end of the process cannot undo it any more, or it has taken too long; undefined where there is no file. */
  readonly noted: Promise<void> | undefined;
  /** A power cut cannot either. */
  readonly written: Promise<void>;
  /** The file is another's, or cannot be read, or is closed: somebody else may have this number. */
  readonly isLoose: boolean;
}

/** Numbers without gaps, and which of their receipts are safe. Everything is known at once; the disk follows. */
export interface ReceiptCounter {
  /** The next number. Nobody outside may see it before it is noted, or a crash would give it away a second time. */
  take(series: Series, date: string): Take;
  /** The receipt of a number is safe. Resolves once that is written, and never rejects. */
  done(taken: Pick<TakenNumber, 'series' | 'number'>): Promise<void>;
  park(basket: ParkedRecord): Promise<void>;
  unpark(receiptNumber: string): void;
  parked(): readonly ParkedRecord[];
  /** The business day that somebody opened. */
  openedDay(): string | undefined;
  setDay(date: string | undefined): void;
  /** The numbers that a till before this one took and whose receipts may not have become safe; once the place is ours. */
  readonly interrupted: Promise<readonly TakenNumber[]>;
  /** What is being written now; undefined where nothing is. */
  writing(): Promise<unknown> | undefined;
  close(): Promise<void>;
}

/** A disk that does not answer for so long must not hold a sale back, milliseconds. */
const longestWait = 1_000;

const closedProblem: DeliveryProblem = {
  code: 'till_closed',
  message:
    'The till is closed: what is rung up has a number of its own, which is not in the file. Make a new till.',
};

/** Lines after which the file is written anew. */
const compactAfter = 5_000;

export function createReceiptCounter({ file, run, clock, report }: ReceiptCounterParts): ReceiptCounter {
  const { state, health } = readState(file, report);
  const left = [...state.open.values()];
  let place: 'opening' | 'open' | 'failing' | 'memory' =
    file && health !== 'unreadable' ? 'opening' : 'memory';
  const isAt = (...places: readonly (typeof place)[]): boolean => places.includes(place);
  let lines = 0;
  let isClosed = false;
  const underWay = new Set<Promise<void>>();

  const fail = (): void => {
    if (isAt('failing', 'memory')) return;
    place = 'failing';
    report({
      code: 'receipt_counter_failed',
      message:
        'The file of the receipt numbers cannot be written. Numbers go on in memory; the till tries the file again with each receipt. Check the disk before the till is started anew.',
    });
  };

  async function writeAnew(target: CounterFile): Promise<void> {
    try {
      lines = 0;
      await target.replace(recordsOf(state).map(encodeRecord).join(''));
      if (!isAt('memory')) place = 'open';
    } catch {
      fail();
    }
  }

  async function open(target: CounterFile): Promise<readonly TakenNumber[]> {
    try {
      if (!(await target.open())) {
        place = 'memory';
        report({
          code: 'receipt_counter_taken',
          message:
            'Another process counts receipts in this folder. Numbers go on in memory, and have a part of chance in them; give each till a folder or a name of its own.',
        });
        return [];
      }
      if (health === 'damaged') await target.setAside();
    } catch {
      fail();
    }
    await writeAnew(target);
    return left;
  }

  const opened = file && isAt('opening') ? open(file) : Promise.resolve([]);

  function write(record: CounterRecord): Promise<void> {
    applyRecord(state, record);
    if (!file || isAt('memory')) return Promise.resolve();
    return watched(writeTo(file, record));
  }

  const sync = (): Promise<void> =>
    file && !isAt('memory', 'failing') ? watched(file.sync()) : Promise.resolve();

  function watched(work: Promise<void>): Promise<void> {
    const over = work.catch(fail).finally(() => underWay.delete(over));
    underWay.add(over);
    return over;
  }

  const withinTime = (work: Promise<void>): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.after(longestWait, resolve);
      void work.then(() => {
        timer.cancel();
        resolve();
      });
    });

  async function writeTo(target: CounterFile, record: CounterRecord): Promise<void> {
    if (isAt('opening')) await opened;
    if (isAt('memory')) return;
    lines += 1;
    // After a failure the file lacks what was noted meanwhile: all of it is written.
    if (isAt('failing') || lines > compactAfter) return writeAnew(target);
    return target.append(encodeRecord(record));
  }

  async function settled(): Promise<void> {
    await opened;
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    take(series, date) {
      if (isClosed) report(closedProblem);
      const taken = { series, number: state.last[series] + 1, date, run };
      const isLoose = file !== undefined && isAt('memory');
      const line = write({ kind: 'taken', ...taken });
      if (!file) return { taken, noted: undefined, written: line, isLoose };
      return { taken, noted: withinTime(line), written: line.then(sync), isLoose };
    },
    done: ({ series, number }) => write({ kind: 'done', series, number }),
    park: (basket) => write({ kind: 'parked', ...basket }).then(sync),
    unpark: (receiptNumber) => void write({ kind: 'unparked', receiptNumber }),
    parked: () => [...state.parked.values()],
    openedDay: () => state.date,
    setDay: (date) => void write(date === undefined ? { kind: 'day' } : { kind: 'day', date }).then(sync),
    interrupted: opened,
    writing: () => (underWay.size > 0 ? Promise.all(underWay) : undefined),
    async close() {
      await settled();
      // The last chance of what a failing disk lacks.
      if (file && isAt('failing')) await writeAnew(file);
      isClosed = true;
      place = 'memory';
      await file?.close();
    },
  };
}

function readState(
  file: CounterFile | undefined,
  report: (problem: DeliveryProblem) => void,
): { readonly state: CounterState; readonly health: 'whole' | 'damaged' | 'unreadable' } {
  const state = emptyState();
  try {
    const { records, damaged } = decodeRecords(file?.read() ?? '');
    for (const record of records) applyRecord(state, record);
    if (damaged === 0) return { state, health: 'whole' };
    report({
      code: 'receipt_counter_damaged',
      message: `${damaged} lines of the receipt numbers cannot be read; they are set aside. The till goes on from the highest number that can; compare it with the last receipt.`,
    });
    return { state, health: 'damaged' };
  } catch {
    report({
      code: 'receipt_counter_failed',
      message:
        'The file of the receipt numbers cannot be read; it is left as it is. The till counts in memory and begins anew, with a part of chance in the numbers. Check the disk, and start the till again.',
    });
    return { state, health: 'unreadable' };
  }
}
