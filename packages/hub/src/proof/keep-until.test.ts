import { expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { consentOf, eventOf } from '../store/test-events.ts';
import { chainRecord } from './chain-record.ts';
import { keepUntil } from './keep-until.ts';
import { readProofRecord } from './proof-record.ts';

const recordsOf = (...events: readonly PreparedEvent[]) =>
  events.flatMap((event) => readProofRecord(chainRecord(event, 'p_1', undefined)?.body ?? '') ?? []);
const granted = (at: number, channel = 'phone', evidence = 'tape-1') =>
  consentOf(
    `g${at}`,
    ['userId:ada'],
    { [`marketing@${channel}`]: 'granted' },
    {
      happenedAt: at,
      receivedAt: at,
      properties: { evidence },
    },
  );
const call = (at: number, channel = 'phone') =>
  eventOf(`u${at}`, ['userId:ada'], {
    name: 'Consent Used',
    happenedAt: at,
    receivedAt: at,
    properties: { purpose: 'marketing', channel },
  });
const day = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date);

it('C3: keeps the proof of a call for five years from the grant or the last use, whichever is later', () => {
  const cell = 'marketing@phone';
  const until = (...events: readonly PreparedEvent[]) => keepUntil(recordsOf(...events)).get(cell);
  expect(until(granted(day(2026, 3, 1)))).toBe(day(2031, 3, 1));
  expect(until(granted(day(2026, 3, 1)), call(day(2026, 9, 1)), call(day(2026, 5, 1)))).toBe(day(2031, 9, 1));
  expect(until(call(day(2026, 5, 1)), granted(day(2027, 1, 1)))).toBe(day(2032, 1, 1));
  expect(until(granted(day(2024, 2, 29)))).toBe(day(2029, 3, 1));
});

it('C3: counts no grant without its evidence, no refusal and no other channel', () => {
  const withdrawal = consentOf('w', ['userId:ada'], { 'marketing@phone': 'withdrawn' });
  expect(
    keepUntil(recordsOf(granted(1, 'phone', ''), withdrawal, granted(1, 'email'), call(1, 'email'))).size,
  ).toBe(0);
});
