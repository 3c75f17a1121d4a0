import type { KnownResult, SendResult } from '@rialto/core/delivery';
import type { GateDecision } from '@rialto/core/model';
import type { DeliveryRow, EventRow } from './debug-log.ts';
import type { Place } from './debug-news.ts';
import type { DebugState } from './debug-source.ts';

/** How something looks: it went well, it moves, it waits, it was let go as it should be, something is wrong. */
type Tone = 'good' | 'moving' | 'waiting' | 'quiet' | 'bad';

export interface Words {
  readonly tone: Tone;
  readonly text: string;
}

const reasons: Readonly<Record<string, string>> = {
  'no-purpose': 'it names no purpose',
  'gate-failed': 'the consent manager failed',
  refused: 'refused',
  queue_full: 'the queue is full',
  hold_full: 'too many wait for a choice',
  too_old: 'it waited too long',
  message_too_large: 'it is too large',
  unreadable: 'the hub cannot read it',
  not_serialisable: 'it cannot be written as JSON',
  storage_failed: 'it could not be stored',
  closed: 'the tracker is closed',
  reset: 'reset() came before the choice',
  invalid_event: 'it has no name',
  invalid_user: 'that is no user id',
};

/** Why an event was let go, in plain words. */
function reasonInWords(reason: string): string {
  const [what = '', purpose = ''] = reason.split(':');
  if (purpose && what === 'refused') return `refused ${purpose}`;
  if (purpose && what === 'unknown-purpose') return `nobody is asked about ${purpose}`;
  // A name as it comes: `constructor` is no reason of ours.
  return Object.hasOwn(reasons, reason) ? (reasons[reason] ?? reason) : reason;
}

/** What the gate said, in plain words. */
export function verdictInWords(decision: GateDecision | undefined): Words {
  if (!decision) return { tone: 'quiet', text: 'not asked yet' };
  const { verdict, reason } = decision;
  if (verdict === 'drop') return { tone: 'quiet', text: `let go: ${reasonInWords(reason)}` };
  if (verdict === 'pass')
    return { tone: 'good', text: reason === 'necessary' ? 'needs no permission' : 'permitted' };
  const [what, purpose] = reason.split(':');
  return {
    tone: 'waiting',
    text: `waits for your choice: ${what === 'undecided' && purpose ? purpose : reason}`,
  };
}

const attempts: Readonly<Record<string, string>> = {
  network: 'no connection',
  timeout: 'no answer in time',
  not_a_hub: 'the answer is not of a hub',
  too_large: 'the batch was too large',
  unreadable: 'the hub could not read the batch',
  unanswered: 'the answer left it out',
};

/** What came in the way of a delivery. */
function attemptInWords(reason: string): string {
  if (Object.hasOwn(attempts, reason)) return attempts[reason] ?? reason;
  return reason.replace(/^status_/, 'status ');
}

const codes: Readonly<Record<string, string>> = {
  invalid_message: 'not a message',
  unknown_event: 'the plan does not know it',
  invalid_properties: 'properties do not fit the plan',
  message_too_large: 'too large',
  too_deep: 'nested too deeply',
  consent_undecided: 'nobody has decided yet',
  consent_refused: 'refused at the hub',
};

/** Where an event is now. */
export function placeInWords(place: Place): Words {
  switch (place.kind) {
    case 'held':
      return { tone: 'waiting', text: 'held in memory' };
    case 'queued':
      return place.after
        ? { tone: 'waiting', text: `in the queue again: ${attemptInWords(place.after)}` }
        : { tone: 'moving', text: 'in the queue' };
    case 'sending':
      return { tone: 'moving', text: 'on its way' };
    case 'delivered':
      return { tone: 'good', text: place.status === 'duplicate' ? 'delivered before' : 'delivered' };
    case 'rejected': {
      const code = place.code ?? 'no reason given';
      const why = codes[code] ?? code;
      return { tone: 'bad', text: `${place.status === 'held' ? 'not kept' : 'rejected'}: ${why}` };
    }
    case 'dropped':
      return {
        tone: isConsent(place.reason) ? 'quiet' : 'bad',
        text: isConsent(place.reason) ? 'let go' : `dropped: ${reasonInWords(place.reason)}`,
      };
  }
}

