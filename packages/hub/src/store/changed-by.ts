import type { BatchChanges } from '../ingest/batch-view.ts';

/**
 * The profiles that a batch changed, survivors and absorbed, each once.
 *
 * @example
 * ```ts
 * changedBy(decideBatch(batch, view)); // ['p_5f2b…']
 * ```
 */
export const changedBy = ({
  profiles,
  merges,
}: Pick<BatchChanges, 'profiles' | 'merges'>): readonly string[] => [
  ...new Set([...profiles.map(({ id }) => id), ...merges.map(({ absorbed }) => absorbed)]),
];
