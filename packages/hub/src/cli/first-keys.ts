import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RialtoError } from '@rialto/core';
import { isUsableKey, newKey, storedKey } from '../auth/key.ts';
import type { Store } from '../store/store.ts';

/** The keys of a hub that was just set up. */
export interface FirstKeys {
  readonly write: string;
  readonly secret: string;
}

/**
 * Makes the first keys of a store that has none, and leaves them in `keys.json` for the owner of the folder alone.
 * Where the file is there already, its keys are taken: the store was made anew, and the clients keep theirs.
 *
 * @param folder - undefined: no file is written
 * @returns undefined where the store has keys
 * @throws RialtoError `invalid-option` for a `keys.json` that does not hold keys
 */
export async function makeFirstKeys(
  store: Store,
  folder: string | undefined,
): Promise<FirstKeys | undefined> {
  if ((await store.listKeys()).length > 0) return undefined;
  const file = folder === undefined ? undefined : join(folder, 'keys.json');
  const keys =
    file !== undefined && existsSync(file)
      ? readKeys(file)
      : { write: newKey('write'), secret: newKey('secret') };
  // The file first: after a crash in between the next start takes its keys.
  if (file !== undefined && !existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  }
  const grant = { origins: [], createdAt: Date.now() } as const;
  await store.addKey(await storedKey(keys.write, { ...grant, kind: 'write', source: 'web', channel: 'web' }));
  await store.addKey(
    await storedKey(keys.secret, { ...grant, kind: 'secret', source: 'server', channel: 'store' }),
  );
  return keys;
}

function readKeys(file: string): FirstKeys {
  const { write, secret } = (parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Record<string, unknown>>;
  if (typeof write === 'string' && typeof secret === 'string' && [write, secret].every(isUsableKey)) {
    return { write, secret };
  }
  throw new RialtoError(
    'invalid-option',
    `${file} does not hold { write, secret }. Move it away, and new keys are made.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
