import type { MemorySample } from './memory-line.ts';
import { rialtoContender } from './rialto-contender.ts';
import type { SoakLedger } from './soak-ledger.ts';
import { type Player, startPlayer } from './start-player.ts';

/** A till of a soak, over all of its processes. */
export interface SoakTill {
  /** Starts its process, and has it track until it is told otherwise. */
  begin(): Promise<void>;
  kill(): Promise<void>;
  /** No more events; sends what waits, and ends the process. */
  finish(flushTimeout: number): Promise<void>;
  readonly samples: readonly MemorySample[];
  /** What its clients have reported, and how often. */
  readonly problems: ReadonlyMap<string, number>;
  /** Processes that ended by themselves, or did not end when they should. */
  readonly accidents: readonly string[];
  stop(): Promise<void>;
}

/** How a soak's till is made. */
export interface SoakTillParts {
  readonly run: string;
  readonly ledger: SoakLedger;
  readonly endpoint: string;
  readonly key: string;
  readonly path: string;
  /** Events a second. */
  readonly rate: number;
  /** When the soak began, by `performance.now()`. */
  readonly began: number;
}

/** Far enough from the last number that was told of: what a killed process tracked without saying so must not be tracked again. */
const gap = 10_000;
const mebi = 1024 * 1024;

export function createSoakTill(parts: SoakTillParts): SoakTill {
  const { run, ledger, rate, began, ...place } = parts;
  const samples: MemorySample[] = [];
  const problems = new Map<string, number>();
  const accidents: string[] = [];
  const note = (problem: string): void => void problems.set(problem, (problems.get(problem) ?? 0) + 1);
  let player: Player | undefined;
  let next = 0;
  let errors = '';
  const expected = new Set<Player>();

  async function begin(): Promise<void> {
    const started = await startPlayer({
      module: rialtoContender.module,
      settings: { ...place, run, users: 5_000, sampleEvery: 1_000 },
      complain(text) {
        errors = (errors + text).slice(-2_000);
      },
      hear(said) {
        if ('tracked' in said) {
          ledger.tracked(said.from, said.tracked);
          next = said.from + said.tracked;
        }
        if ('durable' in said) ledger.durable(said.durable);
        if ('problem' in said) note(said.problem);
        if ('threw' in said) accidents.push(`track threw: ${said.threw}`);
        if ('rss' in said) samples.push({ at: (performance.now() - began) / 1_000, memory: said.rss / mebi });
      },
    });
    player = started;
    void started.gone.then(() => {
      if (!expected.has(started)) accidents.push(`a process died: ${errors}`);
    });
    void started.tell({ kind: 'track', from: next, count: Number.MAX_SAFE_INTEGER, rate });
  }

  async function kill(): Promise<void> {
    if (!player) return;
    expected.add(player);
    await player.kill();
    ledger.killed();
    next += gap;
  }

  return {
    samples,
    problems,
    accidents,
    begin,
    kill,
    async finish(timeout) {
      if (!player) return;
      await player.tell({ kind: 'stop' });
      await player.tell({ kind: 'flush', timeout });
      await player.tell({ kind: 'close', timeout: 10_000 });
      if (player.isGone()) return;
      expected.add(player);
      if (!(await player.leave(20_000))) accidents.push('a process did not end');
    },
    async stop() {
      if (!player) return;
      expected.add(player);
      await player.kill();
    },
  };
}
