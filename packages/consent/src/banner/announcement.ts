import type { ConsentCell } from '@rialto/core/model';
import { isAsked } from './settings.ts';

/** What to say after a choice: something was taken back, or the choice is saved. */
export const announcementOf = (
  before: readonly ConsentCell[],
  after: readonly ConsentCell[],
): 'saved' | 'withdrawn' =>
  before.some((cell, at) => isAsked(cell.state) && !isAsked(after[at]?.state)) ? 'withdrawn' : 'saved';
