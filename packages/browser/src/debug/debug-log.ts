import type { DeliveryProblem, KnownResult, SendResult, StoredEvent } from '@rialto/core/delivery';
import type { GateDecision, Message, Purpose } from '@rialto/core/model';
import type { DebugNews, Place } from './debug-news.ts';

/** One event of the list, with all that was heard of it. */
export interface EventRow {
  /** The messageId; an invented one for what was let go before it had an id. */
  readonly key: string;
  /** When it was first heard of, epoch milliseconds. */
  readonly at: number;
  /** Undefined for what was tracked before the overlay was opened. */
  readonly message?: Message | undefined;
  readonly purposes: readonly Purpose[];
  /** What the gate said last. */
  readonly decision?: GateDecision | undefined;
  readonly place: Place;
  /** Where it has been before, oldest first. */
  readonly path: readonly { readonly at: number; readonly place: Place }[];
}

/** One batch, or one question about a batch, and its answer. */
export interface DeliveryRow {
  readonly key: number;
  readonly kind: 'batch' | 'question';
  readonly at: number;
  readonly messageIds: readonly string[];
  /** Of the bodies; 0 for a question. */
  readonly bytes: number;
  readonly answeredAt?: number;
  readonly result?: SendResult | KnownResult;
}

export interface ErrorRow extends DeliveryProblem {
  readonly key: number;
  readonly at: number;
}

/** What the overlay knows: each list newest first. */
export interface DebugLog {
  readonly events: readonly EventRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly errors: readonly ErrorRow[];
  /** How many rows had to go because there were too many. */
  readonly forgotten: number;
  /** Counts what was heard, for keys. */
  readonly heard: number;
}

/** The most events that are listed; the oldest go first. */
export const maxRows = 500;
const maxDeliveries = 50;

export const emptyLog: DebugLog = { events: [], deliveries: [], errors: [], forgotten: 0, heard: 0 };

/**
 * Takes news into the log, pure. What is heard of one messageId comes into one row, in whatever order it is heard.
 *
 * @param at - when it was heard, epoch milliseconds
 */
export function takeNews(log: DebugLog, news: DebugNews, at: number): DebugLog {
  const heard = log.heard + 1;
  const next = { ...log, heard };
  switch (news.kind) {
    case 'found':
      return news.events.reduce<DebugLog>(
        (all, event) =>
          change(all, event.messageId, at, () => ({ ...facts(event), place: { kind: 'queued' } })),
        next,
      );
    case 'judged':
      return change(next, news.message.messageId, at, (row) => ({
        message: row?.message ?? news.message,
        purposes: news.purposes,
        decision: news.decision,
        place: placeAfter(news.decision),
      }));
    case 'sent':
      return {
        ...news.events.reduce<DebugLog>(
          (all, event) =>
            change(all, event.messageId, at, () => ({ ...facts(event), place: { kind: 'sending' } })),
          next,
        ),
        deliveries: begin(next, { key: news.delivery, kind: 'batch', at, ...sizeOf(news.events) }),
      };
    case 'asked':
      return {
        ...next,
        deliveries: begin(next, {
          key: news.delivery,
          kind: 'question',
          at,
          messageIds: news.messageIds,
          bytes: 0,
        }),
      };
    case 'answered':
      return returnToQueue(noteAnswer(next, news.delivery, news.result, at), news.delivery, news.result, at);
    case 'told':
      return noteAnswer(next, news.delivery, news.result, at);
    case 'delivered':
      return change(next, news.messageId, at, () => ({ place: { kind: 'delivered', status: news.status } }));
    case 'rejected': {
      const { status, code, issues } = news;
      return change(next, news.messageId, at, () => ({ place: { kind: 'rejected', status, code, issues } }));
    }
    case 'dropped':
      return change(next, news.messageId, at, () => ({ place: { kind: 'dropped', reason: news.reason } }));
    case 'error': {
      const { code, message } = news;
      return { ...next, errors: [{ key: heard, at, code, message }, ...log.errors].slice(0, maxDeliveries) };
    }
  }
}

