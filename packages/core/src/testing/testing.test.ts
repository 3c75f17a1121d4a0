import { describe, expect, it } from 'vitest';
import { acceptAll, manualClock, scriptedTransport, seededRandom, storedEvent } from './index.ts';

describe('a manual clock', () => {
  it('stands until it is moved, and rings in order of time', async () => {
    const clock = manualClock(1_000);
    const rung: string[] = [];
    clock.after(20, () => rung.push(`b at ${clock.now()}`));
    clock.after(10, () => rung.push(`a at ${clock.now()}`));
    clock.after(10, () => rung.push('a too'));
    clock.after(30, () => rung.push('late'));
    await clock.advance(25);
    expect(rung).toEqual(['a at 1010', 'a too', 'b at 1020']);
    expect(clock.now()).toBe(1_025);
  });

  it('rings what is set on the way, lets promises settle, and forgets what is cancelled', async () => {
    const clock = manualClock(0);
    const rung: number[] = [];
    const again = async (): Promise<void> => {
      await Promise.resolve();
      rung.push(clock.now());
      if (rung.length < 3) clock.after(5, () => void again());
    };
    clock.after(5, () => void again());
    const timer = clock.after(7, () => rung.push(-1));
    timer.cancel();
    timer.cancel();
    await clock.advance(100);
    expect(rung).toEqual([5, 10, 15]);
  });
});

describe('seeded chance', () => {
  it('repeats itself, differs by seed, and stays from 0 up to but without 1', () => {
    const draw = (seed?: number) =>
      Array.from(
        { length: 1_000 },
        (
          (random) => () =>
            random.next()
        )(seededRandom(seed)),
      );
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw().every((value) => value >= 0 && value < 1)).toBe(true);
    expect(draw().reduce((sum, value) => sum + value) / 1_000).toBeCloseTo(0.5, 1);
    expect([...seededRandom(1).bytes(4)]).toEqual([...seededRandom(1).bytes(4)]);
  });
});

describe('a scripted transport', () => {
  it('answers by its script, then accepts, and remembers what it was given', async () => {
    const transport = scriptedTransport([{ outcome: 'retry', reason: 'network' }]);
    const batch = [storedEvent('a')];
    expect(await transport.send(batch)).toEqual({ outcome: 'retry', reason: 'network' });
    expect(await transport.send(batch)).toEqual(acceptAll(batch));
    expect(transport.sent).toEqual([['a'], ['a']]);
  });
});
