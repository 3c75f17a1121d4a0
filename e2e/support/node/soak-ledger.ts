import { markersIn } from '../tracker/markers.ts';
import type { CrossedRequest } from './fault-proxy.ts';

/** A list of small numbers that grows: millions of events must not fill the memory of who counts them. */
interface Counts {
  add(at: number): number;
  at(at: number): number;
}

function createCounts(): Counts {
  let bytes = new Uint8Array(1 << 16);
  return {
    add(at) {
      if (at >= bytes.length) {
        const larger = new Uint8Array(2 ** Math.ceil(Math.log2(at + 1)));
        larger.set(bytes);
        bytes = larger;
      }
      const count = Math.min(255, (bytes[at] ?? 0) + 1);
      bytes[at] = count;
      return count;
    },
    at: (at) => bytes[at] ?? 0,
  };
}

/** What became of the events of one till of a soak. */
export interface SoakSums {
  readonly tracked: number;
  readonly promised: number;
  /** Not in the log although owed. */
  readonly lost: number;
  readonly duplicates: number;
  readonly sent: number;
  readonly twice: number;
}

/** The events of one till of a soak, from the call to the log. */
export interface SoakLedger {
  tracked(from: number, count: number): void;
  durable(numbers: readonly number[]): void;
  /** Its process was killed: what was tracked and not promised is forgiven. */
  killed(): void;
  crossed(number: number, isTaken: boolean): void;
  logged(number: number): void;
  sums(): SoakSums;
}

export function createSoakLedger(): SoakLedger {
  const [tracked, durable, forgiven, taken, logged] = Array.from({ length: 5 }, createCounts) as [
    Counts,
    Counts,
    Counts,
    Counts,
    Counts,
  ];
  let highest = -1;
  /** Where the life of the process that runs began. */
  let life = 0;
  let sent = 0;
  let twice = 0;
  return {
    tracked(from, count) {
      for (let number = from; number < from + count; number += 1) tracked.add(number);
      highest = Math.max(highest, from + count - 1);
    },
    durable(numbers) {
      for (const number of numbers) durable.add(number);
    },
    killed() {
      for (let number = life; number <= highest; number += 1)
        if (durable.at(number) === 0) forgiven.add(number);
      life = highest + 1;
    },
    crossed(number, isTaken) {
      sent += 1;
      if (taken.at(number) > 0) twice += 1;
      else if (isTaken) taken.add(number);
    },
    logged: (number) => void logged.add(number),
    sums() {
      const sums = { tracked: 0, promised: 0, lost: 0, duplicates: 0, sent, twice };
      for (let number = 0; number <= highest; number += 1) {
        if (tracked.at(number) === 0) continue;
        sums.tracked += 1;
        if (durable.at(number) > 0) sums.promised += 1;
        if (logged.at(number) === 0 && forgiven.at(number) === 0) sums.lost += 1;
        sums.duplicates += Math.max(0, logged.at(number) - 1);
      }
      return sums;
    },
  };
}

const parts = /^zq([0-9a-z]+)x(\d+)qz$/;

/** Gives each marker to the ledger of its run. */
function spread(
  markers: readonly string[],
  ledgers: ReadonlyMap<string, SoakLedger>,
  give: (ledger: SoakLedger, number: number) => void,
): void {
  for (const marker of markers) {
    const [, run = '', number] = parts.exec(marker) ?? [];
    const ledger = ledgers.get(run);
    if (ledger) give(ledger, Number(number));
  }
}

/** Counts what crossed the wire. */
export const countCrossed = (
  { markers, taken }: CrossedRequest,
  ledgers: ReadonlyMap<string, SoakLedger>,
): void => spread(markers, ledgers, (ledger, number) => ledger.crossed(number, taken === true));

/** Counts what stands in the log. */
export const countLogged = (row: string, ledgers: ReadonlyMap<string, SoakLedger>): void =>
  spread(markersIn(Buffer.from(row)), ledgers, (ledger, number) => ledger.logged(number));