/** Letting go of what was refused is the tracker's duty, and no fault. */
const isConsent = (reason: string): boolean => /^(refused|reset$)/.test(reason);

/** What became of a delivery. */
export function deliveryInWords({ kind, result }: Pick<DeliveryRow, 'kind' | 'result'>): Words {
  if (!result) return { tone: 'moving', text: 'on its way' };
  if (kind === 'question') return questionInWords(result as KnownResult);
  const answer = result as SendResult;
  switch (answer.outcome) {
    case 'answered':
      return resultsInWords(answer.results);
    case 'retry':
      return {
        tone: 'waiting',
        text: `${attemptInWords(answer.reason)}, tried again ${answer.retryAfter ? `after ${durationInWords(answer.retryAfter)}` : 'later'}`,
      };
    case 'split':
      return { tone: 'waiting', text: `${attemptInWords(answer.reason)}: sent in halves` };
    case 'refused':
      return { tone: 'bad', text: `the key is refused (${attemptInWords(answer.reason)})` };
  }
}

function resultsInWords(results: Extract<SendResult, { outcome: 'answered' }>['results']): Words {
  const counts = new Map<string, number>();
  for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  const isBad = counts.has('rejected') || counts.has('held');
  return {
    tone: isBad ? 'bad' : 'good',
    text:
      [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'an answer without results',
  };
}

function questionInWords(result: KnownResult): Words {
  switch (result.outcome) {
    case 'answered':
      return { tone: 'good', text: `the hub has ${result.known.length} of them` };
    case 'unsupported':
      return { tone: 'quiet', text: 'the hub cannot tell; they are sent again' };
    case 'retry':
      return { tone: 'waiting', text: attemptInWords(result.reason) };
  }
}

/** When the queue sends next, as far as it can be seen from outside. */
export function nextAttemptInWords(
  { queue }: Pick<DebugState, 'queue'>,
  deliveries: readonly DeliveryRow[],
): string {
  if (queue.events === 0) return 'nothing to send';
  const [last] = deliveries;
  if (!last) return 'soon';
  if (!last.result) return 'now, on its way';
  const { result, answeredAt = last.at } = last;
  if (result.outcome === 'refused')
    return `by ${timeInWords(answeredAt + longestWait)}, once the key is right`;
  if (result.outcome !== 'retry') return 'soon';
  return result.retryAfter
    ? `at ${timeInWords(answeredAt + result.retryAfter)}, as the hub asked`
    : `by ${timeInWords(answeredAt + longestWait)}`;
}

/** The longest that the queue waits by itself, milliseconds; the same as in core's `retry-policy.ts`. */
const longestWait = 60_000;

/** What somebody should know of the device's permission. */
export function deviceInWords({ device, isShared }: Pick<DebugState, 'device' | 'isShared'>): Words {
  if (isShared) return { tone: 'quiet', text: 'shared by several people: nothing is stored' };
  if (device === 'granted') return { tone: 'good', text: 'may be used to store' };
  return device === 'refused'
    ? { tone: 'quiet', text: 'may not be used' }
    : { tone: 'waiting', text: 'is not used before a choice' };
}

/** `14:03:07.120`; an unusable time is shown as nothing. */
export function timeInWords(time: number, isExact = false): string {
  if (!Number.isFinite(time)) return '';
  const date = new Date(time);
  const two = (figure: number): string => String(figure).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return isExact ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
}

export function durationInWords(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 100) / 10} s`;
}

export function bytesInWords(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 102.4) / 10} kB`;
}

export const countInWords = (count: number, one: string): string =>
  `${count} ${one}${count === 1 ? '' : 's'}`;

/** Enough to tell two apart, and not enough to be kept by whoever takes a picture. */
export const shortId = (id: string): string => (id.length > 12 ? `${id.slice(0, 8)}…` : id);

/** What a row says when it is copied. */
export function rowAsFacts(row: EventRow): object {
  const { message, purposes, decision, place, path, at } = row;
  return {
    at: new Date(at).toISOString(),
    gate: verdictInWords(decision).text,
    now: placeInWords(place).text,
    purposes,
    decision,
    place,
    path: path.map((step) => ({
      at: new Date(step.at).toISOString(),
      was: placeInWords(step.place).text,
    })),
    message,
  };
}
