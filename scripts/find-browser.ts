/**
 * Finds a Chromium-like browser for the tests. Used by `scripts/test.ts`, which installs one where there is none,
 * and by `vitest.workspace.ts`, so that a bare `vitest` finds the same browser.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Chromium as root has no sandbox, and the tests need no talk with its maker. */
export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface BrowserSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Is there a browser at this path that starts? */
  readonly works: (path: string) => boolean;
  /** Where playwright keeps the browser it downloads, if it was asked to. */
  readonly downloaded?: () => Promise<string>;
}

const thisMachine: BrowserSearch = {
  env: process.env,
  platform: process.platform,
  works: startsHere,
  downloaded: async () => (await import('playwright')).chromium.executablePath(),
};

/** The path of a browser that starts, or undefined. A CHROMIUM_PATH that does not work is a mistake, so it throws. */
export async function findBrowser(search: BrowserSearch = thisMachine): Promise<string | undefined> {
  const named = search.env.CHROMIUM_PATH;
  if (named) {
    if (search.works(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, but no browser starts there. Correct it, or unset it.`);
  }
  const found = usualPlaces(search).find((path) => search.works(path));
  if (found || !search.downloaded) return found;
  const downloaded = await search.downloaded();
  return search.works(downloaded) ? downloaded : undefined;
}

export function usualPlaces({ env, platform }: Pick<BrowserSearch, 'env' | 'platform'>): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  if (platform === 'darwin') {
    return [
      ...onPath,
      ...['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
        (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
      ),
    ];
  }
  if (platform === 'win32') {
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((root) =>
      root
        ? [
            `${root}\\Google\\Chrome\\Application\\chrome.exe`,
            `${root}\\Microsoft\\Edge\\Application\\msedge.exe`,
          ]
        : [],
    );
  }
  return onPath;
}

function startsHere(path: string): boolean {
  if (!existsSync(path)) return false;
  // On Windows `--version` opens a window. Elsewhere it tells a browser from a stub that only asks for an install.
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
