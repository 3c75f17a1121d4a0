/**
 * `pnpm bench:node-faults`: plays the fault scenarios of e2e/support/node with Rialto and with others, and prints the
 * table of docs/benchmarks.md.
 */
import { parseArgs } from 'node:util';
import { type NodeRow, nodeFaultSummary, nodeFaultTable } from '../../e2e/support/node/node-fault-table.ts';
import { openNodeHub } from '../../e2e/support/node/open-node-hub.ts';
import { peerContenders } from '../../e2e/support/node/peers/contenders.ts';
import { playAtOnce } from '../../e2e/support/node/play-at-once.ts';
import { rialtoContender } from '../../e2e/support/node/rialto-contender.ts';
import {
  type NodeContender,
  type NodeResult,
  type NodeTheatre,
  runNodeScenario,
} from '../../e2e/support/node/run-node-scenario.ts';
import { nodeScenarios } from '../../e2e/support/node/scenarios.ts';
import type { NodeScenario } from '../../e2e/support/node/scene.ts';

const help = `pnpm bench:node-faults [options]

Plays what loses events on servers and tills (kills, outages, refusals, resets, lost answers, one bad message, a full disk, a clock that
jumps, a slow hub) with a client in a process of its own, and prints how many events were lost, stored twice and sent twice.
Rialto speaks to the real hub, the others to a collector of their own wire that takes everything.

  --repetitions N    of each scenario, each with a seed of its own (10)
  --scenario TEXT    those whose name holds it
  --client TEXT      those whose name holds it
  --outage N         how long the hub is away, seconds (20)
  --patience N       how long a client may take by itself to bring what is left, seconds; then it is told to flush (45)
  --at-once N        how many runs are played at once (4)
  --runs             says each run's figures, too
  --help             this text

Progress goes to stderr. One run takes 3 to 60 seconds, and several are played at once: 10 of each scenario with
Rialto about 15 minutes. The exit code is 1 if Rialto lost anything, or anything stood in the hub's log twice.
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    repetitions: { type: 'string', default: '10' },
    scenario: { type: 'string', default: '' },
    client: { type: 'string', default: '' },
    outage: { type: 'string', default: '20' },
    patience: { type: 'string', default: '45' },
    'at-once': { type: 'string', default: '4' },
    runs: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(help);
  process.exit(0);
}

const repetitions = Number(values.repetitions);
const tempo = { outage: Number(values.outage) * 1_000, patience: Number(values.patience) * 1_000 };
const scenarios = nodeScenarios.filter(({ name }) => name.includes(values.scenario));

/** Plays every scenario with one client. */
async function play(theatre: NodeTheatre): Promise<NodeRow[]> {
  const { contender } = theatre;
  const isOurs = contender.collector === 'hub';
  const applies = scenarios.filter(({ onlyRialto }) => isOurs || onlyRialto === undefined);
  async function once(scenario: NodeScenario, seed: number): Promise<NodeResult> {
    const result = await runNodeScenario(theatre, scenario, seed);
    const isWrong = isOurs && (result.wrong.length > 0 || result.owed > 0);
    if (values.runs || isWrong) console.error(contender.name, scenario.name, seed, JSON.stringify(result));
    return result;
  }
  const resultsOf = playAtOnce(applies, repetitions, once, Number(values['at-once']));
  const rows: NodeRow[] = [];
  for (const { name, onlyRialto } of scenarios) {
    const isPlayed = isOurs || onlyRialto === undefined;
    const results = isPlayed ? await resultsOf(name) : [];
    rows.push({ client: contender.name, scenario: name, results, ...(!isPlayed && { because: onlyRialto }) });
    if (isPlayed) console.error(`${contender.name}: ${name}`);
  }
  return rows;
}

const hasFailed = ({ results }: NodeRow): boolean =>
  results.some(({ owed, duplicates, died, threw, hung, wrong }) =>
    [owed, duplicates, died, threw, hung, wrong.length].some((count) => count > 0),
  );

const hub = await openNodeHub();
try {
  const contenders: readonly NodeContender[] = [rialtoContender, ...peerContenders];
  const rows: NodeRow[] = [];
  for (const contender of contenders.filter(({ name }) => name.includes(values.client)))
    rows.push(...(await play({ contender, hub, tempo })));
  console.log(nodeFaultSummary(rows));
  console.log(`\n† A process ended by itself.\n\n${nodeFaultTable(rows)}`);
  process.exitCode = rows.some((row) => row.client === rialtoContender.name && hasFailed(row)) ? 1 : 0;
} finally {
  await hub.close();
}
