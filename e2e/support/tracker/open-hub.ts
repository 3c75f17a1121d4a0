import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePort, outputOf, startHub, startNode } from '../processes.ts';
import { type HubCollector, hubCollector } from './collectors.ts';

/** A hub whose log is looked at, in a folder of its own. */
export interface LoggedHub {
  readonly collector: HubCollector;
  readonly url: string;
  readonly writeKey: string;
  readonly secretKey: string;
  /** Ends it, and recounts its log by its own command. */
  verify(): Promise<{ readonly ok: boolean; readonly events: number }>;
  close(): Promise<void>;
}

/** Starts the real hub. */
export async function openHub(): Promise<LoggedHub> {
  const folder = await mkdtemp(join(tmpdir(), 'rialto-e2e-'));
  const data = join(folder, 'hub');
  const hub = await startHub(data, await freePort());
  const { write, secret } = await hub.keys();
  return {
    collector: hubCollector(hub, data),
    url: hub.url,
    writeKey: write,
    secretKey: secret,
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
