import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { end, freePort, outputOf, startHub, startNode } from '../processes.ts';
import type { Collector } from '../tracker/collectors.ts';
import { markersIn } from '../tracker/markers.ts';

/** An event in the hub's log, as far as faults look at it. */
export interface LoggedSale {
  readonly marker: string;
  /** Of its marker. */
  readonly number: number;
  readonly happenedAt: number;
  readonly receivedAt: number;
  /** What the client's clock said when it sent it, epoch ms. */
  readonly sentAt: number;
  readonly trueAt: number;
  /** What its clock said when it happened, epoch ms. */
  readonly originalAt: number;
  readonly userId: string;
  readonly sequence: { readonly queue: string; readonly number: number } | undefined;
}

/** What the hub says of its log. */
interface Verified {
  readonly ok: boolean;
  readonly events: number;
  /** Numbers of senders' queues that have not come, queue by queue. */
  readonly sequences: readonly { readonly queue: string; readonly missingCount: number }[];
}

/** A hub that can be killed and started again, and whose log is read from its file. */
export interface NodeHub extends Collector {
  readonly key: string;
  /** Kills it, as a crash of its machine would. */
  kill(): Promise<void>;
  /** Starts it again, on the same file. */
  restart(): Promise<void>;
  /** The events of its log as they stand there, one after the other: there may be millions. */
  texts(): Iterable<string>;
  /** The sales of a run, in the order of the log. */
  sales(run: string): readonly LoggedSale[];
  /** Ends it, and recounts its log by its own command. */
  verify(): Promise<Verified>;
  close(): Promise<void>;
}

/** Starts one in a folder of its own. */
export async function openNodeHub(): Promise<NodeHub> {
  const folder = await mkdtemp(join(tmpdir(), 'rialto-hub-'));
  const data = join(folder, 'hub');
  const port = await freePort();
  let hub = await startHub(data, port);
  const { secret } = await hub.keys();

  function* textsLike(pattern: string): Iterable<string> {
    const database = new DatabaseSync(join(data, 'rialto.db'), { readOnly: true });
    const query = database.prepare('select event from log where event like ? order by sequence');
    for (const { event } of query.iterate(pattern)) yield String(event);
    database.close();
  }

  return {
    key: secret,
    answer: ({ method, path, headers, body }) =>
      fetch(hub.url + path, {
        method,
        headers: { ...headers },
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      }),
    log: () => [...textsLike('%')].flatMap((text) => markersIn(Buffer.from(text))),
    kill: () => end(hub.process, 'SIGKILL'),
    async restart() {
      hub = await startHub(data, port);
    },
    texts: () => textsLike('%'),
    sales: (run) => [...textsLike(`%zq${run}x%`)].map(saleOf),
    async verify() {
      await end(hub.process);
      return JSON.parse(
        await outputOf(startNode('packages/hub/src/cli.ts', 'verify', '--data', data, '--json')),
      );
    },
    async close() {
      await end(hub.process);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function saleOf(text: string): LoggedSale {
  const event = JSON.parse(text);
  const marker = String(event.properties.receipt_number);
  return {
    marker,
    number: Number(/x(\d+)qz$/.exec(marker)?.[1]),
    happenedAt: event.happenedAt,
    receivedAt: event.receivedAt,
    sentAt: Date.parse(event.sentAt),
    originalAt: Date.parse(event.originalTimestamp),
    trueAt: event.properties.true_at,
    userId: event.identifiers[0]?.value,
    sequence: event.sequence,
  };
}