/** Whether what became of an event is its end; what is heard later changes nothing. */
export const isSettled = ({ kind }: Place): boolean =>
  kind === 'delivered' || kind === 'rejected' || kind === 'dropped';

const placeAfter = ({ verdict, reason }: GateDecision): Place => {
  if (verdict === 'drop') return { kind: 'dropped', reason };
  return { kind: verdict === 'hold' ? 'held' : 'queued' };
};

function change(
  log: DebugLog,
  messageId: string,
  at: number,
  to: (row: EventRow | undefined) => Partial<EventRow> & { readonly place: Place },
): DebugLog {
  const index = messageId === '' ? -1 : log.events.findIndex(({ key }) => key === messageId);
  const before = log.events[index];
  const changed = to(before);
  if (before) {
    // The gate may be heard after the queue: an end stays an end.
    const place = isSettled(before.place) ? before.place : changed.place;
    const moved = place !== before.place && JSON.stringify(place) !== JSON.stringify(before.place);
    const path = moved ? [...before.path, { at, place }] : before.path;
    return { ...log, events: log.events.with(index, { ...before, ...changed, place, path }) };
  }
  // It has made room for others: what is heard of it later makes no second row of it, and is not counted again.
  if (messageId !== '' && log.forgotten > 0 && !changed.decision) return log;
  const { place } = changed;
  const row: EventRow = {
    key: messageId || `no-id-${log.heard}`,
    at,
    purposes: [],
    ...changed,
    path: [{ at, place }],
  };
  const events = [row, ...log.events];
  const surplus = Math.max(0, events.length - maxRows);
  return { ...log, events: events.slice(0, maxRows), forgotten: log.forgotten + surplus };
}

const begin = (log: DebugLog, row: DeliveryRow): readonly DeliveryRow[] =>
  [row, ...log.deliveries].slice(0, maxDeliveries);

/** The message as it is sent: with the stamp and the ids, which it gets as it enters the queue. */
function facts({ body, purposes }: StoredEvent): Pick<EventRow, 'message' | 'purposes'> {
  try {
    return { message: JSON.parse(body) as Message, purposes };
  } catch {
    return { purposes };
  }
}

function noteAnswer(
  log: DebugLog,
  delivery: number,
  result: SendResult | KnownResult,
  answeredAt: number,
): DebugLog {
  const deliveries = log.deliveries.map((row) =>
    row.key === delivery ? { ...row, answeredAt, result } : row,
  );
  return { ...log, deliveries };
}

/** What a batch did not settle is back in the queue. What it did is announced by the queue, once it is out of the store. */
function returnToQueue(log: DebugLog, delivery: number, result: SendResult, at: number): DebugLog {
  const ids = log.deliveries.find(({ key }) => key === delivery)?.messageIds ?? [];
  const settled = new Set(
    result.outcome === 'answered' ? result.results.map(({ messageId }) => messageId) : [],
  );
  const after = result.outcome === 'answered' ? 'unanswered' : result.reason;
  return ids
    .filter((id) => !settled.has(id))
    .reduce((all, id) => change(all, id, at, () => ({ place: { kind: 'queued', after } })), log);
}

function sizeOf(events: readonly StoredEvent[]): Pick<DeliveryRow, 'messageIds' | 'bytes'> {
  const encoder = new TextEncoder();
  return {
    messageIds: events.map(({ messageId }) => messageId),
    bytes: events.reduce((sum, { body }) => sum + encoder.encode(body).length, 0),
  };
}

/** The name of an event for people: `Product Viewed`, or the kind of message and its name. */
export function nameOf({ message }: EventRow): string {
  if (!message) return 'unknown: tracked before this was opened';
  return message.event ?? message.name ?? message.type;
}

/** Whether a row has all the words of a filter somewhere in what it shows. */
export function matchesFilter(row: EventRow, filter: string): boolean {
  if (filter === '') return true;
  const words = filter.toLowerCase().split(/\s+/);
  const text = JSON.stringify([row.message, row.purposes, row.decision, row.place]).toLowerCase();
  return words.every((word) => text.includes(word));
}
