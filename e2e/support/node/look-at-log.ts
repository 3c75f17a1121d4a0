import type { LoggedSale } from './open-node-hub.ts';

/** Transit, and the time that a clock is right to, ms. */
const tolerance = 60_000;
const usable = 5 * 60_000;

/**
 * What is wrong with the order of a run's sales, in words: each customer's come as they were tracked, and the numbers of
 * the sender's queue go up in that order, each once.
 *
 * @param sales - in the order of the log
 */
export function wrongOrder(sales: readonly LoggedSale[]): readonly string[] {
  const outOfTurn = Object.values(Object.groupBy(sales, ({ userId }) => userId)).flatMap((own = []) =>
    own.filter(({ number }, at) => number < (own[at - 1]?.number ?? 0)),
  );
  const numbered = sales.filter(({ sequence }) => sequence !== undefined);
  const falling = Object.values(Object.groupBy(numbered, ({ sequence }) => sequence?.queue ?? '')).flatMap(
    (own = []) => fallingIn([...own].sort((a, b) => a.number - b.number)),
  );
  return [
    ...(outOfTurn.length > 0 ? [`${outOfTurn.length} sales came before an earlier one of the customer`] : []),
    ...(falling.length > 0 ? [`${falling.length} numbers of the queue do not go up`] : []),
    ...(numbered.length > 0 && numbered.length < sales.length ? ['some sales have no number'] : []),
  ];
}

const fallingIn = (own: readonly LoggedSale[]): readonly LoggedSale[] =>
  own.filter(({ sequence }, at) => at > 0 && (sequence?.number ?? 0) <= (own[at - 1]?.sequence?.number ?? 0));

/**
 * What is wrong with the times that the hub has given the sales, in words. Where the clock was put between the tracking
 * and the sending, it tells the hub nothing about when a sale happened: those are left out.
 */
export function wrongTimes(sales: readonly LoggedSale[]): readonly string[] {
  const wrong = sales.filter(({ originalAt, trueAt, sentAt, receivedAt, happenedAt }) => {
    const isSteady = Math.abs(originalAt - trueAt - (sentAt - receivedAt)) < tolerance;
    return isSteady && Math.abs(happenedAt - trueAt) > usable;
  });
  return wrong.length > 0 ? [`${wrong.length} times are off by more than 5 minutes`] : [];
}
