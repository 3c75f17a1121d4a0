import { fill, wordsFor } from '../banner/banner-model.ts';
import type { ConsentManager } from '../consent-manager.ts';
import type { EmbedLabels } from './embed-words.ts';

/** What somebody is told of a purpose before she permits it. */
export interface PurposeWords {
  readonly name: string;
  /** What it is, who gets the data, and how long they are stored; as far as the manager and the labels say it. */
  readonly facts: readonly string[];
}

/** Decides, pure: what a placeholder says of a purpose, in the words of the banner's settings (U4). */
export function purposeWords(
  labels: EmbedLabels,
  { about }: Pick<ConsentManager, 'about'>,
  purpose: string,
): PurposeWords {
  const { descriptions } = labels;
  const description = Object.hasOwn(descriptions, purpose) ? descriptions[purpose] : undefined;
  const facts = Object.hasOwn(about, purpose) ? about[purpose] : undefined;
  return {
    name: wordsFor(labels.purposes, purpose),
    facts: [
      ...(description ? [description] : []),
      ...(facts
        ? [
            facts.recipients.length > 0
              ? fill(labels.recipients, { recipients: facts.recipients.join(', ') })
              : labels.noRecipients,
            ...(facts.thirdCountries.length > 0
              ? [fill(labels.thirdCountries, { countries: facts.thirdCountries.join(', ') })]
              : []),
            fill(labels.storedFor, { time: facts.storedFor }),
          ]
        : []),
    ],
  };
}

/** Decides, pure: what holds for every purpose: who is responsible, and the right to withdraw. */
export const commonWords = (
  { controller, right, reopen }: EmbedLabels,
  { policy }: Pick<ConsentManager, 'policy'>,
): readonly string[] => [
  ...(policy.controller ? [fill(controller, { controller: policy.controller })] : []),
  fill(right, { reopen }),
];
