import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type StandInHub, startStandInHub } from '../../test/stand-in-hub.ts';
import { bytesIn, temporaryDirectory } from '../../test/temp-directory.ts';
import { closeOnSignals } from './process-signals.ts';

const script = new URL('../../test/signalled-process.ts', import.meta.url).pathname;

interface Said {
  readonly durable?: string;
  readonly listeners?: number;
  readonly host?: string;
  readonly closing?: number;
  readonly ready?: true;
}

interface Host {
  readonly child: ChildProcess;
  readonly said: readonly Said[];
  readonly warnings: () => string;
  readonly until: (matches: (line: Said) => unknown) => Promise<void>;
  /** How it ended: its code, or the signal that it died by. */
  readonly ended: Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>;
}

function startHost(hub: StandInHub, change: Record<string, unknown> = {}): Host {
  const host = { endpoint: hub.endpoint, paths: [temporaryDirectory()], ...change };
  const child = fork(script, [JSON.stringify(host)], {
    execArgv: ['--conditions=rialto-source', '--unhandled-rejections=strict', '--trace-warnings'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: Said[] = [];
  const checks = new Set<() => void>();
  if (!child.stdout || !child.stderr) throw new Error('The process has no output.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(JSON.parse(line));
    for (const check of checks) check();
  });
  const ended = once(child, 'close').then(([code, signal]) => [code, signal] as const);
  let warnings = '';
  child.stderr.on('data', (chunk) => {
    warnings += String(chunk);
  });
  return {
    child,
    said,
    warnings: () => warnings,
    until: (matches) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (said.some(matches)) resolve();
        };
        checks.add(check);
        check();
        void ended.then((how) => reject(new Error(`It ended too early, by ${how}: ${warnings}`)));
      }),
    ended,
  };
}

async function openHub(): Promise<StandInHub> {
  const hub = await startStandInHub();
  onTestFinished(() => hub.close());
  return hub;
}

const isReady = ({ ready }: Said): unknown => ready;
const durableIds = ({ said }: Host): string[] => said.flatMap(({ durable }) => durable ?? []);
const idsAt = (hub: StandInHub): string[] => hub.messages.map(({ messageId }) => messageId);

