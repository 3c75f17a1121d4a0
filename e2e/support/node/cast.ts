import { markerOf } from '../tracker/markers.ts';
import { createOwed, type Life, type Owed } from './owed.ts';
import type { Said } from './player-words.ts';
import type { Scene, Till } from './scene.ts';
import { type Player, startPlayer } from './start-player.ts';

/** What {@link createCast} needs. */
export interface CastParts {
  /** The module of the client's adapter. */
  readonly module: string;
  readonly endpoint: string;
  readonly key: string;
  readonly run: string;
  /** The folder that outlives the processes. */
  readonly path: string;
}

/** The processes of a run, one after the other, and what they have said. */
export interface Cast {
  readonly start: Scene['start'];
  readonly owed: Owed;
  readonly problems: readonly string[];
  /** The markers of what was meant to be turned away. */
  readonly poisoned: readonly string[];
  /** What processes wrote that ended by themselves. */
  readonly deaths: readonly string[];
  /** Tracking calls that threw, and processes that did not end when they should. */
  accidents(): { readonly threw: number; readonly hung: number };
  /** The process that runs. */
  open(): Till | undefined;
  /** Kills what still runs. */
  end(): Promise<void>;
}

/** Some clients never say that they are done, and some processes never end, ms. */
const patience = 10_000;
const promisePatience = 5_000;

/** Nobody plays yet. */
export function createCast({ module, run, ...place }: CastParts): Cast {
  const owed = createOwed(run);
  const counts = { threw: 0, hung: 0 };
  const problems: string[] = [];
  const poisoned: string[] = [];
  const deaths: string[] = [];
  const expected = new Set<Player>();
  let last: Player | undefined;
  let current: Till | undefined;
  let next = 0;

  const start: Scene['start'] = async ({ under, users = 20 } = {}) => {
    const life = owed.begin();
    const progress = createProgress(life);
    const errors: string[] = [];
    const player = await startPlayer({
      ...{ module, settings: { ...place, run, users } },
      ...(under && { under }),
      complain: (text) => errors.push(text),
      hear(line) {
        if ('problem' in line) problems.push(line.problem);
        if ('threw' in line) counts.threw += 1;
        progress.hear(line);
      },
    });
    last = player;
    current = tillOf(player, life, progress);
    void player.gone.then(() => {
      progress.look();
      if (!expected.has(player) || (player.process.exitCode ?? 0) > 0)
        deaths.push(`a process died: ${errors.join('').slice(0, 1_000)}`);
      if (last === player) current = undefined;
    });
    return current;
  };

  const tillOf = (player: Player, life: Life, progress: Progress): Till => ({
    problems,
    async track(count, rate) {
      const from = next;
      next += count;
      await player.tell({ kind: 'track', from, count, rate });
    },
    async poison(poison) {
      const number = next;
      next += 1;
      poisoned.push(markerOf(run, number));
      life.poisoned(number);
      await player.tell({ kind: 'poison', number, poison });
    },
    async untilPromised(count) {
      const late = AbortSignal.timeout(promisePatience);
      late.addEventListener('abort', progress.look);
      await progress.until(
        ({ durable, tracked }) =>
          durable >= count || tracked >= count + 2_000 || player.isGone() || late.aborted,
      );
    },
    flush: async (timeout) => void (await player.tell({ kind: 'flush', timeout }, timeout + patience)),
    shift: async (by) => void (await player.tell({ kind: 'shift', by })),
    async close(timeout) {
      await player.tell({ kind: 'close', timeout }, timeout + patience);
      if (player.isGone()) return;
      expected.add(player);
      if (!(await player.leave(patience))) counts.hung += 1;
    },
    async kill() {
      expected.add(player);
      await player.kill();
      life.killed();
    },
  });

  return {
    ...{ start, owed, problems, poisoned, deaths },
    accidents: () => ({ ...counts }),
    open: () => current,
    async end() {
      if (!last || last.isGone()) return;
      expected.add(last);
      await last.kill();
    },
  };
}

interface Counts {
  tracked: number;
  durable: number;
}

/** How far a process has come. */
interface Progress {
  hear(said: Said): void;
  look(): void;
  until(condition: (counts: Counts) => boolean): Promise<void>;
}

function createProgress(life: Life): Progress {
  const counts: Counts = { tracked: 0, durable: 0 };
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watch of [...watchers]) watch();
  };
  return {
    hear(said) {
      if ('tracked' in said) {
        life.tracked(said.from, said.tracked);
        counts.tracked += said.tracked;
      } else if ('durable' in said) {
        life.durable(said.durable);
        counts.durable += said.durable.length;
      } else return;
      look();
    },
    look,
    until: (condition) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (!condition(counts)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}
