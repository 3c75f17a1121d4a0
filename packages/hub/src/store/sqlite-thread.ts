import { Worker } from 'node:worker_threads';
import { RialtoError } from '@rialto/core/model';
import type { Arrival } from '../ingest/prepared-event.ts';
import type { WriteReply, WriteRequest } from './sqlite-messages.ts';
import type { CommitResult, ConsentTexts, StoredKey } from './store.ts';

/** A request without its number. */
type WriteTask = WriteRequest extends infer Request
  ? Request extends WriteRequest
    ? Omit<Request, 'id'>
    : never
  : never;

/** The writing thread, seen from the serving thread. */
export interface SqliteThread {
  commit(
    events: readonly string[],
    texts?: ConsentTexts,
    refused?: readonly Arrival[],
  ): Promise<CommitResult>;
  addKey(key: StoredKey): Promise<void>;
  revokeKey(keyId: string, at: number): Promise<boolean>;
  /** Resolves when everything that waits is written and the file is let go. */
  close(): Promise<void>;
}

interface SqliteThreadOptions {
  readonly path: string;
  readonly maxWaiting: number;
  /** For tests of a thread that dies. */
  readonly startWorker?: (() => Worker) | undefined;
}

interface Waiting {
  readonly events: number;
  resolve(value: unknown): void;
  reject(error: RialtoError): void;
}

/** How often the thread may die without a commit in between before it is not started again. */
const maxDeaths = 3;

/**
 * Starts the writing thread at the first request, and again when it has died. What waited for a dead thread
 * is rejected: nobody knows whether it was stored, and sending it again does no harm.
 *
 * @example
 * ```ts
 * const thread = createSqliteThread({ path, maxWaiting: 20_000 });
 * await thread.commit(batch.map(encodeEvent));
 * ```
 */
export function createSqliteThread({
  path,
  maxWaiting,
  startWorker = () =>
    new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
      workerData: { path },
      name: 'rialto-store',
    }),
}: SqliteThreadOptions): SqliteThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let waitingEvents = 0;
  let lastId = 0;
  let deaths = 0;

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    waitingEvents -= one?.events ?? 0;
    // Idle, the thread does not keep the process alive.
    if (waiting.size === 0) worker?.unref();
    return one;
  };
  const onReply = (reply: WriteReply): void => {
    if (reply.ok) deaths = 0;
    const one = settle(reply.id);
    if (reply.ok) one?.resolve(reply.value);
    else one?.reject(new RialtoError(reply.code, reply.message));
  };
  const start = (): Worker => {
    const started = startWorker();
    let cause: unknown;
    started.on('message', onReply);
    started.on('error', (error) => {
      cause = error;
    });
    started.on('exit', () => {
      worker = undefined;
      deaths += 1;
      for (const id of [...waiting.keys()]) settle(id)?.reject(died(path, cause));
    });
    return started;
  };

  const ask = <Answer>(task: WriteTask, events = 0): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (events > 0 && waitingEvents > 0 && waitingEvents + events > maxWaiting) {
        reject(new RialtoError('store-unavailable', `The store is behind: ${waitingEvents} events wait.`));
        return;
      }
      if (!worker && deaths >= maxDeaths) {
        reject(died(path, undefined));
        return;
      }
      worker ??= start();
      worker.ref();
      lastId += 1;
      waitingEvents += events;
      // The reply has the type that goes with the task: see `sqlite-worker.ts`.
      waiting.set(lastId, { events, resolve: (value) => resolve(value as Answer), reject });
      worker.postMessage({ ...task, id: lastId });
    });

  return {
    commit: (events, texts = new Map(), refused = []) =>
      ask({ kind: 'commit', events, texts, refused }, events.length + refused.length),
    addKey: (key) => ask({ kind: 'add-key', key }),
    revokeKey: (keyId, at) => ask({ kind: 'revoke-key', keyId, at }),
    async close() {
      if (!worker) return;
      const closing = worker;
      const gone = new Promise((resolve) => closing.once('exit', resolve));
      await ask({ kind: 'close' });
      // The file is let go only when the thread itself has ended; until then it must not be left behind.
      closing.ref();
      await gone;
    },
  };
}

const died = (path: string, cause: unknown): RialtoError =>
  new RialtoError(
    'store-unavailable',
    `The thread that writes ${path} has stopped${cause instanceof Error ? `: ${cause.message}` : ''}.`,
    { cause },
  );
