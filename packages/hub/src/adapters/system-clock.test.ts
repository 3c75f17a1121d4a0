import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('does not ring at once for what is further off than a timer can count', () => {
  vi.useFakeTimers();
  const ring = vi.fn();
  const timer = systemClock.after(2 ** 40, ring);
  vi.advanceTimersByTime(60_000);
  expect(ring).not.toHaveBeenCalled();
  timer.cancel();
});
