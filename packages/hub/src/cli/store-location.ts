import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RialtoError } from '@rialto/core';
import type { Command } from 'commander';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

/** The options by which every command finds the store. */
export interface StoreOptions {
  readonly data?: string;
  readonly store?: string;
  readonly json?: true;
}

/** Where the store is. */
export interface StoreLocation {
  readonly url: string;
  /** The folder for what lies beside the store; undefined for `--store`. */
  readonly folder: string | undefined;
}

const defaultFolder = './data';

/** Gives a command `--data`, `--store` and `--json`. */
export const withStoreOptions = (command: Command): Command =>
  command
    .option('--data <folder>', `the folder of the embedded store (default: "${defaultFolder}")`)
    .option('--store <url>', 'a store by its address, file:./rialto.db or memory:, instead of --data')
    .option('--json', 'print one line of JSON');

/**
 * Where the options say the store is.
 *
 * @throws RialtoError `invalid-option` when they say two things
 */
export function storeLocation({ data, store }: StoreOptions): StoreLocation {
  if (data !== undefined && store !== undefined) {
    throw new RialtoError('invalid-option', 'Give --data or --store, not both.');
  }
  if (store !== undefined) return { url: store, folder: undefined };
  const folder = resolve(data ?? defaultFolder);
  return { url: `file:${join(folder, 'rialto.db')}`, folder };
}

/**
 * Opens the store, does the work and closes it.
 *
 * @param mustExist - refuse to make a new one: whoever asks an empty store has most likely mistaken the folder
 * @throws RialtoError `store-unavailable` where there is none, and what opening throws
 */
export async function withStore<Answer>(
  options: StoreOptions,
  { mustExist }: { readonly mustExist: boolean },
  work: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  const { url, folder } = storeLocation(options);
  if (mustExist && folder !== undefined && !existsSync(join(folder, 'rialto.db'))) {
    throw new RialtoError(
      'store-unavailable',
      `There is no store in ${folder}. Name its folder with --data, or make it with rialto-hub start.`,
    );
  }
  const store = openStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
