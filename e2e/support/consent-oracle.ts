/**
 * What people have said, kept as plainly as can be: a list of decisions, and the question whether anything may be done. It
 * knows nothing of how the hub folds; it is what the hub is held against.
 */

/** How a cell was answered. `soft` is the existing-customer exception for one group of goods. */
export type Said = 'yes' | 'no' | { readonly soft: string };

/** One answer of a person, under the identifier by which it was taken down. */
interface Decision {
  /** `userId:c-1`. */
  readonly key: string;
  /** `analytics`, `marketing@email`. */
  readonly cell: string;
  readonly said: Said;
  readonly at: number;
  /** When it lapses. */
  readonly until?: number;
}

/** The list, and what follows from it. */
export interface Oracle {
  /** The hub has stored it. */
  delivered(decision: Decision): void;
  /** The hub is seen to take each of these sets of keys for one person. */
  joined(people: readonly ReadonlySet<string>[]): void;
  /** Whether the person behind a key permits a cell now. */
  permits(key: string, cell: string, now: number): boolean;
  /** Whether she permits letters about some goods because she bought such. */
  permitsSimilar(key: string, cell: string, goods: string, now: number): boolean;
  /** Whether the last thing that she said of a cell is no. */
  refuses(key: string, cell: string): boolean;
  /** Whether she said no to a cell, or to its purpose as such, since some time. */
  refusedSince(key: string, cell: string, since: number): boolean;
  /** A permission was used. */
  used(key: string, cell: string, at: number): void;
}

const dayInMs = 86_400_000;
const unusedFor = 730 * dayInMs;
const isWritten = (cell: string): boolean => /@(email|sms|messaging)$/.test(cell);

export function createOracle(): Oracle {
  let decisions: readonly Decision[] = [];
  /** What was known when the hub was last looked at. */
  let settled: readonly Decision[] = [];
  let uses: readonly { readonly key: string; readonly cell: string; readonly at: number }[] = [];
  const groupOf = new Map<string, Set<string>>();
  /** Keys of which the hub has spoken before. */
  const seen = new Set<string>();

  function group(key: string): ReadonlySet<string> {
    const own = groupOf.get(key) ?? new Set([key]);
    groupOf.set(key, own);
    return own;
  }
  /** What was said of a cell, or of its purpose as such. */
  const about = (keys: ReadonlySet<string>, cell: string, withPurpose: boolean): readonly Decision[] =>
    decisions.filter(
      (decision) =>
        keys.has(decision.key) &&
        (decision.cell === cell || (withPurpose && decision.cell === cell.split('@')[0])),
    );
  const lastNo = (keys: ReadonlySet<string>, cell: string, withPurpose: boolean): number =>
    Math.max(
      Number.NEGATIVE_INFINITY,
      ...about(keys, cell, withPurpose)
        .filter(({ said }) => said === 'no')
        .map(({ at }) => at),
    );
  const lastYes = (keys: ReadonlySet<string>, cell: string): Decision | undefined =>
    about(keys, cell, false)
      .filter(({ said }) => said === 'yes')
      .toSorted((a, b) => a.at - b.at)
      .at(-1);
  const lastUse = (keys: ReadonlySet<string>, cell: string): number =>
    Math.max(0, ...uses.filter((use) => keys.has(use.key) && use.cell === cell).map(({ at }) => at));

  function isAlive({ at, until }: Decision, keys: ReadonlySet<string>, cell: string, now: number): boolean {
    const unused = isWritten(cell) ? Math.max(at, lastUse(keys, cell)) + unusedFor : Number.POSITIVE_INFINITY;
    return now < Math.min(until ?? Number.POSITIVE_INFINITY, unused);
  }

  function join(keys: ReadonlySet<string>): void {
    const known = [...keys].filter((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    // Two that stood apart: where one of them had refused, the refusal stands from the latest word of either on. What came
    // together with the news that they are one may have been said after it.
    const apart = [...new Set(known.map(group))];
    for (const cell of apart.length > 1 ? new Set(settled.map((decision) => decision.cell)) : []) {
      const refused = apart.some((one) => lastNo(one, cell, false) > (lastYes(one, cell)?.at ?? -1));
      const told = apart.flatMap((one) => settled.filter((each) => one.has(each.key) && each.cell === cell));
      const [key = ''] = known;
      if (refused && told.length > 0)
        decisions = [...decisions, { key, cell, said: 'no', at: Math.max(...told.map(({ at }) => at)) }];
    }
    const together = new Set([...keys].flatMap((key) => [...group(key)]));
    for (const key of together) groupOf.set(key, together);
  }

  return {
    delivered(decision) {
      decisions = [...decisions, decision];
    },
    used(key, cell, at) {
      uses = [...uses, { key, cell, at }];
    },
    joined(people) {
      for (const keys of people) join(keys);
      settled = decisions;
    },
    permits(key, cell, now) {
      const keys = group(key);
      const yes = lastYes(keys, cell);
      return yes !== undefined && yes.at > lastNo(keys, cell, true) && isAlive(yes, keys, cell, now);
    },
    permitsSimilar(key, cell, goods, now) {
      const keys = group(key);
      if (lastNo(keys, cell, true) > Number.NEGATIVE_INFINITY) return false;
      const sales = about(keys, cell, false).filter(({ said }) => typeof said === 'object');
      // The exception lies unused from the last sale on, of whatever goods.
      return (
        sales.some(({ said }) => typeof said === 'object' && said.soft === goods) &&
        sales.some((sale) => isAlive(sale, keys, cell, now))
      );
    },
    refusedSince: (key, cell, since) => lastNo(group(key), cell, true) >= since,
    refuses(key, cell) {
      const keys = group(key);
      const no = lastNo(keys, cell, false);
      return no > Number.NEGATIVE_INFINITY && no >= (lastYes(keys, cell)?.at ?? Number.NEGATIVE_INFINITY);
    },
  };
}
