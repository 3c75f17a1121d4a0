import { RialtoError } from '@rialto/core';
import { newKey, storedKey } from '../auth/key.ts';
import { isOrigin, isSourceName, mixedKinds } from '../hub-options.ts';
import type { StoredKey } from '../store/store.ts';
import type { AddCommand } from './add-command.ts';
import { type CliIo, printJson } from './io.ts';
import { parseChannelOption } from './parse-channel-option.ts';
import { type StoreOptions, withStore, withStoreOptions } from './store-location.ts';

interface CreateOptions extends StoreOptions {
  readonly source: string;
  readonly channel: string;
  readonly kind: string;
  readonly origin: readonly string[];
}

/** `rialto-hub keys list | create | revoke`. A running hub learns of a change within a second. */
export const addKeysCommand: AddCommand = (program, io, done) => {
  const keys = program.command('keys').description('List, create and revoke the keys of sources.');
  withStoreOptions(keys.command('list').description('List the keys, without the keys themselves.')).action(
    async (options: StoreOptions) => {
      const list = await withStore(options, { mustExist: true }, (store) => store.listKeys());
      if (options.json) printJson(io, list.map(publicView), true);
      else printTable(io, list);
    },
  );
  withStoreOptions(
    keys
      .command('create')
      .description('Make a key. It is shown once; the hub keeps only its hash.')
      .requiredOption('--source <name>', 'the name of the sender: web-shop, till-hh-4')
      .requiredOption('--channel <channel>', 'where it meets the customer: web, store, phone, …')
      .requiredOption('--kind <kind>', 'write (public, only sends) or secret (for servers, reads too)')
      .option('--origin <url>', 'a web origin that may use it; may be repeated', collect, []),
  ).action(async (options: CreateOptions) => {
    const key = newKey(kindOf(options));
    const stored = await storedKey(key, grantOf(options));
    await withStore(options, { mustExist: false }, async (store) => {
      const ofSource = (await store.listKeys()).filter(({ source }) => source === stored.source);
      if (ofSource.some(({ kind, revokedAt }) => kind !== stored.kind && revokedAt === undefined)) {
        throw new RialtoError('invalid-option', mixedKinds(stored.source));
      }
      await store.addKey(stored);
    });
    if (options.json) printJson(io, { key, ...publicView(stored) }, true);
    else io.out(`${key}\n`);
    if (!options.json) io.err(`Shown once. Its id is ${stored.id}.\n`);
  });
  withStoreOptions(
    keys.command('revoke <id>').description('Revoke a key by its id; nothing lifts it.'),
  ).action(async (id: string, options: StoreOptions) => {
    const wasRevoked = await withStore(options, { mustExist: true }, (store) =>
      store.revokeKey(id, Date.now()),
    );
    if (options.json) printJson(io, { id, revoked: wasRevoked }, true);
    else if (wasRevoked) io.out(`${id} is revoked.\n`);
    if (!wasRevoked) io.err(`There is no such key, or it was revoked before: ${id}\n`);
    done(wasRevoked ? 0 : 1);
  });
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function kindOf({ kind }: CreateOptions): StoredKey['kind'] {
  if (kind === 'write' || kind === 'secret') return kind;
  throw new RialtoError('invalid-option', `--kind is write or secret; got ${kind}.`);
}

function grantOf(options: CreateOptions): Parameters<typeof storedKey>[1] {
  const { source, channel, origin } = options;
  if (!isSourceName(source)) {
    throw new RialtoError('invalid-option', '--source is 1 to 100 letters, digits, "-", "_", "." or ":".');
  }
  const wrong = origin.find((one) => !isOrigin(one));
  if (wrong !== undefined) {
    throw new RialtoError(
      'invalid-option',
      `--origin is scheme and host, https://shop.example.org; got ${wrong}.`,
    );
  }
  return {
    source,
    channel: parseChannelOption(channel),
    kind: kindOf(options),
    origins: origin,
    createdAt: Date.now(),
  };
}

/** What may be shown of a key: not its hash, and not what signs its tokens. */
const publicView = ({ hash: _hash, token: _token, createdAt, revokedAt, ...key }: StoredKey) => ({
  ...key,
  createdAt: new Date(createdAt).toISOString(),
  ...(revokedAt === undefined ? {} : { revokedAt: new Date(revokedAt).toISOString() }),
});

function printTable(io: CliIo, keys: readonly StoredKey[]): void {
  const rows = [
    ['id', 'kind', 'source', 'channel', 'origins', 'state'],
    ...keys.map(({ id, kind, source, channel, origins, revokedAt }) => [
      id,
      kind,
      source,
      channel,
      origins.join(' ') || 'any',
      revokedAt === undefined ? 'active' : `revoked ${new Date(revokedAt).toISOString()}`,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    io.out(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}
