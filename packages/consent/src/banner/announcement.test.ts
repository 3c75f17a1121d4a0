import type { ConsentState } from '@rialto/core/model';
import { expect, it } from 'vitest';
import { announcementOf } from './announcement.ts';

it.each<[before: ConsentState, after: ConsentState, said: string]>([
  ['unset', 'granted', 'saved'],
  ['unset', 'denied', 'saved'],
  ['granted', 'granted', 'saved'],
  ['granted', 'withdrawn', 'withdrawn'],
  ['pending', 'denied', 'withdrawn'],
  ['pending', 'granted', 'saved'],
  ['denied', 'withdrawn', 'saved'],
  ['expired', 'denied', 'saved'],
])('from %s to %s is announced as %s', (before, after, said) => {
  const cells = (state: ConsentState) => [
    { purpose: 'analytics', state: 'denied' as const },
    { purpose: 'marketing', state },
  ];
  expect(announcementOf(cells(before), cells(after))).toBe(said);
});
