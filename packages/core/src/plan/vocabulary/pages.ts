import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { id, properties, text, url } from './shared.ts';

const noticed = { purposes: ['analytics'], direction: 'inbound', interaction: false } as const;
const done = { ...noticed, interaction: true } as const;

/** The path of the page that is meant: what ends a page is often told from the next one. */
const path = url.nullish();
const milliseconds = z.number().min(0).nullish();

/** What a page notices by itself: `capture` of the tracker. Never what somebody typed, and no text of the page. */
export const pageEvents = {
  'Visit Started': {
    ...done,
    description: 'The customer came to the site from elsewhere; `acquisition` says by which channel.',
    properties: properties({
      acquisition: z.looseObject({
        channel: text,
        evidence: text,
        paid: z.boolean().nullish(),
        source: text.nullish(),
        campaign: text.nullish(),
      }),
    }),
  },
  'Form Submitted': {
    ...done,
    description: 'The customer sent a form; the names of its fields, never what was entered.',
    properties: properties({
      form_id: id.nullish(),
      form_name: text.nullish(),
      fields: z.array(text).nullish(),
    }),
  },
  'Link Clicked': {
    ...done,
    description: 'The customer followed a link that leads to somebody else.',
    properties: properties({ url }),
  },
  'File Downloaded': {
    ...done,
    description: 'The customer downloaded a file, such as a manual.',
    properties: properties({ url, extension: text.nullish() }),
  },
  'Page Scrolled': {
    ...noticed,
    description: 'The customer came as far down a page as `depth` says, in percent.',
    properties: properties({ depth: z.number().min(0).max(100), path }),
  },
  'Page Left': {
    ...noticed,
    description: 'A page went out of sight; `duration` is for how many seconds it had been looked at since.',
    properties: properties({ duration: z.number().min(0), path }),
  },
  'Page Failed': {
    ...noticed,
    description: 'A script of the page failed; the kind of failure and its place, never its message.',
    properties: properties({
      name: text,
      file: url.nullish(),
      line: z.number().nullish(),
      column: z.number().nullish(),
      path,
    }),
  },
  'Page Measured': {
    ...noticed,
    description: 'How fast and steady a page was: its web vitals, times in milliseconds.',
    properties: properties({
      lcp: milliseconds,
      cls: z.number().min(0).nullish(),
      inp: milliseconds,
      ttfb: milliseconds,
      path,
    }),
  },
} as const satisfies EventDefinitions;
