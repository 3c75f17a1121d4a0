/** The purposes that need the person's opt-in, in the order in which people are asked. */
export const optionalPurposes = ['analytics', 'personalization', 'marketing', 'linking'] as const;

/** The default set of purposes: `necessary` (contract or legal duty, no opt-in) and the optional ones. */
export const purposes = [
  'necessary',
  'analytics',
  'personalization',
  'marketing',
  'linking',
] as const satisfies readonly ['necessary', ...typeof optionalPurposes];

/**
 * The use of data that a person permits or refuses.
 * A plan may add its own names to the default set.
 */
export type Purpose = (typeof purposes)[number] | (string & {});
