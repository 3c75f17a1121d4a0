import { expect, it } from 'vitest';
import type { CrossedRequest } from './fault-proxy.ts';
import { undercuts } from './retry-after.ts';

const request = (at: number, retryAfter?: string): CrossedRequest => ({
  ...{ method: 'POST', path: '/v1/batch', body: '', bytes: 0, markers: [], at, sentAt: undefined },
  answer: { at: at + 10, status: retryAfter === undefined ? 200 : 429, retryAfter },
});

it('finds a request that came before the time that an answer had named', () => {
  expect(undercuts([request(0, '2'), request(1_500)])).toEqual([
    '/v1/batch was sent 510 ms before Retry-After was over',
  ]);
});

it('lets pass what came after it, and what was under way already', () => {
  expect(undercuts([request(0, '2'), request(100), request(2_010)])).toEqual([]);
});

it('goes by when a request left its sender, where its clock can be believed', () => {
  const late = { ...request(1_500), sentAt: 100 };
  expect(undercuts([request(0, '2'), late])).toEqual([]);
  expect(undercuts([request(86_400_000, '2'), { ...late, at: 86_401_500 }])).toHaveLength(1);
});

it('reads a date', () => {
  const date = new Date(60_000).toUTCString();
  expect(undercuts([request(50_000, date), request(59_000), request(60_000)])).toHaveLength(1);
});
