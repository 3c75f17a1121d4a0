// A host in a process of its own, for tests that send it signals. Says in JSON lines what it does.
import { closeOnSignals } from '../src/adapters/process-signals.ts';
import { createClient } from '../src/index.ts';

interface Host {
  readonly endpoint: string;
  /** The directories of the queues, one client for each. */
  readonly paths: readonly string[];
  readonly closeOn?: readonly NodeJS.Signals[];
  /** The host's own listener for SIGTERM: an exit with code 0, a package that ends it by the signal, or one that only says so. */
  readonly own?: 'on' | 'once' | 'signal-exit' | 'stay';
  /** A client that never comes to an end, with a deadline of so many milliseconds. */
  readonly hanging?: number;
}

const { endpoint, paths, closeOn, own, hanging }: Host = JSON.parse(process.argv[2] ?? '{}');
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

// As a server does that ends its requests first: by the word of the test, so that nothing depends on time.
const endSoon = (): void => void process.on('message', (word) => word === 'end' && process.exit(0));
if (own === 'on') process.on('SIGTERM', endSoon);
if (own === 'once') process.once('SIGTERM', endSoon);
if (own === 'stay') process.on('SIGTERM', () => say({ host: 'heard' }));
if (own === 'signal-exit') {
  // What that package does: it ends the process by the signal, but only where nobody else listens.
  const emitter = { count: 1 };
  Object.defineProperty(globalThis, Symbol.for('signal-exit emitter'), { value: emitter });
  const end = (): void => {
    if (process.listeners('SIGTERM').length !== emitter.count) return;
    process.removeListener('SIGTERM', end);
    say({ host: 'exit handlers' });
    process.kill(process.pid, 'SIGTERM');
  };
  process.on('SIGTERM', end);
}

const clients = paths.map((path) =>
  createClient({
    ...{ endpoint, key: 'sk_test_0123456789', source: 'till-4', channel: 'store', queue: { path } },
    ...(hanging ? { closeOn: [] } : closeOn && { closeOn }),
  }),
);
if (hanging) {
  closeOnSignals({
    signals: closeOn ?? ['SIGTERM'],
    deadline: hanging,
    drain: async () => {},
    close(timeout) {
      say({ closing: timeout });
      return new Promise(() => {});
    },
  });
}
say({ listeners: process.listenerCount('SIGTERM') });
for (const client of clients) {
  client.on('error', ({ code }) => say({ error: code }));
  const sent = client.track({
    event: 'Sale Completed',
    userId: 'c-42',
    properties: { total: 1.25, currency: 'EUR' },
  });
  await sent.durable;
  say({ durable: sent.messageId });
}
const stay = setInterval(() => {}, 1_000_000);
async function closeAll(): Promise<void> {
  await Promise.all(clients.map((client) => client.close()));
  say({ listeners: process.listenerCount('SIGTERM') });
  clearInterval(stay);
  process.disconnect();
}
process.on('message', (word) => void (word === 'close' && closeAll()));
say({ ready: true });
