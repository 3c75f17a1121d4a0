import { setImmediate } from 'node:timers/promises';

/** Lets one work at a time, and turns away who would wait behind too many. */
export interface Turns {
  /**
   * Runs `work` when those before it are through. What it throws is the caller's; the next goes on.
   *
   * @returns undefined, without running it, where too many are under way
   */
  take<Answer>(work: () => Promise<Answer>): Promise<Answer> | undefined;
}

/**
 * Makes {@link Turns}.
 *
 * @param most - how many may be under way, the one that runs and those that wait
 * @example
 * ```ts
 * const turns = createTurns(64);
 * const answered = turns.take(() => look(ids));
 * if (!answered) return problemResponse(refuse('store_unavailable', 'too many ask at once'));
 * ```
 */
export function createTurns(most: number): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  return {
    take(work) {
      if (underWay >= most) return undefined;
      underWay += 1;
      const mine = last.then(work).finally(() => {
        underWay -= 1;
      });
      last = mine.catch(() => {});
      return mine;
    },
  };
}

/**
 * Works through a list in slices; between two of them everything else that waits has its turn.
 *
 * @example
 * ```ts
 * const known = await inSlices(ids, 250, (slice) => store.findKnown('web', slice));
 * ```
 */
export async function inSlices<Item, Answer>(
  items: readonly Item[],
  size: number,
  work: (slice: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < items.length; at += size) {
    await setImmediate();
    answers.push(...(await work(items.slice(at, at + size))));
  }
  return answers;
}
