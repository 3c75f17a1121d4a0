import { askGate, type ConsentGate, optionalPurposes, type Purpose } from '@rialto/core/model';

/** Whether the person lets us store on this device (TDDDG §25): with the first optional purpose, not before. */
export interface Permission {
  granted(): boolean;
  /** `refused` when every optional purpose is. */
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
    const verdicts = [...optional].map((purpose) => askGate(gate, [purpose]).verdict);
    if (verdicts.includes('pass')) return 'granted';
    return verdicts.includes('hold') ? 'undecided' : 'refused';
  }
  return { now, granted: () => now() === 'granted' };
}
