import { askGate, type ConsentGate, type GateDecision, misused, show } from '@rialto/core/model';

/** A gate; a manager also says which purposes there are. */
export type PurposeGate = ConsentGate & { readonly purposes?: readonly string[] };

/** The purposes that an attribute names, apart by spaces or commas: `analytics marketing`. */
export const purposesOf = (attribute: string | null): readonly string[] =>
  (attribute ?? '').split(/[\s,]+/).filter(Boolean);

/** A gate's answer for markup; `mistake` says, for the console, what can never be granted as it is written. */
export function decideMarkup(
  consent: PurposeGate,
  what: string,
  attribute: string | null,
): GateDecision & { readonly mistake?: string } {
  const decision = askGate(consent, purposesOf(attribute));
  if (!/^(no|unknown)-purpose/.test(decision.reason)) return decision;
  const allowed = consent.purposes ? ` Use: ${['necessary', ...consent.purposes].join(', ')}.` : '';
  return { ...decision, mistake: `Rialto: ${what} has the purpose ${show(attribute)}.${allowed}` };
}

/**
 * Checks that a caller gave a gate.
 *
 * @throws RialtoError `invalid-option`
 */
export function checkGate(maker: string, consent: unknown): void {
  const { decide, on } = (consent ?? {}) as Partial<ConsentGate>;
  if (typeof decide !== 'function' || typeof on !== 'function')
    throw misused(`${maker} needs a consent manager; got ${show(consent)}.`);
}
