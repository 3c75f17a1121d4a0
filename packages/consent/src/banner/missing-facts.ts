import type { BannerModel } from './banner-model.ts';

/** What a person would have to know and is not told (GDPR Article 13), as options of the manager; U4. */
export const missingFacts = ({ policy, purposes, about }: BannerModel['manager']): readonly string[] => [
  ...(policy.controller ? [] : ['policy.controller']),
  ...purposes.filter((purpose) => !Object.hasOwn(about, purpose)).map((purpose) => `about.${purpose}`),
];
