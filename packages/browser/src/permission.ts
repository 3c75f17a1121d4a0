import { askGate, type ConsentGate, optionalPurposes, type Purpose } from '@rialto/core/model';

/** Whether the person lets us store on this device (TDDDG §25): with the first optional purpose, not before. */
export interface Permission {
  granted(): boolean;
  /** `refused` when nothing is permitted and something was refused: what an earlier page has kept may stay no longer. */
  now(): 'granted' | 'refused' | 'undecided';
}

/** Reads the device permission off a gate, each time anew. */
export function createPermission(
  gate: ConsentGate,
  events: Readonly<Record<string, readonly Purpose[]>>,
): Permission {
  const optional: readonly Purpose[] = [...optionalPurposes, ...Object.values(events).flat()].filter(
    (purpose) => purpose !== 'necessary',
  );
  function now() {
    let isOpen = false;
    let isRefused = false;
    for (const purpose of optional) {
      const { verdict, reason } = askGate(gate, [purpose]);
      if (verdict === 'pass') return 'granted';
      isOpen ||= verdict === 'hold';
      // A purpose that nobody was asked about drops, too; the reason tells it apart from one that was refused.
      isRefused ||= reason.startsWith('refused');
    }
    return isOpen && !isRefused ? 'undecided' : 'refused';
  }
  return { now, granted: () => now() === 'granted' };
}
