import type { ConsentState, Purpose } from '@rialto/core/model';

const day = 86_400_000;
/** Days for which an answer holds: no asking again before, no consent after (docs/specs/consent-manager.md, M5). */
const answerDays = 180;

/** The answers that can be given; the other states follow from time, policy or silence. */
const answers = ['granted', 'denied', 'withdrawn'] as const;

/** One answer and the day on which it was given, `2026-11-22` (UTC). */
interface Answer {
  readonly state: (typeof answers)[number];
  readonly day: string;
}

/** The answers of this device by purpose; empty before the first choice. */
export type Choice = ReadonlyMap<Purpose, Answer>;

/** What a person can do. */
export type ConsentInput =
  | { readonly kind: 'save'; readonly granted: readonly Purpose[] }
  | { readonly kind: 'withdraw'; readonly purpose: Purpose };

/** What the choice is about. */
export interface ConsentRules {
  readonly purposes: readonly Purpose[];
  readonly policyVersion: string;
}

/** The state of every purpose. */
export type ConsentStates = Readonly<Record<string, ConsentState>>;

/**
 * Decides, pure: the choice after a person has acted. The table stands in docs/specs/consent-manager.md.
 *
 * @param now - epoch milliseconds; only its day is kept
 * @example
 * ```ts
 * stepConsent(new Map(), { kind: 'save', granted: ['analytics'] }, rules, clock.now());
 * ```
 */
export function stepConsent(choice: Choice, input: ConsentInput, rules: ConsentRules, now: number): Choice {
  const today = new Date(now).toISOString().slice(0, 10);
  const refuse = (purpose: Purpose): Answer => {
    const before = stateOf(choice, purpose, now);
    return { state: before === 'granted' || before === 'withdrawn' ? 'withdrawn' : 'denied', day: today };
  };
  if (input.kind === 'save') {
    return new Map(
      rules.purposes.map((purpose) => [
        purpose,
        input.granted.includes(purpose) ? { state: 'granted', day: today } : refuse(purpose),
      ]),
    );
  }
  const before = stateOf(choice, input.purpose, now);
  if (before === 'denied' || before === 'withdrawn') return choice;
  return new Map(choice).set(input.purpose, refuse(input.purpose));
}

/** The state of one purpose at a time; `expired` once its answer is too old. */
export function stateOf(choice: Choice, purpose: Purpose, now: number): ConsentState {
  const answer = choice.get(purpose);
  if (!answer) return 'unset';
  return now >= lapsesAt(answer.day) ? 'expired' : answer.state;
}

/** When an answer of that day lapses, epoch milliseconds. */
export const lapsesAt = (answeredOn: string): number => Date.parse(answeredOn) + answerDays * day;

/** The states of all purposes at a time. */
export const statesOf = (choice: Choice, { purposes }: ConsentRules, now: number): ConsentStates =>
  Object.fromEntries(purposes.map((purpose) => [purpose, stateOf(choice, purpose, now)]));

/** Writes a choice for the device: answers in the order of the purposes, so that equal choices are equal bytes. */
export const writeChoice = (choice: Choice, { purposes, policyVersion }: ConsentRules): string =>
  JSON.stringify({
    policy: policyVersion,
    answers: purposes.flatMap((purpose) => {
      const answer = choice.get(purpose);
      return answer ? [[purpose, answer.state, answer.day]] : [];
    }),
  });

/** Reads what a device has stored; whatever cannot be read, or answers another policy, is no answer (M6, M7). */
export function readChoice(text: unknown, { purposes, policyVersion }: ConsentRules, now: number): Choice {
  const choice = new Map<Purpose, Answer>();
  const stored = parseJson(text) as { policy?: unknown; answers?: unknown } | null | undefined;
  if (stored?.policy !== policyVersion || !Array.isArray(stored.answers)) return choice;
  for (const entry of stored.answers) {
    if (!Array.isArray(entry)) continue;
    const [purpose, given, answeredOn] = entry;
    const state = answers.find((known) => known === given);
    // A day in the future would hold for ever; one day is left for a journey eastwards.
    if (state && purposes.includes(purpose) && isDay(answeredOn) && Date.parse(answeredOn) <= now + day)
      choice.set(purpose, { state, day: answeredOn });
  }
  return choice;
}

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