describe('a host that is told to end by SIGTERM', { timeout: 30_000 }, () => {
  it('and has no listener of its own delivers what waits, and dies by the signal', async () => {
    const hub = await openHub();
    const path = temporaryDirectory();
    const host = startHost(hub, { paths: [path] });
    await host.until(isReady);
    expect(idsAt(hub)).toEqual([]);
    host.child.kill('SIGTERM');
    expect(await host.ended).toEqual([null, 'SIGTERM']);
    expect(idsAt(hub)).toEqual(durableIds(host));
    expect(bytesIn(path)).not.toContain('Sale Completed');
    expect(host.warnings()).toBe('');
  });

  it('while the hub hangs dies at the deadline, and what waits is on disk', async () => {
    const hub = await openHub();
    hub.always('/v1/batch', () => ({ silent: true }));
    const path = temporaryDirectory();
    const host = startHost(hub, { paths: [path] });
    await host.until(isReady);
    host.child.kill('SIGTERM');
    await hub.abandoned;
    expect(await host.ended).toEqual([null, 'SIGTERM']);
    const [id = '?'] = durableIds(host);
    expect(bytesIn(path)).toContain(id);
    expect(host.warnings()).toBe('');
  });

  it('while a client never comes to an end dies all the same', async () => {
    const host = startHost(await openHub(), { hanging: 300 });
    await host.until(isReady);
    host.child.kill('SIGTERM');
    expect(await host.ended).toEqual([null, 'SIGTERM']);
  });

  it('is not put off a second time: the next signal ends it at once', async () => {
    const hub = await openHub();
    hub.always('/v1/batch', () => ({ silent: true }));
    const path = temporaryDirectory();
    const host = startHost(hub, { paths: [path], hanging: 600_000, closeOn: ['SIGTERM', 'SIGINT'] });
    await host.until(isReady);
    host.child.kill('SIGTERM');
    await host.until(({ closing }) => closing);
    host.child.kill('SIGINT');
    expect(await host.ended).toEqual([null, 'SIGINT']);
    expect(bytesIn(path)).toContain(durableIds(host)[0] ?? '?');
  });

  it.each(['on', 'once'])(
    'and has a listener of its own (%s) ends by that, with its own code',
    async (own) => {
      const hub = await openHub();
      const host = startHost(hub, { own });
      await host.until(isReady);
      host.child.kill('SIGTERM');
      await hub.waitFor(({ url }) => url.pathname === '/v1/batch');
      host.child.send('end');
      expect(await host.ended).toEqual([0, null]);
      expect(idsAt(hub)).toEqual(durableIds(host));
      expect(host.warnings()).toBe('');
    },
  );

  it('and has a listener that decides to stay stays, hears each signal once, and still has its client', async () => {
    const hub = await openHub();
    const host = startHost(hub, { own: 'stay' });
    await host.until(isReady);
    host.child.kill('SIGTERM');
    await hub.waitFor(({ url }) => url.pathname === '/v1/batch');
    host.child.send('close');
    expect(await host.ended).toEqual([0, null]);
    expect(host.said.filter(({ host: heard }) => heard)).toHaveLength(1);
    expect(idsAt(hub)).toEqual(durableIds(host));
  });

  it('and has signal-exit, which waits for everybody else to be gone, dies by the signal', async () => {
    const hub = await openHub();
    const host = startHost(hub, { own: 'signal-exit' });
    await host.until(isReady);
    host.child.kill('SIGTERM');
    expect(await host.ended).toEqual([null, 'SIGTERM']);
    expect(host.said.at(-1)).toEqual({ host: 'exit handlers' });
    expect(idsAt(hub)).toEqual(durableIds(host));
  });

  it('and has twenty clients has one listener, no warning, and all of them delivered', async () => {
    const hub = await openHub();
    const paths = Array.from({ length: 20 }, () => temporaryDirectory());
    const host = startHost(hub, { paths });
    await host.until(isReady);
    expect(host.said[0]).toEqual({ listeners: 1 });
    host.child.kill('SIGTERM');
    expect(await host.ended).toEqual([null, 'SIGTERM']);
    expect(idsAt(hub).toSorted()).toEqual(durableIds(host).toSorted());
    expect(host.warnings()).toBe('');
  });

  it('and has closed its clients has no listener of ours left', async () => {
    const host = startHost(await openHub(), { paths: [temporaryDirectory(), temporaryDirectory()] });
    await host.until(isReady);
    host.child.send('close');
    expect(await host.ended).toEqual([0, null]);
    expect(host.said.filter(({ listeners }) => listeners !== undefined)).toEqual([
      { listeners: 1 },
      { listeners: 0 },
    ]);
  });

  it('and did not want to be helped dies at once, with everything on disk', async () => {
    const hub = await openHub();
    const path = temporaryDirectory();
    const host = startHost(hub, { paths: [path], closeOn: [] });
    await host.until(isReady);
    expect(host.said[0]).toEqual({ listeners: 0 });
    host.child.kill('SIGTERM');
    expect(await host.ended).toEqual([null, 'SIGTERM']);
    expect(bytesIn(path)).toContain(durableIds(host)[0] ?? '?');
  });
});

describe('the listener', () => {
  const nothing = { drain: async () => {}, close: async () => {} };

  it('is shared with another copy of the package in the same process, and gone with the last client', async () => {
    const before = process.listenerCount('SIGHUP');
    vi.resetModules();
    const copy = await import('./process-signals.ts');
    expect(copy.closeOnSignals).not.toBe(closeOnSignals);
    const stops = [copy.closeOnSignals, closeOnSignals, copy.closeOnSignals].map((listen) =>
      listen({ signals: ['SIGHUP', 'SIGHUP'], ...nothing }),
    );
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    for (const stop of [...stops, ...stops]) stop();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)('is not there for %s, and nothing is thrown', (signal) => {
    const counts = (): number[] => ['SIGHUP', signal].map((one) => process.listenerCount(one));
    const before = counts();
    const stop = closeOnSignals({ signals: [signal, 'SIGHUP'], ...nothing });
    expect(process.listenerCount('SIGHUP')).toBe((before[0] ?? 0) + 1);
    stop();
    expect(counts()).toEqual(before);
  });
});
