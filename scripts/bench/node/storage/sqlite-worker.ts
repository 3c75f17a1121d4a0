// The table in a thread of its own: whole groups in, one answer out.
import { parentPort, workerData } from 'node:worker_threads';
import type { StoredEvent } from '@rialto/core/delivery';
import { openSqliteTable } from './sqlite-table.ts';

/** What is asked of the thread. */
export type Asked =
  | { readonly id: number; readonly append: readonly StoredEvent[] }
  | { readonly id: number; readonly peek: number }
  | { readonly id: number; readonly remove: readonly string[] }
  | { readonly id: number; readonly size: true };

const table = openSqliteTable(workerData);

function answer(asked: Asked): unknown {
  if ('append' in asked) return table.append(asked.append);
  if ('peek' in asked) return table.peek(asked.peek);
  if ('remove' in asked) return table.remove(asked.remove);
  return table.size();
}

parentPort?.on('message', (asked: Asked) => {
  parentPort?.postMessage({ id: asked.id, answer: answer(asked) });
});
