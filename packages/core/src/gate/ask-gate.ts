import type { ConsentStamp } from '../model/message.ts';
import { optionalPurposes, type Purpose } from '../model/purpose.ts';
import type { ConsentGate, GateDecision } from './gate.ts';

/**
 * Asks a gate that may be somebody else's code: what throws or answers nonsense is a refusal.
 * It is not asked about `necessary`, which needs no opt-in: a manager of another maker may not know the word, and no
 * sale is lost for that.
 *
 * @example
 * ```ts
 * askGate(theirGate, ['analytics']); // { verdict: 'drop', reason: 'gate-failed' } if it throws
 * ```
 */
export function askGate(gate: ConsentGate, purposes: readonly Purpose[]): GateDecision {
  try {
    const asked = purposes.filter((purpose) => purpose !== 'necessary');
    if (purposes.length > 0 && asked.length === 0) return { verdict: 'pass', reason: 'necessary' };
    const { verdict, reason } = gate.decide(asked);
    if (verdict === 'pass' || verdict === 'hold' || verdict === 'drop')
      return { verdict, reason: String(reason) };
  } catch {
    // Fail closed below.
  }
  return { verdict: 'drop', reason: 'gate-failed' };
}

/**
 * The consent stamp of an event that passes now: for each purpose that has been decided, whether it is granted.
 *
 * @param needed - the purposes of the event, so that a retailer's own are stamped too
 * @example
 * ```ts
 * stampConsent(gate, ['analytics']); // { categoryPreferences: { analytics: true, marketing: false } }
 * ```
 */
export function stampConsent(gate: ConsentGate, needed: readonly Purpose[], deferred = false): ConsentStamp {
  const categoryPreferences: Record<string, boolean> = {};
  for (const purpose of new Set<Purpose>([...optionalPurposes, ...needed])) {
    if (purpose === 'necessary') continue;
    const { verdict } = askGate(gate, [purpose]);
    if (verdict !== 'hold') categoryPreferences[purpose] = verdict === 'pass';
  }
  return { categoryPreferences, ...(deferred && { deferred }) };
}
