import type { z } from 'zod';
import { isRefusal } from '../model/consent-record.ts';
import type { Issue } from '../result.ts';

/** What is left of the properties of a `Consent Recorded`, and what was left out of them. */
export interface MendedConsent {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];
}

/** What a record holds at most. */
const mostCells = 200;

/** Left out, these would make a permission older, longer or another's: then only what was refused is left. */
const limiting: readonly PropertyKey[] = ['valid_until', 'decided_at', 'actor'];

/** Real or played: what cannot be read must not turn a rehearsal into a decision. */
const untouched: readonly PropertyKey[] = ['cells', 'training', 'test'];

type Fault = z.core.$ZodIssue;

/**
 * Leaves out of a decision what cannot be taken: proof that is malformed, cells that are, purposes that the plan does not
 * know. The decisions beside it stand: no refusal is lost for the company that it came in.
 *
 * @param schema - of the properties
 * @param purposes - that the plan knows
 * @example
 * ```ts
 * mendConsent({ cells: [{ purpose: 'marketing', state: 'denied' }], staff: null }, schema, plan.purposes).properties;
 * // { cells: [{ purpose: 'marketing', state: 'denied' }] }
 * ```
 */
export function mendConsent(
  given: Readonly<Record<string, unknown>>,
  schema: z.ZodType,
  purposes: readonly string[],
): MendedConsent {
  if (!Array.isArray(given.cells)) return { properties: given, issues: [] };
  const { cells, issues: surplus } = withoutSurplus(given.cells as readonly unknown[]);
  const parsed = schema.safeParse({ ...given, cells });
  const faults = parsed.success ? [] : parsed.error.issues;
  const bad = new Set(faults.map(({ path }) => path[0]).filter((field) => !untouched.includes(field ?? '')));
  const isLimitless = [...bad].some(
    (field) => limiting.includes(field ?? '') && given[String(field)] !== null,
  );
  const judged = cells.map((cell, index) => mendCell(cell, fieldsOf(faults, index), purposes));
  const kept = judged
    .flatMap(({ cell }): Cell[] => (cell ? [cell] : []))
    .filter(({ state }) => !isLimitless || isNo(state));
  const proof = Object.entries({ ...given, cells: kept }).filter(([field]) => !bad.has(field));
  return {
    properties: Object.fromEntries(proof),
    issues: [
      ...surplus,
      ...faults.map(({ path, message }) => ({
        path: ['properties', ...path.map(String)].join('.'),
        message,
      })),
      ...judged.flatMap(({ isStrange }, index) =>
        isStrange
          ? [{ path: `properties.cells.${index}.purpose`, message: `expected one of ${purposes.join(', ')}` }]
          : [],
      ),
    ].slice(0, 20),
  };
}

type Cell = Readonly<Record<string, unknown>>;

/** The refusals first, where there are more cells than a record holds. */
function withoutSurplus(cells: readonly unknown[]): {
  readonly cells: readonly unknown[];
  readonly issues: readonly Issue[];
} {
  if (cells.length <= mostCells) return { cells, issues: [] };
  const isRefused = (cell: unknown): boolean => isNo((cell as Cell | null)?.state);
  const sorted = [...cells.filter(isRefused), ...cells.filter((cell) => !isRefused(cell))];
  const message = `expected at most ${mostCells}; of the others refusals were taken before all else`;
  return { cells: sorted.slice(0, mostCells), issues: [{ path: 'properties.cells', message }] };
}

const refusals = ['denied', 'withdrawn', 'objected', 'expired'] as const;
const isNo = (state: unknown): boolean => refusals.some((one) => one === state && isRefusal(one));

/** The fields of one cell that are malformed; `''` stands for the cell itself. */
const fieldsOf = (faults: readonly Fault[], index: number): ReadonlySet<PropertyKey> =>
  new Set(
    faults.filter(({ path }) => path[0] === 'cells' && path[1] === index).map(({ path }) => path[2] ?? ''),
  );

function mendCell(
  cell: unknown,
  bad: ReadonlySet<PropertyKey>,
  purposes: readonly string[],
): { readonly cell?: Cell; readonly isStrange?: true } {
  if (['', 'purpose', 'state'].some((field) => bad.has(field))) return {};
  const { exception, channel, ...answer } = cell as Cell;
  if (!purposes.some((known) => known === answer.purpose)) return { isStrange: true };
  // A refusal for a channel that nobody knows is taken for all of them; a permission for it is none.
  if (bad.has('channel') && channel !== null && !isNo(answer.state)) return {};
  return {
    cell: {
      ...answer,
      ...(channel === undefined || bad.has('channel') ? {} : { channel }),
      ...(exception === undefined || bad.has('exception') ? {} : { exception }),
    },
  };
}
