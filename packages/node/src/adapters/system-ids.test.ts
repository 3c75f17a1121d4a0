import { createMessageId } from '@rialto/core';
import { expect, it } from 'vitest';
import { createSystemIds } from './system-ids.ts';

const noon = Date.UTC(2026, 10, 25, 12);

it('makes UUIDs of version 7, no two the same', () => {
  const newId = createSystemIds();
  const ids = Array.from({ length: 5_000 }, (_, number) => newId(noon + (number % 3)));
  expect(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true);
  expect(new Set(ids).size).toBe(5_000);
});

it.each([noon, 0, -5, 1.5, 2 ** 47, 2 ** 50])('begins with the time as those of core do, at %i', (now) => {
  expect(createSystemIds()(now).slice(0, 15)).toBe(createMessageId(now, new Uint8Array(10)).slice(0, 15));
});
