import type { ConsentCell } from '@rialto/core/model';
import type { ConsentManager } from '../consent-manager.ts';
import { readBoxes } from './settings.ts';

/** What was pressed, and what it was pressed on. */
export interface Choice {
  readonly action: 'accept' | 'reject' | 'save' | 'withdraw';
  /** The settings, where it was pressed in them. */
  readonly dialog: HTMLElement | undefined;
  /** The purposes that the first layer names. */
  readonly asked: readonly string[];
  /** How things stood. */
  readonly before: readonly ConsentCell[];
  readonly proof: Parameters<ConsentManager['acceptAll']>[0];
}

/** What each button means: gives the person's answer to the manager, with its proof. */
export function answerChoice(
  manager: ConsentManager,
  { action, dialog, asked, before, proof }: Choice,
): void {
  if (action === 'save')
    manager.answer(dialog ? readBoxes(dialog, before) : {}, { ...proof, method: 'save' });
  else if (action !== 'withdraw' && !dialog) {
    // The first layer answers for what it names: purposes, and after a first answer only what is new.
    const method = asked.length < manager.purposes.length ? undefined : `${action}_all`;
    manager.answer(Object.fromEntries(asked.map((purpose) => [purpose, action === 'accept'])), {
      ...proof,
      method,
    });
  } else if (action === 'accept') manager.acceptAll(proof);
  else manager.rejectAll(proof);
}
