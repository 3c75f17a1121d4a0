import {
  type ConsentGate,
  type ConsentStamp,
  type ConsentState,
  consentStates,
  decideGate,
  type GateDecision,
  type Purpose,
  stampConsent,
} from '@rialto/core';

/** Decisions of a person, taken at the till: yes or no, or one of core's consent states. */
export type CallConsent = Readonly<Partial<Record<Purpose, boolean | ConsentState>>>;

const never = (): (() => void) => () => {};

/**
 * The gate of one call that brought its decisions. They cannot change any more, so an event that would have to
 * wait is let go instead, with the reason `undecided:<purpose>`.
 */
export function decidedGate(consent: CallConsent, purposes: readonly Purpose[]): ConsentGate {
  const stateOf = (purpose: Purpose): ConsentState => readState(consent, purpose);
  const { verdict, reason } = decideGate(purposes, stateOf);
  return verdict === 'hold'
    ? droppingGate(reason)
    : { decide: (asked) => decideGate(asked, stateOf), on: never };
}

/** The gate of an event that needs no opt-in: nothing has been decided, and nothing needs to be. */
export const undecidedGate: ConsentGate = {
  decide: (purposes) => decideGate(purposes, () => 'unset'),
  on: never,
};

const nothingDecided: ConsentStamp = { categoryPreferences: {} };

/** Core's stamp, and the same each time where nothing was decided: most of a till's events are sales. */
export const stampOf: typeof stampConsent = (gate, ...rest) =>
  gate === undecidedGate ? nothingDecided : stampConsent(gate, ...rest);

/** The gate of an event that is let go, with the reason. */
export const droppingGate = (reason: string): ConsentGate => {
  const decision: GateDecision = { verdict: 'drop', reason };
  return { decide: () => decision, on: never };
};

/** What cannot be understood has not been decided. */
function readState(consent: CallConsent, purpose: Purpose): ConsentState {
  const value: unknown = Object.hasOwn(consent, purpose) ? consent[purpose] : undefined;
  if (typeof value === 'boolean') return value ? 'granted' : 'denied';
  return isConsentState(value) ? value : 'unset';
}

/** Whether a value is one of core's consent states. */
export const isConsentState = (value: unknown): value is ConsentState =>
  (consentStates as readonly unknown[]).includes(value);
