import type { Random } from '@rialto/core/delivery';

/** What becomes of a request. */
export type Fault =
  | { readonly kind: 'none' }
  /** The collector is not there: nothing crosses the wire. */
  | { readonly kind: 'gone' }
  /** The connection breaks: before the collector has it, or before its answer. */
  | { readonly kind: 'broken'; readonly when: 'before' | 'after' }
  /** Turned away with this status. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfter?: number }
  /** The answer takes its time, in ms. */
  | { readonly kind: 'slow'; readonly delay: number };

/** The faults that a flaky collector makes, in order: each kind at least once, mixed by chance. */
export function flakyFaults(random: Random, count: number): readonly Fault[] {
  const kinds: readonly Fault[] = [
    { kind: 'broken', when: 'after' },
    { kind: 'refused', status: 503 },
    { kind: 'broken', when: 'before' },
    { kind: 'slow', delay: 400 + Math.floor(random.next() * 800) },
    { kind: 'none' },
  ];
  return Array.from({ length: count }, (_, at) => kinds[at % kinds.length] ?? { kind: 'none' as const })
    .map((fault) => [random.next(), fault] as const)
    .sort(([a], [b]) => a - b)
    .map(([, fault]) => fault);
}
