import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { isRialtoError, RialtoError } from '@rialto/core';
import { createHub, type Hub } from '../hub.ts';
import { resolveHubOptions } from '../hub-options.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { AddCommand } from './add-command.ts';
import { type FirstKeys, makeFirstKeys } from './first-keys.ts';
import { type CliIo, printJson } from './io.ts';
import { loadPlan } from './load-plan.ts';
import { type StoreOptions, storeLocation, withStoreOptions } from './store-location.ts';

interface StartOptions extends StoreOptions {
  readonly port: string;
  readonly host: string;
  readonly plan?: string;
  readonly country?: string;
}

/** `rialto-hub start`: runs until SIGINT or SIGTERM; a second one ends it at once. */
export const addStartCommand: AddCommand = (program, io, done) => {
  const command = program
    .command('start')
    .description('Start the hub and print its address. At its first start it prints its keys, once.')
    .option('--port <number>', 'the port; 0 takes any that is free', '4180')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--plan <file>', 'a module whose default export is a plan of definePlan (default: retailPlan)')
    .option('--country <code>', 'the country of phone numbers that name none: DE');
  withStoreOptions(command).action(async (options: StartOptions) => done(await start(options, io)));
};

async function start(options: StartOptions, io: CliIo): Promise<number> {
  const port = parsePort(options.port);
  const plan = options.plan === undefined ? undefined : await loadPlan(options.plan);
  const { url, folder } = storeLocation(options);
  const { country } = options;
  const hubOptions = {
    store: url,
    ...(plan ? { plan } : {}),
    ...(country === undefined ? {} : { country }),
    onFault: (error: unknown) => io.err(`${describe(error)}\n`),
  };
  // Misuse is found before a file is made.
  resolveHubOptions(hubOptions);
  const store = openStore(url);
  try {
    const keys = await makeFirstKeys(store, folder);
    if (keys && !options.json) printKeys(io, keys, folder);
    const hub = createHub({ ...hubOptions, store });
    const server = await listen(hub, port, options.host);
    // Heard from the first moment on: whoever reads the address may stop us at once.
    const stopped = untilStopped(io);
    const address = addressOf(server);
    if (options.json) printJson(io, { url: address, ...(keys ? { keys } : {}) }, true);
    else io.out(`Rialto hub on ${address}\n`);
    await stopped;
    await stop(server, hub, store);
    return 0;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new RialtoError('invalid-option', `--port is a number from 0 to 65535; got ${text}.`);
}

async function listen(hub: Hub, port: number, hostname: string): Promise<Server> {
  const server = serve({ fetch: hub.fetch, port, hostname }) as Server;
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const hint = code === 'EADDRINUSE' ? ' Something listens there already; take another --port.' : '';
    throw new Error(`The hub cannot listen on ${hostname}:${port} (${code}).${hint}`, { cause: error });
  }
}

function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function printKeys(io: CliIo, { write, secret }: FirstKeys, folder: string | undefined): void {
  io.out(`write key   ${write}\nsecret key  ${secret}\n`);
  io.out(folder === undefined ? 'Shown once.\n' : `Shown once; they are in ${folder}/keys.json too.\n`);
}

/** Resolves at the first signal; from then on the next one ends the process. */
function untilStopped(io: CliIo): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    io.onStop(() => {
      signals += 1;
      if (signals > 1) io.exit(1);
      resolve();
    });
  });
}

/** How long connections may take to finish, milliseconds. */
const grace = 3_000;

async function stop(server: Server, hub: Hub, store: Store): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A client that dawdles over its body must not hold up the end.
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await hub.close();
  await store.close();
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}

/** A fault for the operator: known ones in a line, others with their stack. */
const describe = (error: unknown): string => {
  if (isRialtoError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
