import { isRialtoError } from '@rialto/core';
import { Command, CommanderError } from 'commander';
import type { AddCommand } from './add-command.ts';
import { addConsentCommand } from './consent-command.ts';
import { addImportCommand } from './import-command.ts';
import type { CliIo } from './io.ts';
import { addKeysCommand } from './keys-command.ts';
import { addStartCommand } from './start-command.ts';
import { addVerifyCommand } from './verify-command.ts';

/** Done; failed; misused: the command was not what it takes, and nothing was done. */
const exitCodes = { done: 0, failed: 1, misused: 2 } as const;

const commands: readonly AddCommand[] = [
  addStartCommand,
  addKeysCommand,
  addImportCommand,
  addVerifyCommand,
  addConsentCommand,
];

/**
 * Runs one command line.
 *
 * @param words - what follows the program's name
 * @returns the exit code: 0 done, 1 failed, 2 misused
 * @example
 * ```ts
 * process.exitCode = await runCli(['verify', '--data', './data'], io);
 * ```
 */
export async function runCli(words: readonly string[], io: CliIo): Promise<number> {
  let code: number = exitCodes.done;
  const program = new Command('rialto-hub')
    .description('The Rialto hub: collects events of every channel and answers with the customer context.')
    .version(io.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('Add --help for what it takes.');
  for (const add of commands) {
    add(program, io, (done) => {
      code = done;
    });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.misused;
    io.err(`${error instanceof Error ? error.message : String(error)}\n`);
    const isMisuse =
      isRialtoError(error) && (error.code === 'invalid-option' || error.code === 'invalid-plan');
    return isMisuse ? exitCodes.misused : exitCodes.failed;
  }
}
