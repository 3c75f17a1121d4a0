import type { Purpose } from '@rialto/core/model';
import type { Permitted } from './profile.ts';

/**
 * What an entry of a profile was kept for: the opt-in purposes of its event, so that a withdrawal also
 * works on what is shown.
 *
 * @example
 * ```ts
 * permittedFor({ purposes: ['analytics'] }); // { purposes: ['analytics'] }
 * permittedFor({ purposes: ['necessary'] }); // {}
 * ```
 */
export function permittedFor({ purposes }: { readonly purposes: readonly Purpose[] }): Permitted {
  const optIns = purposes.filter((purpose) => purpose !== 'necessary');
  return optIns.length > 0 ? { purposes: optIns } : {};
}
