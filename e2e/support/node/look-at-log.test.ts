import { expect, it } from 'vitest';
import { wrongOrder, wrongTimes } from './look-at-log.ts';
import type { LoggedSale } from './open-node-hub.ts';

const day = 86_400_000;
const sale = (number: number, more: Partial<LoggedSale> = {}): LoggedSale => ({
  ...{ marker: `zqax${number}qz`, number, userId: 'c-1' },
  ...{ trueAt: 5_000, originalAt: 5_000, sentAt: 6_000, receivedAt: 6_010, happenedAt: 5_000 },
  sequence: { queue: 'q_0', number: number + 1 },
  ...more,
});

it('finds nothing wrong with sales in their order, whoever comes between', () => {
  expect(wrongOrder([sale(0), sale(5, { userId: 'c-2' }), sale(1), sale(2)])).toEqual([]);
  expect(wrongOrder([])).toEqual([]);
});

it('finds a sale that came before an earlier one of the same customer', () => {
  expect(wrongOrder([sale(1), sale(0)])).toEqual(['1 sales came before an earlier one of the customer']);
});

it('finds a number that was given twice, but not in two queues', () => {
  const again = { sequence: { queue: 'q_0', number: 1 } };
  expect(wrongOrder([sale(0), sale(1, again)])).toEqual(['1 numbers of the queue do not go up']);
  expect(wrongOrder([sale(0), sale(1, { sequence: { queue: 'q_1', number: 1 } })])).toEqual([]);
});

it('finds a sale without a number among others that have one', () => {
  expect(wrongOrder([sale(0), sale(1, { sequence: undefined })])).toEqual(['some sales have no number']);
});

it('finds a time that is off although the clock was as wrong at the tracking as at the sending', () => {
  const ahead = { originalAt: 5_000 + day, sentAt: 6_000 + day };
  expect(wrongTimes([sale(0, ahead)])).toEqual([]);
  expect(wrongTimes([sale(0, { ...ahead, happenedAt: 5_000 + day })])).toEqual([
    '1 times are off by more than 5 minutes',
  ]);
});

it('expects nothing of a clock that was put in between', () => {
  expect(wrongTimes([sale(0, { originalAt: 5_000 + day, happenedAt: 5_000 - day })])).toEqual([]);
});
