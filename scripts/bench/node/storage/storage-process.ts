// One store in a process of its own: appended to as fast as it takes it, or calmly, or opened again.
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent } from '@rialto/core/delivery';
import { saleNumber } from '../sale.ts';
import { type ComparedStore, type Engine, openStore } from './stores.ts';

/** What is done with a store. */
export interface StorageJob {
  readonly measure: 'append' | 'calm' | 'start' | 'remove';
  readonly engine: Engine;
  readonly directory: string;
  readonly events: number;
}

/** Milliseconds, but for µs of processor time; bytes. */
export interface StorageFound {
  readonly took: number;
  readonly cpuMicros: number;
  readonly memory: number;
  readonly loopP99: number;
  readonly loopMost: number;
  /** From the append to the disk, at 1,000 events a second. */
  readonly durableP50: number;
  readonly durableP99: number;
}

const perTurn = 100;
const mostUnderWay = 10_000;
const batch = 500;

const storedEvent = (n: number): StoredEvent => ({
  messageId: `01935f3a-7c00-7000-8000-${n.toString(16).padStart(12, '0')}`,
  body: JSON.stringify({ messageId: n, type: 'track', event: 'Sale Completed', ...saleNumber(n) }),
  purposes: ['necessary'],
  storedAt: 1_795_000_000_000 + n,
});

async function append(store: ComparedStore, events: number): Promise<void> {
  let under = 0;
  let last: Promise<unknown> = Promise.resolve();
  for (let n = 0; n < events; ) {
    for (const end = Math.min(n + perTurn, events); n < end; n += 1) {
      under += 1;
      last = store.append([storedEvent(n)]).then(() => {
        under -= 1;
      });
    }
    await nextTurn();
    if (under > mostUnderWay) await last;
  }
  await last;
}

/** 1,000 a second, each by itself, as a till does. */
async function appendCalmly(
  store: ComparedStore,
  events: number,
  tell: (milliseconds: number) => void,
): Promise<void> {
  const began = performance.now();
  let last: Promise<unknown> = Promise.resolve();
  for (let n = 0; n < events; ) {
    for (const due = Math.min(events, Math.floor(performance.now() - began)); n < due; n += 1) {
      const before = performance.now();
      last = store.append([storedEvent(n)]).then(() => tell(performance.now() - before));
    }
    await delay(1);
  }
  await last;
}

async function removeAll(store: ComparedStore): Promise<void> {
  for (;;) {
    const events = await store.peek(batch);
    if (events.length === 0) return;
    await store.remove(events.map(({ messageId }) => messageId));
  }
}

async function run({ measure, engine, directory, events }: StorageJob): Promise<StorageFound> {
  const durable = createHistogram();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  // What opening takes belongs to the start alone.
  const opened = measure === 'start' ? undefined : openStore[engine](directory);
  await opened?.peek(1);
  loop.enable();
  const before = process.cpuUsage();
  const began = performance.now();
  if (!opened) {
    const [first] = await openStore[engine](directory).peek(1);
    if (!first) throw new Error(`${engine} has nothing at its start.`);
  } else if (measure === 'append') await append(opened, events);
  else if (measure === 'calm')
    await appendCalmly(opened, events, (ms) => durable.record(Math.max(1, Math.round(ms * 1e6))));
  else await removeAll(opened);
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  loop.disable();
  await delay(500);
  return { took, cpuMicros: user + system, ...lateness(loop), ...waits(durable) };
}

const lateness = (loop: ReturnType<typeof monitorEventLoopDelay>) => ({
  memory: process.memoryUsage.rss(),
  loopP99: loop.percentile(99) / 1e6,
  loopMost: loop.max / 1e6,
});

const waits = (durable: { percentile(percentile: number): number }) => ({
  durableP50: durable.percentile(50) / 1e6,
  durableP99: durable.percentile(99) / 1e6,
});

const found = await run(JSON.parse(process.argv[2] ?? '{}'));
process.on('disconnect', () => process.exit());
process.send?.(found);
