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
  const optional = new Set<Purpose>([...optionalPurposes, ...Object.values(events).flat()]);
  optional.delete('necessary');
  function now() {
    const said = [...optional].map((purpose) => askGate(gate, [purpose]));
    if (said.some(({ verdict }) => verdict === 'pass')) return 'granted';
    // A purpose that nobody was asked about drops, too; the reason tells it apart from one that was refused.
    const isOpen =
      said.some(({ verdict }) => verdict === 'hold') && !said.some(({ reason }) => /^refused/.test(reason));
    return isOpen ? 'undecided' : 'refused';
  }
  return { now, granted: () => now() === 'granted' };
}
