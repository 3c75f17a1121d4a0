import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@rialto/core/testing';
import type { Collector } from '../tracker/collectors.ts';
import { countWire } from '../tracker/wire.ts';
import { createCast } from './cast.ts';
import { startNodeFaultProxy } from './fault-proxy.ts';
import { noFault } from './faults.ts';
import { wrongOrder } from './look-at-log.ts';
import { type NodeHub, openNodeHub } from './open-node-hub.ts';
import type { NodeScenario, Scene, Tempo } from './scene.ts';

/** What came of one run. */
export interface NodeResult {
  readonly tracked: number;
  /** Of these the client has said that they outlive the process. */
  readonly promised: number;
  /** Events that are not in the collector's log in the end, and those of them that the client owes: all but those that a killed process had not promised. */
  readonly lost: number;
  readonly owed: number;
  /** Times that an event stands in the log once more. */
  readonly duplicates: number;
  /** Events over the wire, and those of them that were needless. */
  readonly sent: number;
  readonly twice: number;
  /** Events that had arrived before anybody asked for a flush. */
  readonly before: number;
  /** Processes that ended by themselves, tracking calls that threw, and processes that did not end when they should. */
  readonly died: number;
  readonly threw: number;
  readonly hung: number;
  /** What the scenario found besides. */
  readonly wrong: readonly string[];
}

/** A client under test. */
export interface NodeContender {
  readonly name: string;
  /** The module that exports `open`. */
  readonly module: string;
  /** What takes its events: the real hub, or a collector of its maker's wire. */
  readonly collector: 'hub' | (() => Collector);
}

/** Where runs are played. */
export interface NodeTheatre {
  readonly contender: NodeContender;
  /** The hub that runs share which do not kill theirs. */
  readonly hub: NodeHub;
  readonly tempo: Tempo;
}

let runs = 0;

/** Plays a scenario once, brings home what is left, and counts. */
export async function runNodeScenario(
  { contender, hub: shared, tempo }: NodeTheatre,
  scenario: NodeScenario,
  seed: number,
): Promise<NodeResult> {
  runs += 1;
  const run = `${process.pid.toString(36)}r${runs.toString(36)}r${seed.toString(36)}`;
  const folder = await mkdtemp(join(tmpdir(), 'rialto-queue-'));
  const isHub = contender.collector === 'hub';
  const hub = isHub ? (scenario.ownHub ? await openNodeHub() : shared) : undefined;
  const collector = hub ?? (contender.collector as () => Collector)();
  const proxy = await startNodeFaultProxy(collector);
  const path = join(folder, 'queue');
  const { module } = contender;
  const cast = createCast({ module, run, path, endpoint: proxy.url, key: hub?.key ?? 'bench' });
  const notes: string[] = [];
  const scene: Scene = {
    ...{ proxy, tempo, hub, seed, path },
    // Small seeds lie close together, and so would their first numbers.
    random: seededRandom(Math.imul(seed, 0x9e3779b1)),
    start: cast.start,
    hasArrived: () => cast.owed.every(countWire(proxy.wire, () => true).taken),
    hubDown: async () => void (await Promise.all([proxy.down(), scenario.ownHub && hub?.kill()])),
    async hubUp() {
      if (scenario.ownHub) await hub?.restart();
      await proxy.up();
    },
    note: (text) => void notes.push(text),
  };
  try {
    await scenario.play(scene);
    proxy.usually(noFault);
    const last = cast.open() ?? (await cast.start());
    await proxy.until(scene.hasArrived, tempo.patience);
    const takenNow = (): number => countWire(proxy.wire, cast.owed.isTracked).taken.size;
    const before = takenNow();
    // On a machine that is busy a flush may end before all is sent: what still comes is not lost.
    for (let taken = -1; taken < takenNow() && !scene.hasArrived(); ) {
      taken = takenNow();
      await last.flush(20_000);
    }
    await last.flush(20_000);
    await proxy.judged();
    await last.close(5_000);
    await proxy.judged();
    const { sent, twice } = countWire(proxy.wire, cast.owed.isTracked);
    const sales = hub?.sales(run) ?? [];
    const logged = (hub ? sales.map(({ marker }) => marker) : collector.log()).filter(cast.owed.isTracked);
    const counts = cast.owed.count(new Set(logged));
    const { problems, poisoned } = cast;
    return {
      ...counts,
      ...{ sent, twice, before },
      duplicates: logged.length - new Set(logged).size,
      ...cast.accidents(),
      died: cast.deaths.length,
      wrong: [
        ...cast.deaths,
        ...notes,
        ...wrongOrder(sales),
        ...(isHub && counts.owed > 0 ? [`${counts.owed} lost; reported: ${tally(problems)}`] : []),
        // Only ours keeps dead letters and times that can be looked at.
        ...(isHub ? ((await scenario.check?.({ scene, run, problems, poisoned })) ?? []) : []),
      ],
    };
  } finally {
    await cast.end();
    await proxy.close();
    if (hub && hub !== shared) await hub.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const tally = (problems: readonly string[]): string =>
  Object.entries(Object.groupBy(problems, (problem) => problem))
    .map(([problem, all]) => `${problem} ${all?.length}×`)
    .join(', ') || 'nothing';
