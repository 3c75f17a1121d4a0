import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../processes.ts';

/** What a server found behind the doors of the package. */
export interface OpenedDoors {
  /** The names of each door by import, and by require. */
  readonly doors: Readonly<Record<string, readonly [readonly string[], readonly string[]]>>;
  /** Globals that only the main door and the scripts can have made. */
  readonly newGlobals: readonly string[];
  /** What became of an event that a server tracked, by each of the two. */
  readonly tracked: readonly unknown[];
}

/** As a framework does it on its server: by import, and by require where it bundles to CommonJS. */
const program = `
  import { createRequire } from 'node:module';
  const require = createRequire(import.meta.url);
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  const doors = {};
  const open = async (door) => {
    const opened = [await import(door), require(door)];
    doors[door] = opened.map((found) => Object.keys(found).filter((name) => name !== 'module.exports').sort());
    return opened;
  };
  const tracked = [];
  for (const { createTracker, pageViews, sessions } of await open('@rialto/browser')) {
    const rialto = createTracker({ endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web', capture: [sessions(), pageViews()] });
    tracked.push(await rialto.track('Product Viewed', { product_id: 'A1' }).delivered);
    await rialto.close();
  }
  for (const script of ['snippet.js', 'global.js', 'captures.global.js']) await import('@rialto/browser/' + script);
  const newGlobals = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
  // Last, for zod has globals of its own; that they are not there before shows that the main door does without.
  await open('@rialto/browser/validate');
  console.log(JSON.stringify({ doors, newGlobals, tracked }));
`;

/**
 * Opens every door in a process that resolves by a condition, and waits until the process ends by itself.
 * Core comes from its sources, so that no build of it is needed.
 */
export async function openOnServer(home: string, condition: string): Promise<OpenedDoors> {
  const file = join(home, `open-${condition}.mjs`);
  await writeFile(file, program);
  const conditions = ['rialto-source', condition].map((name) => `--conditions=${name}`);
  const child = spawn(
    process.execPath,
    [...conditions, '--wasm-wrapper-tiering-budget=2147483647', '--no-warnings', file],
    { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return JSON.parse(await outputOf(child));
}
