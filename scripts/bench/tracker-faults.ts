/**
 * Plays the fault scenarios of e2e/support/tracker and prints the table of the documents.
 *
 * node --conditions=rialto-source scripts/bench/tracker-faults.ts [--repetitions 20] [--scenario TEXT] [--browser Firefox] [--runs] [MODULE …]
 *
 * A MODULE exports `adapters`, a list of trackers to play beside Rialto.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ProcessDriver } from '../../e2e/support/browsers/driver.ts';
import { processBrowsers } from '../../e2e/support/browsers/launch.ts';
import type { TrackerAdapter } from '../../e2e/support/tracker/adapter.ts';
import { type FaultRow, faultTable } from '../../e2e/support/tracker/fault-table.ts';
import { type LoggedHub, openHub } from '../../e2e/support/tracker/open-hub.ts';
import { openTheatre } from '../../e2e/support/tracker/open-theatre.ts';
import { rialtoAdapter } from '../../e2e/support/tracker/rialto-adapter.ts';
import { type FaultResult, runScenario } from '../../e2e/support/tracker/run-scenario.ts';
import { type Scenario, scenarios } from '../../e2e/support/tracker/scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string', default: '' },
    browser: { type: 'string', default: 'Chromium' },
    runs: { type: 'boolean', default: false },
  },
});

/** Plays every scenario with one tracker. What it says of its progress goes to stderr. */
async function play(adapter: TrackerAdapter, hub: LoggedHub, browser: ProcessDriver): Promise<FaultRow[]> {
  const rows: FaultRow[] = [];
  const theatre = await openTheatre(adapter, hub, browser);
  for (const scenario of scenarios.filter(({ name }) => name.includes(values.scenario))) {
    const results: FaultResult[] = [];
    for (const seed of seeds()) results.push(await once(scenario, seed));
    rows.push({ tracker: adapter.name, scenario: scenario.name, results });
  }
  await theatre.proxy.close();
  return rows;

  async function once(scenario: Scenario, seed: number): Promise<FaultResult> {
    const result = await runScenario(theatre, scenario, seed);
    if (values.runs) console.error(adapter.name, scenario.name, seed, JSON.stringify(result));
    return result;
  }
}

const seeds = (): readonly number[] =>
  Array.from({ length: Number(values.repetitions) }, (_, at) => Number(values.seed) + at);

async function adaptersOf(file: string): Promise<readonly TrackerAdapter[]> {
  const module: { readonly adapters: readonly TrackerAdapter[] } = await import(
    pathToFileURL(resolve(file)).href
  );
  return module.adapters;
}

const browser = await processBrowsers.find(({ name }) => name === values.browser)?.launch();
if (!browser) throw new Error(`${values.browser} is not installed.`);
const hub = await openHub();
try {
  const others = await Promise.all(positionals.map(adaptersOf));
  const rows: FaultRow[] = [];
  for (const adapter of [rialtoAdapter(hub.writeKey), ...others.flat()])
    rows.push(...(await play(adapter, hub, browser)));
  console.log(faultTable(rows));
} finally {
  await browser.close();
  await hub.close();
}
