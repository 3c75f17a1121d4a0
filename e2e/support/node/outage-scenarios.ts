import { setTimeout as delay } from 'node:timers/promises';
import { between, someTime } from './chance.ts';
import { type NodeFault, noFault } from './faults.ts';
import type { NodeScenario } from './scene.ts';

/** Processes and hubs that end. */
export const outageScenarios: readonly NodeScenario[] = [
  {
    name: 'killed at a random moment of 2,000 events/s',
    async play({ start, proxy, random }) {
      const hubs: readonly NodeFault[] = [noFault, { kind: 'slow', delay: 150 }, { kind: 'gone' }];
      for (let kills = 0; kills < 2; kills += 1) {
        proxy.usually(hubs[Math.floor(random.next() * hubs.length)] ?? noFault);
        const till = await start();
        void till.track(10_000, 2_000);
        await till.untilPromised(between(random, 1, 2_500));
        // Not at the end of a write, but anywhere within the next ones.
        await someTime(random, 0, 20);
        await till.kill();
        await proxy.judged();
      }
    },
  },
  {
    name: 'hub killed and away while the client goes on tracking',
    ownHub: true,
    async play({ start, hubDown, hubUp, random, tempo }) {
      const till = await start();
      const rate = 500;
      const tracked = till.track(Math.round(((1_000 + tempo.outage) * rate) / 1_000), rate);
      await someTime(random, 300, 900);
      await hubDown();
      await delay(tempo.outage);
      await hubUp();
      await tracked;
    },
  },
  {
    name: 'process ended with the hub down, and started again with the hub still down',
    async play({ start, hubDown, hubUp, random }) {
      const till = await start();
      await till.track(100, 1_000);
      // Sometimes before the first have arrived.
      await someTime(random, 0, 300);
      await hubDown();
      await till.track(300, 1_000);
      await till.close(between(random, 50, 500));
      const second = await start();
      await second.track(300, 1_000);
      await second.close(between(random, 50, 500));
      const third = await start();
      await third.track(100, 1_000);
      await hubUp();
    },
  },
];
