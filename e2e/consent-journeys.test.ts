import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemory, type Memory } from './support/consent-memory.ts';
import { journeySteps } from './support/consent-steps.ts';
import { openWorld } from './support/consent-world.ts';

// Time is the same for all parts, and moved by hand; sockets and timers run as they do.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

// `pnpm soak:consent` plays many more, each time others.
const runs = Number(process.env.JOURNEYS ?? 20);
const seed = process.env.JOURNEYS ? {} : { seed: 20_261_125 };

it('C7, P5, X1, X2, X3, E1, E4: whatever happens in shop, store, call centre and hub, nothing is stored, sent, shown or answered against the decision of a person', async () => {
  const total = { may: 0, similar: 0, logged: 0, context: 0, confirmed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.commands(journeySteps, { maxCommands: 150, size: 'max' }), async (steps) => {
      vi.setSystemTime(Date.UTC(2026, 10, 2, 9));
      const world = await openWorld();
      let memory: Memory | undefined;
      try {
        await fc.asyncModelRun(() => {
          memory = createMemory();
          return { model: memory, real: { world, pages: [world.openPage('0'), world.openPage('1')] } };
        }, steps);
      } finally {
        await world.close();
      }
      for (const kind of Object.keys(total) as (keyof typeof total)[]) total[kind] += memory?.yes[kind] ?? 0;
    }),
    { numRuns: runs, ...seed },
  );
  // A hub that always says no would pass all that.
  console.info(`yes was said: ${JSON.stringify(total)}`);
  for (const [kind, count] of Object.entries(total)) expect(count, kind).toBeGreaterThan(0);
}, 600_000);
