import { markersOf } from '../tracker/markers.ts';
import { between, someTime } from './chance.ts';
import { noFault, resets, sometimes } from './faults.ts';
import { openWindows, undercuts } from './retry-after.ts';
import type { NodeScenario } from './scene.ts';

/** Four times as long as a client waits for an answer, ms. */
const slowPatience = 40_000;

/** Answers that say "not now", come late, or never. */
export const answerScenarios: readonly NodeScenario[] = [
  {
    name: '429 with Retry-After',
    async play({ start, proxy, random }) {
      const till = await start();
      const windows = openWindows(random);
      proxy.usually(windows.choose);
      const tracked = till.track(1_500, 500);
      await someTime(random, 200, 600);
      windows.open(between(random, 1, 2));
      await tracked;
      await someTime(random, 0, 400);
      windows.open(1);
      await till.track(50, 1_000);
      await windows.over();
    },
    check: ({ scene }) => undercuts(scene.proxy.wire),
  },
  {
    name: '30 % of the connections reset',
    async play({ start, proxy, random }) {
      const till = await start();
      proxy.usually(resets(random, 0.3));
      await till.track(1_500, 750);
      await proxy.until(() => false, between(random, 300, 1_000));
    },
  },
  {
    name: 'answers lost after the hub has processed the batch',
    async play({ start, proxy, random }) {
      const till = await start();
      const lost = { kind: 'broken', when: 'after' } as const;
      // At first every answer, then every other.
      proxy.usually(lost);
      const tracked = till.track(1_500, 750);
      await someTime(random, 300, 1_000);
      proxy.usually(sometimes(random, 0.5, lost));
      await tracked;
      await someTime(random, 100, 600);
    },
  },
  {
    name: 'slow hub: a full batch takes longer than the client waits',
    isLong: true,
    async play(scene) {
      const { start, proxy, random, seed } = scene;
      const perMessage = between(random, 110, 130);
      // Either nothing is heard of a batch whose sender has left, or it is taken and only the answer is late.
      const kind = seed % 2 === 0 ? 'slow' : 'late';
      proxy.usually(() => ({
        kind: 'by-body',
        choose: ({ path, body }) => ({ kind, delay: markersOf(path, body).length * perMessage }),
      }));
      // Of one customer, so that they are sent in order, and in full batches.
      const till = await start({ users: 1 });
      await till.track(150, 10_000);
      const isThere = await proxy.until(scene.hasArrived, slowPatience);
      if (!isThere) scene.note('the batches did not get through while the hub was slow');
      proxy.usually(noFault);
    },
  },
];
