import { expect, it, vi } from 'vitest';
import { createCustomerBars } from './customer-bars.ts';

const settling = () => {
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { settle, settled };
};

it('keeps what was asked for after a change, and not what was asked for before', () => {
  const bars = createCustomerBars();
  const before = bars.moment();
  expect(bars.mayKeep(['ada'], before)).toBe(true);
  bars.bar(['ada']);
  expect(bars.mayKeep(['ada'], before)).toBe(false);
  expect(bars.mayKeep(['ben', 'ada'], before)).toBe(false);
  expect(bars.mayKeep(['ben'], before)).toBe(true);
  expect(bars.mayKeep(['ada'], bars.moment())).toBe(true);
});

it('keeps nothing until all changes have arrived, and nothing from before that', async () => {
  const bars = createCustomerBars();
  const [first, second] = [settling(), settling()];
  bars.bar(['ada'], first.settled);
  bars.bar(['ada', 'ada'], second.settled);
  first.settle();
  await first.settled;
  const between = bars.moment();
  expect(bars.mayKeep(['ada'], between)).toBe(false);
  second.settle();
  await second.settled;
  expect(bars.mayKeep(['ada'], between)).toBe(false);
  expect(bars.mayKeep(['ada'], bars.moment())).toBe(true);
});

it('errs on the safe side when there are more changes than it can remember', async () => {
  const bars = createCustomerBars(2);
  const before = bars.moment();
  bars.bar(['ada']);
  bars.bar(['ben']);
  expect(bars.mayKeep(['cem'], before)).toBe(true);
  bars.bar(['cem']);
  // Ada's change is no longer remembered: nothing from before it is kept, whoever it is about.
  expect(bars.mayKeep(['dora'], before)).toBe(false);
  expect(bars.mayKeep(['dora'], bars.moment())).toBe(true);

  const { settle, settled } = settling();
  bars.bar(['ada', 'ben', 'cem'], settled);
  expect(bars.mayKeep(['dora'], bars.moment())).toBe(false);
  settle();
  await settled;
  expect(bars.mayKeep(['dora'], bars.moment())).toBe(true);
});

it('remembers no names for more events on their way than it can, and trusts nothing until they are over', async () => {
  const bars = createCustomerBars(2);
  const [named, nameless] = [settling(), settling()];
  bars.bar(['ada', 'ben'], named.settled);
  expect(bars.mayKeep(['dora'], bars.moment())).toBe(true);
  bars.bar(['cem'], nameless.settled);
  expect(bars.mayKeep(['dora'], bars.moment())).toBe(false);
  const before = bars.moment();
  nameless.settle();
  await nameless.settled;
  expect(bars.mayKeep(['dora'], before)).toBe(false);
  expect(bars.mayKeep(['dora'], bars.moment())).toBe(true);
  expect(bars.mayKeep(['ben'], bars.moment())).toBe(false);
  named.settle();
  await named.settled;
  expect(bars.mayKeep(['ben'], bars.moment())).toBe(true);
});

it('does not look through everybody with each event of an outage', () => {
  const bars = createCustomerBars(10);
  const never = new Promise<void>(() => {});
  for (let number = 0; number < 200; number += 1) bars.bar([`c-${number}`], never);
  const steps = vi.spyOn(Object.getPrototypeOf(new Map().entries()), 'next');
  bars.bar(['ada'], never);
  const count = steps.mock.calls.length;
  steps.mockRestore();
  expect(count).toBeLessThan(10);
});
