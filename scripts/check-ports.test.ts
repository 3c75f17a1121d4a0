import { expect, it } from 'vitest';
import { checkPorts } from './check-ports.ts';
import { fixture } from './fixture.ts';

const check = (text: string, path = 'packages/browser/src/a.ts', allowed: Record<string, string> = {}) =>
  checkPorts(fixture({ [path]: text }), allowed);

it.each([
  ['Date.now', 'export const at = Date.now();'],
  ['Date.now', 'export const now = Date.now;'],
  ['new Date()', 'export const at = new Date();'],
  ['Math.random', 'export const dice = Math.random();'],
  ['fetch', "export const page = fetch('/');"],
  ['fetch', "export const page = globalThis.fetch('/');"],
  ['fetch', 'export const options = { fetch };'],
  ['fetch', 'export const make = ({ load = fetch }) => load;'],
  ['setTimeout', 'setTimeout(() => {}, 1);'],
  ['localStorage', "localStorage.getItem('a');"],
  ['node:fs', "import { readFileSync } from 'node:fs';\nexport { readFileSync };"],
])('refuses %s in: %s', (what, text) => {
  expect(check(text)).toEqual([
    `packages/browser/src/a.ts:1 uses ${what}; take it through a port, or move it to an adapters folder`,
  ]);
});

it.each([
  ['a date of a known time', 'export const day = (at: number) => new Date(at);'],
  ['a name of our own', "export const load = (fetch: (url: string) => void) => fetch('/');"],
  ['a property of that name', "export const load = (hub: { fetch(url: string): void }) => hub.fetch('/');"],
  ['a type', 'export type Fetch = typeof fetch;'],
])('lets %s pass', (_, text) => {
  expect(check(text)).toEqual([]);
});

it.each([
  'packages/browser/src/adapters/clock.ts',
  'packages/hub/src/cli/start.ts',
  'packages/hub/src/cli.ts',
  'packages/hub/src/a.test.ts',
])('lets %s use what it needs', (path) => expect(check('export const at = Date.now();', path)).toEqual([]));

it('takes an exception, and refuses one that nobody needs', () => {
  const allowed = { 'packages/browser/src/a.ts': 'a reason' };
  expect(check('export const at = Date.now();', 'packages/browser/src/a.ts', allowed)).toEqual([]);
  expect(check('export {};', 'packages/browser/src/a.ts', allowed)).toEqual([
    'scripts/check-ports.ts excepts packages/browser/src/a.ts, which needs no exception',
  ]);
});
