/** What a command writes to and hears from. Results go to `out`; progress and errors to `err`. */
export interface CliIo {
  /** The version of the package. */
  readonly version: string;
  out(text: string): void;
  err(text: string): void;
  /** Whether `err` is a terminal, which can show a bar. */
  readonly hasTerminal: boolean;
  /** Calls back at every SIGINT and SIGTERM; returns the way to stop that. */
  onStop(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** The terminal that the process runs in. */
export const processIo: Omit<CliIo, 'version'> = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  hasTerminal: process.stderr.isTTY === true,
  onStop(listener) {
    for (const signal of stopSignals) process.on(signal, listener);
    return () => {
      for (const signal of stopSignals) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
};

/** Prints a result: in one line for programs, spread out for people. */
export const printJson = (io: CliIo, value: unknown, isForPrograms: boolean): void =>
  io.out(`${JSON.stringify(value, null, isForPrograms ? 0 : 2)}\n`);
