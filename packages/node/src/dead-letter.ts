import type { Issue, MessageCode, Purpose } from '@rialto/core';
import type { DropReason, Outcome, StoredEvent } from '@rialto/core/delivery';
import { isObject } from './check-options.ts';

/** An event that cannot be delivered as it is, and why: one line of `dead-letters.jsonl`. */
export interface DeadLetter {
  /** When it came here, ISO 8601, by the clock of this machine. */
  readonly at: string;
  readonly messageId: string;
  /** Set where the hub judged the event by itself. */
  readonly status?: 'rejected';
  /** Set where no hub could judge it: `unreadable`, `message_too_large` or `too_old`. */
  readonly reason?: DropReason;
  /** The hub's code, such as `invalid_properties`. */
  readonly code?: MessageCode;
  /** What is wrong with it, field by field. */
  readonly issues?: readonly Issue[];
  /** What the person permitted when it was tracked; a withdrawal takes the line away by them. */
  readonly purposes: readonly Purpose[];
  /** The message as it was sent; its text where that is no JSON. */
  readonly message: unknown;
}

/** The reasons that are about the message or about time. All others are left out: a gate names its own as it likes. */
const repairable: readonly string[] = ['unreadable', 'message_too_large', 'too_old'];

/**
 * The line for an event that left the queue undelivered. What a person refused, or has not decided on, is not
 * written down: there is no permission to keep it.
 *
 * @param now - epoch milliseconds
 * @returns undefined where nothing is to be kept
 */
export function deadLetterOf(event: StoredEvent, outcome: Outcome, now: number): DeadLetter | undefined {
  const ending = endingOf(outcome);
  if (!ending) return undefined;
  const { messageId, purposes, body } = event;
  const at = new Date(now).toISOString();
  return { at, ...ending, messageId, purposes: [...purposes], message: writable(body) };
}

/** Before anything is read or copied: nearly every event has arrived. */
function endingOf(outcome: Outcome): Pick<DeadLetter, 'status' | 'reason' | 'code' | 'issues'> | undefined {
  if (typeof outcome === 'string') return repairable.includes(outcome) ? { reason: outcome } : undefined;
  const { status, code, issues } = outcome;
  if (status !== 'rejected' || code?.startsWith('consent')) return undefined;
  return { status, ...(code && { code }), ...(issues && { issues }) };
}

/** Writes a letter as one line. */
export const encodeDeadLetter = (letter: DeadLetter): string => `${JSON.stringify(letter)}\n`;

/** Reads a line; undefined for what is none, such as the torn end that a crash leaves. */
export function decodeDeadLetter(line: string): DeadLetter | undefined {
  const value = parsed(line);
  if (!isObject(value) || typeof value.messageId !== 'string') return undefined;
  const known = Array.isArray(value.purposes) && typeof value.at === 'string';
  return known ? (value as unknown as DeadLetter) : undefined;
}

/** Whether it has been kept for longer than `maxAge` milliseconds. One whose time cannot be read is not kept longer. */
export const isExpired = ({ at }: DeadLetter, now: number, maxAge: number): boolean =>
  !(now - Date.parse(at) <= maxAge);

/** What the text holds where it can be written again too; JSON can be read at a depth at which it cannot be written. */
function writable(text: string): unknown {
  const value = parsed(text);
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
