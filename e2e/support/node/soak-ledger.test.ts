import { expect, it } from 'vitest';
import { countCrossed, countLogged, createSoakLedger } from './soak-ledger.ts';

it('counts what is lost, twice in the log and twice on the wire', () => {
  const ledger = createSoakLedger();
  const ledgers = new Map([['s', ledger]]);
  ledger.tracked(0, 4);
  ledger.durable([0, 1, 2, 3]);
  const crossed = {
    method: 'POST',
    path: '/',
    body: '',
    bytes: 0,
    at: 0,
    sentAt: undefined,
    markers: ['zqsx0qz', 'zqsx1qz', 'zqox1qz'],
  };
  countCrossed({ ...crossed, taken: false }, ledgers);
  countCrossed({ ...crossed, taken: true }, ledgers);
  countCrossed({ ...crossed, taken: true }, ledgers);
  for (const row of ['zqsx0qz', 'zqsx1qz', 'zqsx1qz', 'zqox3qz']) countLogged(row, ledgers);
  expect(ledger.sums()).toEqual({ tracked: 4, promised: 4, lost: 2, duplicates: 1, sent: 6, twice: 2 });
});

it('forgives a killed process what it had not promised, and its successor nothing', () => {
  const ledger = createSoakLedger();
  ledger.tracked(0, 3);
  ledger.durable([0]);
  ledger.killed();
  ledger.tracked(100_000, 1);
  expect(ledger.sums()).toMatchObject({ tracked: 4, promised: 1, lost: 2 });
});
