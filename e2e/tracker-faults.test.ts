import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessDriver } from './support/browsers/driver.ts';
import { launchProcess } from './support/browsers/launch.ts';
import { type FaultRow, faultTable, sumResults, twiceShare } from './support/tracker/fault-table.ts';
import { type LoggedHub, openHub } from './support/tracker/open-hub.ts';
import { openTheatre } from './support/tracker/open-theatre.ts';
import { rialtoAdapter } from './support/tracker/rialto-adapter.ts';
import { type FaultResult, runScenario, type Theatre } from './support/tracker/run-scenario.ts';
import { scenarios } from './support/tracker/scenarios.ts';

// `REPETITIONS=20` plays each scenario twenty times; the table of the documents is made by scripts/bench/tracker-faults.ts.
const repetitions = Number(process.env.REPETITIONS ?? 3);
const rows: FaultRow[] = [];
let browser: ProcessDriver;
let hub: LoggedHub;
let theatre: Theatre;

beforeAll(async () => {
  const [launched, started] = await Promise.all([launchProcess('Chromium'), openHub()]);
  if (!launched) throw new Error('Chromium is not installed.');
  [browser, hub] = [launched, started];
  theatre = await openTheatre(rialtoAdapter(hub.writeKey), hub, browser);
}, 60_000);
afterAll(async () => {
  console.log(faultTable(rows));
  await browser?.close();
  await theatre?.proxy.close();
  await hub?.close();
});

describe('a tracker under faults', { timeout: repetitions * 60_000 }, () => {
  it.each(scenarios)('loses nothing and counts nothing twice: $name', async (scenario) => {
    const results: FaultResult[] = [];
    for (let seed = 1; seed <= repetitions; seed += 1)
      results.push(await runScenario(theatre, scenario, seed));
    rows.push({ tracker: 'Rialto', scenario: scenario.name, results });
    const total = sumResults(results);
    expect(scenario.isKilled ? total.lostDurable : total.lost).toBe(0);
    expect(total.duplicates).toBe(0);
    expect(twiceShare(total)).toBeLessThanOrEqual(5);
  });

  it('leaves a log from which the hub can recount everything', async () => {
    const inLog = hub.collector.log().length;
    expect(await hub.verify()).toMatchObject({ ok: true, events: inLog });
  });
});
