import type { ProofRecord } from './proof-record.ts';

/** Years for which the proof of a permission to call is kept, from the grant and from each use (UWG §7a). */
const callYears = 5;

const phone = '@phone';

/**
 * Until when the proof of each permission to call must be kept, by cell, epoch milliseconds: five years from the last grant
 * or the last use, whichever is later. Where nobody ever granted and nobody called, nothing has to be kept.
 *
 * Source: UWG §7a(2).
 *
 * @example
 * ```ts
 * keepUntil(records).get('marketing@phone');
 * ```
 */
export function keepUntil(records: readonly ProofRecord[]): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  const note = (cell: string, time: string | undefined): void => {
    const at = Date.parse(time ?? '');
    if (!Number.isNaN(at)) latest.set(cell, Math.max(at, latest.get(cell) ?? at));
  };
  for (const { cells, decided_at, use, used_at } of records) {
    for (const { counted } of cells ?? []) {
      const isGrant = counted?.channel === 'phone' && counted.state === 'granted';
      if (isGrant) note(`${counted.purpose}${phone}`, decided_at);
    }
    if (use?.channel === 'phone' && use.purpose !== undefined) note(`${use.purpose}${phone}`, used_at);
  }
  return new Map([...latest].map(([cell, at]) => [cell, yearsAfter(at, callYears)]));
}

/** By the calendar; from 29 February to 1 March. */
function yearsAfter(at: number, years: number): number {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.getTime();
}
