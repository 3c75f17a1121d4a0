import { expect, it } from 'vitest';
import { correctedTime } from './corrected-time.ts';

const receivedAt = Date.parse('2026-11-22T10:00:00Z');
const at = (...args: Parameters<typeof correctedTime>) => new Date(correctedTime(...args)).toISOString();

it.each([
  {
    because: 'the clocks agree, and transit is no skew',
    times: { timestamp: '2026-11-22T09:59:30Z', sentAt: '2026-11-22T09:59:40Z' },
    expected: '2026-11-22T09:59:30.000Z',
  },
  {
    because: 'an event that waited in a queue for a week keeps its time',
    times: { timestamp: '2026-11-15T09:00:00Z', sentAt: '2026-11-22T09:59:59Z' },
    expected: '2026-11-15T09:00:00.000Z',
  },
  {
    because: 'the clock of the client is two hours ahead',
    times: { timestamp: '2026-11-22T11:58:00Z', sentAt: '2026-11-22T12:00:00Z' },
    expected: '2026-11-22T09:58:00.000Z',
  },
  {
    because: 'the clock of the till began at 1970 again',
    times: { timestamp: '1970-01-01T00:10:00Z', sentAt: '1970-01-01T00:20:00Z' },
    expected: '2026-11-22T09:50:00.000Z',
  },
  {
    because: 'nothing happens after it arrived',
    times: { timestamp: '2026-11-22T10:00:20Z', sentAt: '2026-11-22T10:00:10Z' },
    expected: '2026-11-22T10:00:00.000Z',
  },
  {
    because: 'without sentAt nobody can know, and history keeps its date',
    times: { timestamp: '2010-12-01' },
    expected: '2010-12-01T00:00:00.000Z',
  },
  { because: 'without a time it happened now', times: {}, expected: '2026-11-22T10:00:00.000Z' },
  {
    because: 'what cannot be read counts as no time',
    times: { timestamp: 'yesterday', sentAt: 'today' },
    expected: '2026-11-22T10:00:00.000Z',
  },
  {
    because: 'originalTimestamp is what the client wrote, timestamp what a proxy made of it',
    times: { originalTimestamp: '2026-11-22T09:00:00Z', timestamp: '2026-11-22T09:30:00Z' },
    expected: '2026-11-22T09:00:00.000Z',
  },
  {
    because: 'a time without an offset is UTC, whatever zone the machine is in',
    times: { timestamp: '2026-11-22T09:00:00' },
    expected: '2026-11-22T09:00:00.000Z',
  },
  {
    because: 'what lies beyond every clock counts as no time',
    times: { timestamp: '-271821-04-20T00:00:00Z', sentAt: '+275760-09-13T00:00:00Z' },
    expected: '2026-11-22T10:00:00.000Z',
  },
])('$because', ({ times, expected }) => {
  expect(at(times, receivedAt)).toBe(expected);
});
