import { SingleBar } from 'cli-progress';
import type { CliIo } from './io.ts';

/** Shows how far a long command is. */
export interface Progress {
  /** @param share - from 0 to 1 */
  update(share: number, rows: number): void;
  stop(): void;
}

/** Rows between two lines where no bar can be drawn. */
const lineEvery = 10_000;

/** A bar on a terminal, a plain line now and then elsewhere. */
export const createProgress = (io: CliIo): Progress => (io.hasTerminal ? createBar() : createLines(io));

function createBar(): Progress {
  const bar = new SingleBar({
    format: 'importing |{bar}| {percentage} %, {rows} rows, {eta_formatted} left',
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  bar.start(100, 0, { rows: 0 });
  return {
    update: (share, rows) => bar.update(Math.floor(share * 100), { rows }),
    stop: () => bar.stop(),
  };
}

function createLines(io: CliIo): Progress {
  let next = lineEvery;
  return {
    update(share, rows) {
      if (rows < next) return;
      next = (Math.floor(rows / lineEvery) + 1) * lineEvery;
      io.err(`importing: ${rows} rows, ${Math.floor(share * 100)} % of the file\n`);
    },
    stop() {},
  };
}
