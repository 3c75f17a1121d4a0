import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { RialtoError } from '@rialto/core';
import type { Identifier } from '@rialto/core/model';
import type { Command } from 'commander';
import { prepareIdentifier } from '../ingest/prepare-identifier.ts';
import type { ConsentDossier } from '../proof/dossier.ts';
import { printDossierPage } from '../proof/print-page.ts';
import { printDossierText, wholeness } from '../proof/print-text.ts';
import { readConsentDossier } from '../read/consent-dossier.ts';
import { verifyProof } from '../replay/verify-proof.ts';
import type { AddCommand } from './add-command.ts';
import { type CliIo, printJson } from './io.ts';
import { type StoreOptions, withStore, withStoreOptions } from './store-location.ts';

interface PersonOptions extends StoreOptions {
  readonly kind?: string;
  readonly value?: string;
  readonly country?: string;
  readonly hashKey?: string;
}

interface ExportOptions extends PersonOptions {
  readonly html?: string;
}

const examples = {
  show: `
Prints how things stand and every record, newest first; exits with 1 where the chain is broken.
Example:
  rialto-hub consent show --kind email --value ada@example.org`,
  verify: `
Prints { ok, chains, records, broken }; exits with 1 where a chain is broken. Note the head that "show" prints somewhere
else: who can rewrite the whole file can rewrite every hash in it.
Examples:
  rialto-hub consent verify
  rialto-hub consent verify --kind loyalty_card --value 29123456789 --json`,
  export: `
Prints the chains with their words and hashes as JSON. With --html it writes a page to read and print instead, and the
JSON too where --json is given.
Examples:
  rialto-hub consent export --kind email --value ada@example.org > ada.json
  rialto-hub consent export --kind phone --value '0171 1234567' --country DE --html ada.html`,
} as const;

/** `rialto-hub consent show | verify | export`: the proof of what a person permitted. */
export const addConsentCommand: AddCommand = (program, io, done) => {
  const consent = program.command('consent').description('Show, verify and export the proof of consents.');
  addPersonCommand(consent, 'show', 'Show the consents of one person and every record behind them.').action(
    async (options: PersonOptions) => {
      const dossier = await dossierOf(options);
      if (options.json) printJson(io, dossier, true);
      else io.out(printDossierText(dossier, titleOf(options)));
      done(tell(dossier, io));
    },
  );
  addPersonCommand(consent, 'verify', 'Prove that no record was changed, moved or removed.').action(
    async (options: PersonOptions) => {
      const found = await verify(options);
      const { brokenCount, ...shown } = found;
      printJson(io, found.ok ? shown : found, options.json === true);
      if (brokenCount > 0) io.err(`The consent records are broken in ${brokenCount} places.\n`);
      done(found.ok ? 0 : 1);
    },
  );
  addPersonCommand(consent, 'export', 'Export the proof of one person’s consents.')
    .option('--html <file>', 'write a page to read and print into this file')
    .action(async (options: ExportOptions) => {
      const dossier = await dossierOf(options);
      if (options.html !== undefined) writePage(options.html, printDossierPage(dossier, titleOf(options)));
      if (options.html === undefined || options.json) printJson(io, dossier, options.json === true);
      done(tell(dossier, io));
    });
};

function addPersonCommand(consent: Command, name: keyof typeof examples, description: string): Command {
  return withStoreOptions(
    consent
      .command(name)
      .description(description)
      .option('--kind <kind>', 'the kind of identifier: email, phone, userId, loyalty_card, …')
      .option('--value <value>', 'the identifier, as people write it, or as hash')
      .option('--country <code>', 'the country of phone numbers that name none: DE')
      .option('--hash-key <file>', 'the file of the key with which the hub hashes contacts, where it has one')
      .addHelpText('after', examples[name]),
  );
}

async function dossierOf(options: PersonOptions): Promise<ConsentDossier> {
  const identifier = await identifierOf(options);
  if (!identifier) throw misuse('Say whose: --kind email --value ada@example.org.');
  const dossier = await withStore(options, { mustExist: true }, (store) =>
    readConsentDossier(store, identifier, Date.now()),
  );
  if (!dossier) throw unknown(options);
  return dossier;
}

async function verify(options: PersonOptions) {
  const identifier = await identifierOf(options);
  const found = await withStore(options, { mustExist: true }, (store) => verifyProof(store, identifier));
  if (!found) throw unknown(options);
  return found;
}

/** What contacts a person is kept by hash: it may be given as it is known, or as it stands in a record. */
const isHash = /^(sha256|hmac):[0-9a-f]{64}$/;

async function identifierOf({
  kind,
  value,
  country,
  hashKey,
}: PersonOptions): Promise<Identifier | undefined> {
  if (kind === undefined && value === undefined) return undefined;
  if (!kind || !value) throw misuse('--kind and --value go together.');
  if (isHash.test(value)) return { kind, value };
  const prepared = await prepareIdentifier(
    { kind, value },
    { country: countryOf(country), hashKey: keyIn(hashKey) },
  );
  if (prepared.ok) return prepared.value;
  // Never the value: it is personal, and this goes to logs.
  throw misuse(`--value: ${prepared.issues.map(({ message }) => message).join('; ')}.`);
}

function countryOf(country: string | undefined): string | undefined {
  if (country === undefined || /^[A-Z]{2}$/.test(country)) return country;
  throw misuse('--country is two capitals, such as DE.');
}

function keyIn(file: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (file === undefined) return undefined;
  if (!existsSync(file)) throw misuse(`There is no file ${file}.`);
  const key = new Uint8Array(readFileSync(file));
  if (key.byteLength < 16) throw misuse('--hash-key is a file of 16 bytes or more.');
  return key;
}

const titleOf = ({ kind, value }: PersonOptions): string => `${kind} ${value}`;

/** For the owner alone: it is about a person. */
function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, '', { mode: 0o600 });
    // A file that was there keeps its own mode: it is closed before anything personal is in it.
    chmodSync(file, 0o600);
    writeFileSync(file, page);
  } catch (error) {
    throw misuse(
      `--html: ${file} cannot be written (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}

function tell(dossier: ConsentDossier, io: CliIo): number {
  if (dossier.whole) return 0;
  io.err(`${wholeness(dossier)}\n`);
  return 1;
}

const misuse = (message: string): RialtoError => new RialtoError('invalid-option', message);
const unknown = ({ kind }: PersonOptions): Error => new Error(`Nobody in this store has this ${kind}.`);
