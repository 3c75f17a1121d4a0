// A process with a client in it, for faults: does what it is told on its input, line by line, and says on its output what became of it.
// Usage: node player.ts MODULE SETTINGS, the settings as JSON.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { markerOf } from '../tracker/markers.ts';
import type { OpenPlayed } from './player-adapter.ts';
import type { Order, PlayerSettings, Said } from './player-words.ts';

const [module = '', json = '{}'] = process.argv.slice(2);
const { run, users, sampleEvery, ...settings }: PlayerSettings = JSON.parse(json);

/** The clock that the process believes in, by command. Timers go on as they did, as they do when a real clock is put. */
const realNow = Date.now.bind(Date);
let shift = 0;
const RealDate = Date;
function shiftClock(by: number): void {
  shift = by;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [realNow() + shift] : args, made),
    apply: () => new RealDate(realNow() + shift).toString(),
    get: (target, name, receiver) =>
      name === 'now' ? () => realNow() + shift : Reflect.get(target, name, receiver),
  });
}

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);

const { open }: { readonly open: OpenPlayed } = await import(pathToFileURL(module).href);
const client = open({ ...settings, report: (problem) => say({ problem }) });

const durable: number[] = [];
/** In lines of many, so that saying so costs little beside the tracking. */
function tellDurable(number: number): void {
  if (durable.push(number) === 1) setImmediate(() => say({ durable: durable.splice(0) }));
}

function trackOne(number: number, poison?: 'rejected' | 'refused'): void {
  const marker = markerOf(run, number);
  const sale = { marker, number, userId: `c-${run}-${number % users}`, trueAt: realNow() };
  try {
    void client
      .track({ ...sale, ...(poison && { poison }) })
      ?.then((isDurable) => (isDurable ? tellDurable(number) : say({ problem: 'not_durable' })));
  } catch (error) {
    say({ threw: String(error) });
  }
}

let isStopped = false;

/** So many a second by the real clock, in turns of a few ms. */
function track({ from, count, rate }: Extract<Order, { kind: 'track' }>): Promise<void> {
  const began = performance.now();
  let done = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const first = done;
      // Who has fallen behind catches up, but not all at once: nobody sells so.
      const due = Math.min(
        count,
        Math.ceil(((performance.now() - began) * rate) / 1_000),
        first + Math.ceil(rate / 50),
      );
      for (; done < due; done += 1) trackOne(from + done);
      if (done > first) say({ tracked: done - first, from: from + first });
      if (done < count && !isStopped) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
}

async function obey(order: Order): Promise<unknown> {
  switch (order.kind) {
    case 'track':
      return track(order);
    case 'poison':
      trackOne(order.number, order.poison);
      return say({ tracked: 1, from: order.number });
    case 'stop':
      isStopped = true;
      return undefined;
    case 'flush':
      return client.flush(order.timeout);
    case 'close':
      return client.close(order.timeout);
    case 'shift':
      return shiftClock(order.by);
  }
}

say({ ready: true });
if (sampleEvery !== undefined) {
  const sample = () => say({ rss: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed });
  setInterval(sample, sampleEvery).unref();
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...order }: Order & { readonly id: number } = JSON.parse(line);
  // Not awaited: the next order, such as one to flush, may come while events are being tracked.
  void obey(order).then(
    (result) => say({ done: id, ...(result !== undefined && { result }) }),
    (error) => say({ done: id, failed: String(error) }),
  );
}
