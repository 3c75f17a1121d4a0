import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HubProcess } from '../processes.ts';
import type { CollectedRequest, SinkAnswers } from './adapter.ts';
import { markersIn, markersOf } from './markers.ts';

/** What takes the events of a tracker. */
export interface Collector {
  answer(request: CollectedRequest, signal: AbortSignal): Promise<Response>;
  /** The ids of our events in its log, each as often as it is there. */
  log(): readonly string[];
}

/** An event as it stands in the hub's log, as far as tests look at it. */
export interface LoggedEvent {
  readonly messageId: string;
  /** The event's name, or the type for everything but `track`. */
  readonly name: string;
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly originalTimestamp?: string;
  readonly stamp?: Readonly<Record<string, boolean>>;
  readonly context?: { readonly page?: { readonly url?: string } };
}

/** The real hub as a collector. */
export interface HubCollector extends Collector {
  /** Its log, oldest first. */
  events(): readonly LoggedEvent[];
}

/** The real hub: its log is read from its file. */
export function hubCollector(hub: HubProcess, data: string): HubCollector {
  const rows = (): readonly string[] => {
    const database = new DatabaseSync(join(data, 'rialto.db'), { readOnly: true });
    const found = database.prepare('select event from log order by sequence').all();
    database.close();
    return found.map(({ event }) => String(event));
  };
  return {
    answer: ({ method, path, headers, body }, signal) =>
      fetch(hub.url + path, {
        method,
        headers: { ...headers },
        signal,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      }),
    log: () => rows().flatMap((row) => markersIn(Buffer.from(row))),
    events: () => rows().map((row) => JSON.parse(row)),
  };
}

/** A plain sink: keeps what comes, and drops no duplicate, for that is what its maker's servers do later, if at all. */
export function sinkCollector(answers: SinkAnswers): Collector {
  const kept: string[] = [];
  return {
    async answer(request) {
      kept.push(...markersOf(request.path, request.body));
      return answers(request) ?? Response.json({ status: 'ok' });
    },
    log: () => kept,
  };
}
