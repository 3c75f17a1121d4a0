import type { Channel, ConsentActor, ConsentCell, ConsentState, Purpose } from '@rialto/core/model';
import { quietly } from './quietly.ts';

const day = 86_400_000;
/** Days for which an answer holds: no asking again before, no consent after (docs/specs/consent-manager.md, M5). */
const answerDays = 180;
/** The age from which a person permits by herself (GDPR Article 8; Germany keeps to 16). */
const consentAge = 16;

/**
 * The answers that can be given; the other states follow from time, policy, a signal or silence. `insisted` is a grant that was
 * given although the browser sends Global Privacy Control.
 */
export const answers = ['granted', 'insisted', 'pending', 'denied', 'withdrawn'] as const;

/** One answer and the day on which it was given, `2026-11-22` (UTC). */
export interface Answer {
  readonly state: (typeof answers)[number];
  readonly day: string;
  /** Which facts were told when it was given. */
  readonly facts?: string | undefined;
}

/** The answers of this device by the key of their cell, also of cells that other pages ask for; empty before the first choice. */
export type Choice = ReadonlyMap<string, Answer>;

/** One cell that people are asked about: a purpose, or a contact channel of one. */
export interface CellRule {
  readonly key: string;
  readonly purpose: Purpose;
  readonly channel?: Channel | undefined;
  /** Which facts were told; an answer to others is none. Undefined: the policy's version says it. */
  readonly facts?: string | undefined;
  /** The browser's signal refuses it, unless the person insists. */
  readonly signalled?: boolean | undefined;
}

/** What a person can do: decide every cell, some of them, or take some back. */
export interface ConsentInput {
  readonly kind: 'save' | 'answer' | 'withdraw';
  /** By key. To `save`, what is missing is refused. */
  readonly choices: ReadonlyMap<string, boolean | undefined>;
  /** The person may not grant (E2): what she would permit is refused. */
  readonly isMinor?: boolean;
}

/** The state of every cell, by key. */
export type ConsentStates = ReadonlyMap<string, ConsentState>;

/**
 * Decides, pure: the choice after a person has acted, and the cells that she decided. The table stands in
 * docs/specs/consent-manager.md.
 *
 * @param now - epoch milliseconds; only its day is kept
 * @example
 * ```ts
 * stepConsent(new Map(), { kind: 'save', choices: new Map([['analytics', true]]) }, cells, clock.now());
 * ```
 */
export function stepConsent(
  choice: Choice,
  { kind, choices, isMinor }: ConsentInput,
  cells: readonly CellRule[],
  now: number,
): readonly [next: Choice, decided: readonly CellRule[]] {
  const next = new Map(choice);
  const decided = cells.filter((cell) => {
    const wanted = choices.get(cell.key);
    const before = answerOf(choice, cell, now);
    if (wanted === undefined && kind !== 'save') return false;
    // What is refused cannot be taken back: saying so again would prolong it.
    if (kind === 'withdraw' && refuse(before) === before) return false;
    next.set(cell.key, {
      state: wanted && !isMinor ? grant(cell) : refuse(before),
      day: dayOf(now),
      facts: cell.facts,
    });
    return true;
  });
  return [next, decided];
}

function grant({ channel, signalled }: CellRule): Answer['state'] {
  // A page proves nobody's mailbox: a permission to contact waits for the hub.
  if (channel) return 'pending';
  return signalled ? 'insisted' : 'granted';
}

const refuse = (before: Answer['state'] | 'unset' | 'expired'): Answer['state'] =>
  ['unset', 'expired', 'denied'].includes(before) ? 'denied' : 'withdrawn';

function answerOf(
  choice: Choice,
  { key }: Pick<CellRule, 'key'>,
  now: number,
): Answer['state'] | 'unset' | 'expired' {
  const answer = choice.get(key);
  if (!answer) return 'unset';
  return now >= lapsesAt(answer.day) ? 'expired' : answer.state;
}

/** The state of one cell on this device at a time; `expired` once its answer is too old. */
export function stateOf(
  choice: Choice,
  cell: Pick<CellRule, 'key' | 'signalled'>,
  now: number,
): ConsentState {
  const answer = answerOf(choice, cell, now);
  if (answer === 'insisted') return 'granted';
  return cell.signalled && answer !== 'withdrawn' ? 'denied' : answer;
}

/** A cell with a state, as records and lists name it. */
export const toCell = ({ purpose, channel }: CellRule, state: ConsentState): ConsentCell => ({
  purpose,
  channel,
  state,
});

/** Whether the device may keep an id: some purpose is permitted, also one that another page asks for; to be contacted is another thing. */
export const permitsStorage = (choice: Choice, cells: readonly CellRule[], now: number): boolean =>
  [...choice.keys()].some(
    (key) =>
      !key.includes('@') &&
      stateOf(choice, cells.find((cell) => cell.key === key) ?? { key }, now) === 'granted',
  );

/** Whether a person may grant: those below 16 and those of unknown age only by a guardian (E2). */
export const mayGrant = (age: (() => unknown) | undefined, actor?: ConsentActor): boolean =>
  !age || actor === 'guardian' || (quietly(age) as number) >= consentAge;

/** The day of a time, `2026-11-22` (UTC). */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** When an answer of that day lapses, epoch milliseconds. */
export const lapsesAt = (answeredOn: string): number => Date.parse(answeredOn) + answerDays * day;

/** Whether it is a day, and has come by now. One in the future would hold for ever; a day is left for a journey eastwards. */
export const isPastDay = (value: unknown, now: number): value is string =>
  /^\d{4}(-\d\d){2}$/.test(value as string) && Date.parse(value as string) <= now + day;
