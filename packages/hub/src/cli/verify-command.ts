import { verifyStore } from '../replay/verify.ts';
import type { AddCommand } from './add-command.ts';
import { describeGaps } from './describe-gaps.ts';
import { printJson } from './io.ts';
import { type StoreOptions, withStore, withStoreOptions } from './store-location.ts';

/** `rialto-hub verify`: recounts the log and compares it with what was folded from it. */
export const addVerifyCommand: AddCommand = (program, io, done) => {
  const command = program
    .command('verify')
    .description('Recount the log, replay it, and prove that profiles, identifiers and sums equal it.')
    .addHelpText(
      'after',
      `\nPrints { ok, events, profiles, identifiers, revenue, sequences }; exits with 1 where they differ.\nA gap in a sender's sequence is told and is no difference: the events may be on their way.`,
    );
  withStoreOptions(command).action(async (options: StoreOptions) => {
    const { differences, differenceCount, ...found } = await withStore(
      options,
      { mustExist: true },
      verifyStore,
    );
    const { ok, sequences } = found;
    printJson(io, ok ? found : { ...found, differenceCount, differences }, options.json === true);
    if (!options.json) for (const line of describeGaps(sequences)) io.err(`${line}\n`);
    if (!ok) io.err(`The store differs from its log in ${differenceCount} places.\n`);
    done(ok ? 0 : 1);
  });
};
