/** The thread that writes: it owns the one connection that may. Reads never wait for it. */
import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assertNever } from '@rialto/core/model';
import { openForWriting, resultCode, storeError } from './sqlite-file.ts';
import type { WriteReply, WriteRequest } from './sqlite-messages.ts';
import { createSqliteWriter, type SqliteWriter } from './sqlite-writer.ts';

type CommitRequest = Extract<WriteRequest, { kind: 'commit' }>;

const [sqliteTooBig, sqliteConstraint, sqliteMismatch] = [18, 19, 20];

/** Events that share one transaction at most; a single larger batch has its own. */
const groupSize = 500;

function serve(port: MessagePort, path: string): void {
  let database: DatabaseSync | undefined;
  let writer: SqliteWriter | undefined;

  // Opened by the first request, and by the next one again where that failed: a full disk may have been cleared.
  const open = (): SqliteWriter => {
    database ??= openForWriting(path);
    writer ??= createSqliteWriter(database);
    return writer;
  };
  const reply = (message: WriteReply) => port.postMessage(message);
  const refuse = (id: number, error: unknown) => {
    const { code, message } = storeError(path, error);
    const known = code === 'store-newer' || code === 'invalid-option' ? code : 'store-unavailable';
    reply({ id, ok: false, code: known, message });
  };

  const commit = (group: readonly CommitRequest[]): void => {
    try {
      const answers = open().commit(group);
      for (const [at, value] of answers.entries()) reply({ id: group[at]?.id ?? 0, ok: true, value });
    } catch (error) {
      // What one batch did wrong must not cost the batches that happened to share its transaction.
      if (group.length > 1 && isOfOneBatch(error)) for (const request of group) commit([request]);
      else for (const { id } of group) refuse(id, error);
    }
  };
  const perform = (request: Exclude<WriteRequest, CommitRequest>): void => {
    const { id } = request;
    try {
      switch (request.kind) {
        case 'add-key':
          open().addKey(request.key);
          reply({ id, ok: true, value: undefined });
          return;
        case 'revoke-key':
          reply({ id, ok: true, value: open().revokeKey(request.keyId, request.at) });
          return;
        case 'close':
          database?.close();
          reply({ id, ok: true, value: undefined });
          port.close();
          return;
        default:
          assertNever(request);
      }
    } catch (error) {
      refuse(id, error);
    }
  };

  port.on('message', (first: WriteRequest) => {
    let request: WriteRequest | undefined = first;
    while (request) {
      if (request.kind === 'commit') {
        const { group, next } = takeGroup(port, request);
        commit(group);
        request = next;
      } else {
        perform(request);
        request = take(port);
      }
    }
  });
}

/** What came in while the last transaction ran goes into the next one together: nobody is made to wait for company. */
function takeGroup(
  port: MessagePort,
  first: CommitRequest,
): { group: CommitRequest[]; next: WriteRequest | undefined } {
  const group = [first];
  let size = first.events.length;
  let next = take(port);
  while (next?.kind === 'commit' && size + next.events.length <= groupSize) {
    group.push(next);
    size += next.events.length;
    next = take(port);
  }
  return { group, next };
}

const take = (port: MessagePort): WriteRequest | undefined => receiveMessageOnPort(port)?.message;

/** Whether an error may be due to the values of a batch (mistakes of ours, constraints), not to the file. */
function isOfOneBatch(error: unknown): boolean {
  const code = resultCode(error);
  return code === undefined || code === sqliteTooBig || code === sqliteConstraint || code === sqliteMismatch;
}

if (parentPort) serve(parentPort, String(workerData.path));
