import { expect, it } from 'vitest';
import { countWire, type WireRequest } from './wire.ts';

const request = (taken: boolean, ...markers: string[]): WireRequest => ({
  method: 'POST',
  path: '/v1/batch',
  body: '',
  markers,
  taken,
});

it('counts as needless only what is sent again after it was taken', () => {
  const requests = [
    request(false, 'a', 'b'),
    request(true, 'a'),
    request(true, 'a', 'b'),
    request(false, 'b'),
  ];
  expect(countWire(requests, () => true)).toEqual({ sent: 6, twice: 2, taken: new Set(['a', 'b']) });
});

it('counts the events of one run alone', () => {
  expect(countWire([request(true, 'a', 'b')], (marker) => marker === 'b')).toEqual({
    sent: 1,
    twice: 0,
    taken: new Set(['b']),
  });
});
