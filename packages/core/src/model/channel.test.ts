import { expect, it } from 'vitest';
import { channels, isChannel } from './channel.ts';

it.each([...channels, 'x-catalogue', 'x-2'])('%s is a channel', (value) => {
  expect(isChannel(value)).toBe(true);
});

it.each([
  'server',
  'mobile',
  'Web',
  ' web',
  'x-',
  'x-Katalog',
  `x-${'a'.repeat(41)}`,
  'constructor',
  '',
  null,
  undefined,
  7,
  ['web'],
  {},
])('%j is no channel', (value) => {
  expect(isChannel(value)).toBe(false);
});
