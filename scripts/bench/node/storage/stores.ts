import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { StoredEvent } from '@rialto/core/delivery';
import { seededRandom } from '@rialto/core/testing';
import { createLanedStore } from '../../../../packages/node/src/adapters/journal-event-store.ts';
import { systemClock } from '../../../../packages/node/src/adapters/system-clock.ts';
import { openSqliteTable } from './sqlite-table.ts';
import type { Asked } from './sqlite-worker.ts';

/** The part of an EventStore that is compared. */
export interface ComparedStore {
  /** Durable when it resolves. */
  append(events: readonly StoredEvent[]): Promise<void>;
  peek(limit: number): Promise<readonly StoredEvent[]>;
  remove(messageIds: readonly string[]): Promise<void>;
  size(): Promise<number>;
}

export type Engine = 'journal' | 'sqlite' | 'sqlite-worker';

export const openStore: Readonly<Record<Engine, (directory: string) => ComparedStore>> = {
  journal: openJournal,
  sqlite: openSqlite,
  'sqlite-worker': openSqliteInWorker,
};

function openJournal(path: string): ComparedStore {
  const report = (problem: object): void => console.error('journal', problem);
  const random = seededRandom(1);
  const store = createLanedStore({ path, lanes: 1, clock: systemClock, random, report });
  const [lane] = store.lanes;
  if (!lane) throw new Error('A store without a lane.');
  return { ...lane, size: async () => (await lane.size()).events };
}

/** In the thread of the till: what is appended in one turn of the event loop is one transaction. */
function openSqlite(directory: string): ComparedStore {
  const table = openSqliteTable(directory);
  return {
    append: grouped(async (events) => table.append(events)),
    peek: async (limit) => table.peek(limit),
    remove: async (messageIds) => table.remove(messageIds),
    size: async () => table.size(),
  };
}

function openSqliteInWorker(directory: string): ComparedStore {
  const program = fileURLToPath(new URL('./sqlite-worker.mjs', import.meta.url));
  const worker = new Worker(program, { workerData: directory });
  const waiting = new Map<number, (answer: unknown) => void>();
  let id = 0;
  worker.on('message', (message: { readonly id: number; readonly answer: unknown }) => {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  });
  const ask = <Answer>(asked: (id: number) => Asked): Promise<Answer> =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, (answer) => resolve(answer as Answer));
      worker.postMessage(asked(id));
    });
  return {
    append: grouped((append) => ask((id) => ({ id, append }))),
    peek: (peek) => ask((id) => ({ id, peek })),
    remove: (remove) => ask((id) => ({ id, remove })),
    size: () => ask((id) => ({ id, size: true })),
  };
}

/** One write at a time; what comes meanwhile goes together into the next. */
function grouped(
  write: (events: readonly StoredEvent[]) => Promise<void>,
): (events: readonly StoredEvent[]) => Promise<void> {
  let next: StoredEvent[] = [];
  let written: Promise<void> | undefined;
  let busy: Promise<unknown> = Promise.resolve();
  return (events) => {
    next.push(...events);
    written ??= busy
      .then(() => nextTurn())
      .then(() => {
        const group = next;
        next = [];
        written = undefined;
        const done = write(group);
        busy = done;
        return done;
      });
    return written;
  };
}
