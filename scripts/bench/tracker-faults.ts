/**
 * `pnpm bench:tracker-faults`: plays the fault scenarios of e2e/support/tracker with Rialto and with others, and prints the
 * table of docs/benchmarks.md.
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

const help = `pnpm bench:tracker-faults [options] [MODULE …]

Plays what loses events elsewhere (a closed page, a hub that is down, no network, two tabs, a killed browser) in a real browser,
and prints how many events were lost, stored twice and sent twice. A MODULE exports \`adapters\`, further trackers to play:
scripts/bench/peers/adapters.ts has five.

  --repetitions N    of each scenario, each with a seed of its own (20)
  --seed N           the first seed (1)
  --scenario TEXT    those whose name holds it
  --tracker TEXT     those whose name holds it
  --browser NAME     Chromium or Firefox (Chromium)
  --runs             says each run's figures, too
  --help             this text

Progress goes to stderr. One run takes 3 to 8 seconds: 20 of each scenario with Rialto about 10 minutes.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    tracker: { type: 'string', default: '' },
    repetitions: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string', default: '' },
    browser: { type: 'string', default: 'Chromium' },
    runs: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(help);
  process.exit(0);
}

/** Plays every scenario with one tracker. What it says of its progress goes to stderr. */
async function play(adapter: TrackerAdapter, hub: LoggedHub, browser: ProcessDriver): Promise<FaultRow[]> {
  const rows: FaultRow[] = [];
  const theatre = await openTheatre(adapter, hub, browser);
  for (const scenario of scenarios.filter(({ name }) => name.includes(values.scenario))) {
    console.error(`${adapter.name}: ${scenario.name}`);
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
  const adapters = [rialtoAdapter(hub.writeKey), ...others.flat()];
  for (const adapter of adapters.filter(({ name }) => name.includes(values.tracker)))
    rows.push(...(await play(adapter, hub, browser)));
  console.log(faultTable(rows));
} finally {
  await browser.close();
  await hub.close();
}
