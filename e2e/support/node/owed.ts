import { markerOf } from '../tracker/markers.ts';

/** The events of one process. */
export interface Life {
  tracked(from: number, count: number): void;
  durable(numbers: readonly number[]): void;
  /** This one is meant to be turned away: it is counted nowhere. */
  poisoned(number: number): void;
  /** The process was killed: it owes what it had promised. */
  killed(): void;
}

/** Which events were tracked, and which of them a client owes: all, but for those that a killed process had not promised. */
export interface Owed {
  begin(): Life;
  isTracked(marker: string): boolean;
  /** Whether all that is owed is in there. */
  every(taken: ReadonlySet<string>): boolean;
  count(logged: ReadonlySet<string>): {
    readonly tracked: number;
    readonly promised: number;
    readonly lost: number;
    readonly owed: number;
  };
}

/**
 * Keeps a run's events.
 *
 * @example
 * ```ts
 * const owed = createOwed('a');
 * owed.begin().tracked(0, 100);
 * owed.count(new Set()); // { tracked: 100, promised: 0, lost: 100, owed: 100 }
 * ```
 */
export function createOwed(run: string): Owed {
  const tracked = new Set<string>();
  const promised = new Set<string>();
  /** Not promised by a process that was killed. */
  const forgiven = new Set<string>();
  const poisoned = new Set<string>();
  const isOwed = (marker: string): boolean => !forgiven.has(marker);
  return {
    begin() {
      const own: string[] = [];
      return {
        tracked(from, count) {
          for (let number = from; number < from + count; number += 1) {
            const marker = markerOf(run, number);
            if (poisoned.has(marker)) continue;
            own.push(marker);
            tracked.add(marker);
          }
        },
        durable(numbers) {
          for (const number of numbers) {
            const marker = markerOf(run, number);
            if (!poisoned.has(marker)) promised.add(marker);
          }
        },
        poisoned: (number) => void poisoned.add(markerOf(run, number)),
        killed() {
          for (const marker of own) if (!promised.has(marker)) forgiven.add(marker);
        },
      };
    },
    isTracked: (marker) => tracked.has(marker),
    every: (taken) => [...tracked].every((marker) => !isOwed(marker) || taken.has(marker)),
    count(logged) {
      const lost = [...tracked].filter((marker) => !logged.has(marker));
      return {
        tracked: tracked.size,
        promised: promised.size,
        lost: lost.length,
        owed: lost.filter(isOwed).length,
      };
    },
  };
}
