import type { CliIo } from '../src/cli/io.ts';

/** A terminal for tests: it remembers what is printed, and is stopped by hand. */
export function captureIo(): CliIo & {
  stdout(): string;
  stderr(): string;
  stop(): void;
  readonly exits: number[];
} {
  let out = '';
  let err = '';
  const exits: number[] = [];
  const listeners = new Set<() => void>();
  return {
    version: '1.2.3',
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    hasTerminal: false,
    onStop(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
    stdout: () => out,
    stderr: () => err,
    stop: () => {
      for (const listener of listeners) listener();
    },
    exits,
  };
}
