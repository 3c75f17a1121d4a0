import { verifyStore } from '../replay/verify.ts';
import type { AddCommand } from './add-command.ts';
import { printJson } from './io.ts';
import { type StoreOptions, withStore, withStoreOptions } from './store-location.ts';

/** `rialto-hub verify`: recounts the log and compares it with what was folded from it. */
export const addVerifyCommand: AddCommand = (program, io, done) => {
  const command = program
    .command('verify')
    .description('Recount the log, replay it, and prove that profiles, identifiers and sums equal it.')
    .addHelpText(
      'after',
      '\nPrints { ok, events, profiles, identifiers, revenue }; exits with 1 where they differ.',
    );
  withStoreOptions(command).action(async (options: StoreOptions) => {
    const { ok, events, profiles, identifiers, revenue, differences, differenceCount } = await withStore(
      options,
      { mustExist: true },
      verifyStore,
    );
    const counts = { ok, events, profiles, identifiers, revenue };
    printJson(io, ok ? counts : { ...counts, differenceCount, differences }, options.json === true);
    if (!ok) io.err(`The store differs from its log in ${differenceCount} places.\n`);
    done(ok ? 0 : 1);
  });
};
