/**
 * Finds a Chromium-like browser, and Firefox, for the tests. Used by `scripts/test.ts`, which installs what is not there,
 * and by `vitest.workspace.ts`, so that a bare `vitest` finds the same browser.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One kind of browser: the variable that names its path, and where it usually lies. */
interface BrowserKind {
  readonly variable: string;
  readonly commands: readonly string[];
  /** Under /Applications. */
  readonly macPaths: readonly string[];
  /** Under the folders for programs. */
  readonly windowsPaths: readonly string[];
}

const chromium: BrowserKind = {
  variable: 'CHROMIUM_PATH',
  commands: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
  ],
  macPaths: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) => `${app}.app/Contents/MacOS/${app}`),
  windowsPaths: ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'],
};

const firefox: BrowserKind = {
  variable: 'FIREFOX_PATH',
  commands: ['firefox-esr', 'firefox'],
  macPaths: ['Firefox.app/Contents/MacOS/firefox'],
  windowsPaths: ['Mozilla Firefox\\firefox.exe'],
};

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

/** The path of a Chromium that starts, or undefined. A CHROMIUM_PATH that does not work is a mistake, so it throws. */
export const findBrowser = (search: BrowserSearch = thisMachine): Promise<string | undefined> =>
  find(chromium, search);

/** The path of a Firefox that starts, or undefined. A FIREFOX_PATH that does not work is a mistake, so it throws. */
export const findFirefox = (search: BrowserSearch = thisMachine): Promise<string | undefined> =>
  find(firefox, { env: search.env, platform: search.platform, works: search.works });

async function find(kind: BrowserKind, search: BrowserSearch): Promise<string | undefined> {
  const named = search.env[kind.variable];
  if (named) {
    if (search.works(named)) return named;
    throw new Error(`${kind.variable} is ${named}, but no browser starts there. Correct it, or unset it.`);
  }
  const found = usualPlaces(search, kind).find((path) => search.works(path));
  if (found || !search.downloaded) return found;
  const downloaded = await search.downloaded();
  return search.works(downloaded) ? downloaded : undefined;
}

export function usualPlaces(
  { env, platform }: Pick<BrowserSearch, 'env' | 'platform'>,
  { commands, macPaths, windowsPaths }: BrowserKind = chromium,
): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  if (platform === 'darwin') {
    return [...onPath, ...macPaths.map((path) => `/Applications/${path}`)];
  }
  if (platform === 'win32') {
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((root) =>
      root ? windowsPaths.map((path) => `${root}\\${path}`) : [],
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
