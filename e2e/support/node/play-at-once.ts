import type { NodeResult } from './run-node-scenario.ts';
import type { NodeScenario } from './scene.ts';

/**
 * Plays every scenario with every seed, several at once, the longest first; returns the way to what came of one.
 * Most of a run is waiting for others, so that some fit beside one another.
 *
 * @example
 * ```ts
 * const play = playAtOnce(nodeScenarios, 3, (scenario, seed) => runNodeScenario(theatre, scenario, seed));
 * const results = await play('disk full');
 * ```
 */
export function playAtOnce(
  scenarios: readonly NodeScenario[],
  repetitions: number,
  run: (scenario: NodeScenario, seed: number) => Promise<NodeResult>,
  atOnce = 4,
): (name: string) => Promise<readonly NodeResult[]> {
  const results = new Map(scenarios.map(({ name }) => [name, [] as Promise<NodeResult>[]]));
  const waiting: (() => Promise<unknown>)[] = [];
  const longestFirst = [...scenarios].sort((a, b) => Number(b.isLong ?? false) - Number(a.isLong ?? false));
  for (const scenario of longestFirst) {
    for (let seed = 1; seed <= repetitions; seed += 1) {
      const { promise, resolve, reject } = Promise.withResolvers<NodeResult>();
      // Whoever asks for it hears of a failure; nobody may have asked yet.
      promise.catch(() => {});
      results.get(scenario.name)?.push(promise);
      waiting.push(() => run(scenario, seed).then(resolve, reject));
    }
  }
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  }
  for (let workers = 0; workers < atOnce; workers += 1) void work();
  return (name) => Promise.all(results.get(name) ?? []);
}
