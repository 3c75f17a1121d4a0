import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandInHub } from '../test/stand-in-hub.ts';
import { temporaryDirectory } from '../test/temp-directory.ts';
import { startUnrulyHub, unrulinesses } from '../test/unruly-hub.ts';

const script = new URL('../test/guest-process.ts', import.meta.url).pathname;
const node = [
  process.execPath,
  '--conditions=rialto-source',
  '--unhandled-rejections=strict',
  '--trace-warnings',
  script,
];

interface Visit {
  readonly code: number | null;
  /** What stands on the error output: warnings, and what nobody has caught. */
  readonly errors: string;
  readonly news: Readonly<Record<string, number>>;
  readonly [found: string]: unknown;
}

/** Lets a host with a client in it do something, until it ends by itself. */
async function visit(
  args: readonly string[],
  [command = '', ...before]: readonly string[] = node,
): Promise<Visit> {
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [said, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { news: {}, ...JSON.parse(said || '{}'), code, errors };
}

/** How many events have come to an end that was announced. */
const endings = ({ news }: Visit): number =>
  Object.entries(news).reduce(
    (sum, [name, count]) => sum + (/^(delivered|dropped)/.test(name) ? count : 0),
    0,
  );

const asWithoutUs = { code: 7, errors: '' };

describe('a host ends as it would have without us', { timeout: 60_000 }, () => {
  it.each(Object.keys(unrulinesses))('before a hub that %s', async (what) => {
    const endpoint = await startUnrulyHub(unrulinesses[what] ?? (() => {}));
    const host = await visit(['sell', endpoint]);
    expect(host).toMatchObject({ ...asWithoutUs, pending: 20 });
    // One word about the outage, none about each event; what waited in memory is not lost silently.
    expect(host.news).toMatchObject({ 'error:hub_unreachable': expect.any(Number) });
    expect(host.megabytes).toBeLessThan(400);
  });

  it('whose listeners and gates throw', async () => {
    const hub = await startStandInHub();
    onTestFinished(() => hub.close());
    const host = await visit(['careless', hub.endpoint]);
    expect(host).toMatchObject(asWithoutUs);
    expect(host.news).toMatchObject({ delivered: 1, 'error:listener_failed': expect.any(Number) });
  });

  it.each(['', 'on disk'])(
    'that opens and closes a thousand clients has no listener and no descriptor more (%s)',
    async (disk) => {
      const hub = await startStandInHub();
      onTestFinished(() => hub.close());
      const host = await visit(['many', hub.endpoint, disk && temporaryDirectory()]);
      expect(host).toMatchObject({ ...asWithoutUs, news: { delivered: 1_060 } });
      expect(host.more).toEqual({ listeners: 0, descriptors: expect.any(Number) });
      // Connections to the hub that are kept for a while.
      expect((host.more as { descriptors: number }).descriptors).toBeLessThan(40);
    },
  );

  it.each(['', 'on disk'])('that forgets its clients while the hub is away (%s)', async (disk) => {
    const host = await visit(['forgotten', 'http://127.0.0.1:9', disk && temporaryDirectory()]);
    expect(host).toMatchObject(asWithoutUs);
  });

  it('whose directory is cleared away again and again, and what is lost is announced', async () => {
    const hub = await startStandInHub();
    onTestFinished(() => hub.close());
    const host = await visit(['cleared', hub.endpoint, temporaryDirectory()]);
    expect(host).toMatchObject({ ...asWithoutUs, pending: 0 });
    expect(endings(host)).toBe(200);
  });

  it('whose directory cannot be one', async () => {
    const hub = await startStandInHub();
    onTestFinished(() => hub.close());
    const host = await visit(['sell', hub.endpoint, '/dev/null/queue']);
    expect(host).toMatchObject({ ...asWithoutUs, pending: 0 });
    expect(host.news).toMatchObject({ delivered: 20, 'error:storage_fallback': 1 });
  });

  it('that may open no further file', async () => {
    const hub = await startStandInHub();
    onTestFinished(() => hub.close());
    const limited = ['sh', '-c', 'ulimit -n 30; exec "$@"', 'sh', ...node];
    const host = await visit(['forgotten', hub.endpoint, temporaryDirectory()], limited);
    expect(host).toMatchObject(asWithoutUs);
  });

  it('whatever is passed to every call, and after close', async () => {
    const hub = await startStandInHub();
    onTestFinished(() => hub.close());
    const host = await visit(['nonsense', hub.endpoint]);
    expect(host).toMatchObject(asWithoutUs);
    expect(endings(host)).toBe(host.calls);
    expect(host.news).toMatchObject({
      'dropped:not_serialisable': expect.any(Number),
      'dropped:closed': expect.any(Number),
    });
  });
});
