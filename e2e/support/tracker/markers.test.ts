import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { markerOf, markersIn, markersOf } from './markers.ts';

const ids = [markerOf('a1', 0), markerOf('a1', 17)];
const json = JSON.stringify({ batch: ids.map((id) => ({ properties: { id }, note: 'Käse 100 %' })) });
const base64 = Buffer.from(json).toString('base64');

it.each([
  ['plain', json],
  ['compressed', gzipSync(json)],
  ['a form', new URLSearchParams({ data: json }).toString()],
  ['base64', base64],
  ['base64 in a form', new URLSearchParams({ data: base64 }).toString()],
  ['base64 for addresses within JSON', JSON.stringify({ ue_px: Buffer.from(json).toString('base64url') })],
  ['compressed within base64', gzipSync(json).toString('base64')],
])('finds the ids in a body that is %s', (_, body) => {
  expect(markersIn(Buffer.from(body))).toEqual(ids);
});

it('finds an id once, and none where there is none', () => {
  expect(markersIn(Buffer.from(`${ids[0]} ${ids[0]}`))).toEqual([ids[0]]);
  expect(markersIn(gzipSync('nothing').subarray(0, 12))).toEqual([]);
});

it('finds the ids in an address, and in a compressed body behind it', () => {
  const [first = '', second] = ids;
  expect(markersOf(`/i?id=${first}`, gzipSync(`${first} ${second}`))).toEqual(ids);
});
