import type { Command } from 'commander';
import type { CliIo } from './io.ts';

/** Adds a command to the program; `done` takes its exit code. */
export type AddCommand = (program: Command, io: CliIo, done: (code: number) => void) => void;
