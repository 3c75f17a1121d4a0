/** One thing that is wrong with a value: where, and what, in words for people. */
export interface Issue {
  /** The way to the faulty field, `properties.price`; empty for the value itself. */
  readonly path: string;
  /** What was expected there. Never repeats the value, which may be personal. */
  readonly message: string;
}

/** What a parser answers: the value, or the list of what is wrong with it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Marks the default of a switch that must cover every case: a new case then fails to compile.
 *
 * @throws Error when it is reached at run time, which only untyped callers can do.
 * @example
 * ```ts
 * switch (verdict) { case 'pass': … default: return assertNever(verdict); }
 * ```
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected case: ${JSON.stringify(value)}`);
}
