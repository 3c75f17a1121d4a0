import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markersIn } from '../tracker/markers.ts';
import { between } from './chance.ts';
import { noFault, poisonMark } from './faults.ts';
import type { NodeScenario, Played, Scene, Till } from './scene.ts';

/** Tracks the guilty one at some place among others. */
async function amongOthers({ start, random }: Scene, kind: 'rejected' | 'refused'): Promise<Till> {
  const till = await start();
  const first = between(random, 5, 300);
  // At once, so that they stand together in batches.
  await till.track(first, 100_000);
  await till.poison(kind);
  await till.track(400 - first, 100_000);
  return till;
}

/** The same, with a server in front of the hub that reads what is sent, and refuses all of a batch for one message in it. */
async function refusedWhole(scene: Scene, status: number, code: string): Promise<void> {
  const refusal = { kind: 'answered', status, body: { code } } as const;
  scene.proxy.usually(() => ({
    kind: 'by-body',
    choose: ({ body }) => (markersIn(body).includes(poisonMark) ? refusal : noFault),
  }));
  const till = await amongOthers(scene, 'refused');
  // The server goes on refusing it until nothing waits any more.
  await scene.proxy.until(scene.hasArrived, scene.tempo.patience);
  await till.flush(scene.tempo.patience);
}

/** Whether the poisoned events, and they alone, lie among the dead letters, with a reason. */
async function lookAtLetters({ scene, poisoned }: Played, reason: string): Promise<readonly string[]> {
  const text = await readFile(join(scene.path, 'dead-letters.jsonl'), 'utf8').catch(() => '');
  const letters = text.split('\n').filter((line) => line !== '');
  return [
    ...poisoned
      .filter(
        (marker) => letters.filter((line) => line.includes(marker) && line.includes(reason)).length !== 1,
      )
      .map((marker) => `${marker} is not among the dead letters once with ${reason}`),
    ...(letters.length > poisoned.length ? [`${letters.length} dead letters`] : []),
  ];
}

/** One message that cannot be delivered, among others that can. */
export const poisonScenarios: readonly NodeScenario[] = [
  {
    name: 'one message that the hub rejects',
    onlyRialto: 'their collectors judge no single message',
    play: async (scene) => void (await amongOthers(scene, 'rejected')),
    check: (played) => lookAtLetters(played, '"code":"invalid_properties"'),
  },
  {
    name: 'a server in front answers 413 for one message in the batch',
    gaps: 1,
    play: (scene) => refusedWhole(scene, 413, 'body_too_large'),
    check: (played) => lookAtLetters(played, '"reason":"message_too_large"'),
  },
  {
    name: "a server in front answers 400 with a hub's code for one message in the batch",
    gaps: 1,
    play: (scene) => refusedWhole(scene, 400, 'invalid_body'),
    check: (played) => lookAtLetters(played, '"reason":"unreadable"'),
  },
];
