import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NodeRow, nodeFaultTable, sumNodeResults } from './support/node/node-fault-table.ts';
import { type NodeHub, openNodeHub } from './support/node/open-node-hub.ts';
import { playAtOnce } from './support/node/play-at-once.ts';
import { rialtoContender } from './support/node/rialto-contender.ts';
import { type NodeResult, runNodeScenario } from './support/node/run-node-scenario.ts';
import { nodeScenarios } from './support/node/scenarios.ts';

// `REPETITIONS=10` plays each scenario ten times, `SCENARIO=disk` those whose name holds it; the table of the documents is made by scripts/bench/node-faults.ts.
const repetitions = Number(process.env.REPETITIONS ?? 2);
const scenarios = nodeScenarios.filter(({ name }) => name.includes(process.env.SCENARIO ?? ''));
const tempo = { outage: 2_500, patience: 4_000 };
const rows: NodeRow[] = [];
let hub: NodeHub;
let play: (name: string) => Promise<readonly NodeResult[]>;

beforeAll(async () => {
  hub = await openNodeHub();
  const theatre = { contender: rialtoContender, hub, tempo };
  play = playAtOnce(scenarios, repetitions, (scenario, seed) => runNodeScenario(theatre, scenario, seed));
}, 60_000);
afterAll(async () => {
  console.log(nodeFaultTable(rows));
  await hub?.close();
});

describe('a till under faults', { timeout: repetitions * 60_000 }, () => {
  it.each(scenarios)('loses nothing and counts nothing twice: $name', async ({ name }) => {
    const results = await play(name);
    rows.push({ client: 'Rialto', scenario: name, results });
    const total = sumNodeResults(results);
    expect(total.promised).toBeGreaterThan(0);
    expect((100 * total.twice) / total.tracked).toBeLessThanOrEqual(5);
    expect(total).toMatchObject({
      ...{ owed: 0, duplicates: 0, died: 0, threw: 0, hung: 0 },
      wrong: [],
    });
  });

  it('leaves a log from which the hub can recount everything, and no gap but for what no hub was shown', async () => {
    const { ok, sequences } = await hub.verify();
    expect(ok).toBe(true);
    const missing = sequences.reduce((sum, { missingCount }) => sum + missingCount, 0);
    expect(missing).toBe(scenarios.reduce((sum, { gaps = 0 }) => sum + gaps * repetitions, 0));
  });
});
