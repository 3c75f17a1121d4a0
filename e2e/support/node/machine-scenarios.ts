import { spawnSync } from 'node:child_process';
import { between, someTime } from './chance.ts';
import { type NodeFault, noFault } from './faults.ts';
import { wrongTimes } from './look-at-log.ts';
import { undercuts } from './retry-after.ts';
import type { NodeScenario } from './scene.ts';

const day = 86_400_000;

/**
 * Runs a process whose folder lies on a disk of 512 KiB of its own, which is gone with it; where the system does not
 * let us make one, a process that may write no file beyond 8 blocks, which fails in the middle of a write as a full disk does.
 */
function withSmallDisk(path: string): readonly string[] {
  const mount = 'mkdir -p "$0" && mount -t tmpfs -o size=512k tmpfs "$0" && exec "$@"';
  for (const alone of [
    ['unshare', '-m'],
    ['unshare', '-Urm'],
  ]) {
    const under = [...alone, 'sh', '-c', mount, path];
    const [command = '', ...args] = under;
    if (spawnSync(command, [...args, 'true']).status === 0) return under;
  }
  return ['sh', '-c', 'ulimit -f 8; exec "$@"', 'sh'];
}

/** Disks and clocks that fail. */
export const machineScenarios: readonly NodeScenario[] = [
  {
    name: 'disk full',
    onlyRialto: 'they do not write to a disk',
    async play({ start, proxy, path, random }) {
      const till = await start({ under: withSmallDisk(path) });
      // What cannot be sent has to be kept somewhere.
      proxy.usually({ kind: 'refused', status: 503, retryAfter: 1 });
      await till.track(between(random, 1_500, 2_500), 2_000);
    },
    check: ({ problems }) => [
      ...(problems.includes('storage_fallback') ? [] : ['it did not say storage_fallback']),
      ...new Set(problems.filter((problem) => problem.startsWith('dropped:'))),
    ],
  },
  {
    name: 'clock a day ahead, and back, while tracking',
    async play({ start, proxy, random }) {
      const till = await start();
      const hubs: readonly NodeFault[] = [
        noFault,
        { kind: 'gone' },
        { kind: 'refused', status: 503, retryAfter: 1 },
        { kind: 'broken', when: 'after' },
      ];
      for (const ahead of [0, day, 0, -day, 0]) {
        await till.shift(ahead);
        proxy.usually(hubs[Math.floor(random.next() * hubs.length)] ?? noFault);
        await till.track(100, 500);
        await someTime(random, 0, 100);
        proxy.usually(noFault);
        await someTime(random, 0, 400);
      }
    },
    check: ({ scene, run }) => [
      ...undercuts(scene.proxy.wire),
      ...(scene.hub ? wrongTimes(scene.hub.sales(run)) : []),
    ],
  },
];
