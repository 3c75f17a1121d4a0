import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@rialto/core/delivery';
import { between } from './chance.ts';
import type { NodeFaultProxy } from './fault-proxy.ts';
import { noFault, resets, sometimes } from './faults.ts';
import type { NodeHub } from './open-node-hub.ts';
import { openWindows } from './retry-after.ts';
import type { SoakTill } from './soak-till.ts';

/** What faults are made on. */
export interface SoakStage {
  readonly proxy: NodeFaultProxy;
  readonly hub: NodeHub;
  /** The till that is killed now and then. */
  readonly mortal: SoakTill;
  readonly random: Random;
}

interface SoakFault {
  /** A letter in the picture. */
  readonly sign: string;
  readonly name: string;
  /** Makes it, and takes it away after so many ms. */
  make(stage: SoakStage, duration: number): Promise<void>;
}

/** A while with a fault in the answers. */
const during =
  (choice: (random: Random) => Parameters<NodeFaultProxy['usually']>[0]): SoakFault['make'] =>
  async ({ proxy, random }, duration) => {
    proxy.usually(choice(random));
    await delay(duration);
    proxy.usually(noFault);
  };

const soakFaults: readonly SoakFault[] = [
  {
    sign: 'K',
    name: 'till killed and started again',
    async make({ mortal }) {
      await mortal.kill();
      await mortal.begin();
    },
  },
  {
    sign: 'O',
    name: 'hub out of reach',
    async make({ proxy }, duration) {
      await proxy.down();
      await delay(duration);
      await proxy.up();
    },
  },
  {
    sign: 'H',
    name: 'hub killed and started again',
    async make({ hub }, duration) {
      await hub.kill();
      await delay(duration / 2);
      await hub.restart();
    },
  },
  { sign: 'R', name: '30 % of the connections reset', make: during((random) => resets(random, 0.3)) },
  {
    sign: 'L',
    name: 'half of the answers lost',
    make: during((random) => sometimes(random, 0.5, { kind: 'broken', when: 'after' })),
  },
  { sign: 'S', name: 'answers half a second late', make: during(() => ({ kind: 'slow', delay: 500 })) },
  { sign: '5', name: '503', make: during(() => ({ kind: 'refused', status: 503 })) },
  {
    sign: '4',
    name: '429 with Retry-After',
    async make({ proxy, random }, duration) {
      const windows = openWindows(random);
      proxy.usually(windows.choose);
      windows.open(Math.ceil(duration / 1_000));
      await windows.over();
      proxy.usually(noFault);
    },
  },
];

/** How often and how long, ms. */
export interface SoakPace {
  readonly pause: readonly [number, number];
  readonly duration: readonly [number, number];
}

/**
 * Makes faults by chance, one after the other, until the time has come. Each kind comes once before any comes again.
 *
 * @param made - told of each as it begins
 */
export async function makeSoakFaults(
  stage: SoakStage,
  { pause, duration }: SoakPace,
  until: () => boolean,
  made: (fault: { readonly sign: string; readonly name: string }, duration: number) => void,
): Promise<void> {
  let left: SoakFault[] = [];
  while (!until()) {
    await delay(between(stage.random, ...pause));
    if (until()) return;
    if (left.length === 0) left = [...soakFaults];
    const [fault] = left.splice(Math.floor(stage.random.next() * left.length), 1);
    const lasts = between(stage.random, ...duration);
    if (!fault) return;
    made(fault, lasts);
    await fault.make(stage, lasts);
  }
}
