import { type ManualClock, manualClock } from '@rialto/core/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchVisit } from './shared-device.ts';

const minute = 60_000;
let stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  stops = [];
  localStorage.clear();
  sessionStorage.clear();
});

function watch({ idle, throws, user }: { idle?: number; throws?: boolean; user?: string } = {}) {
  const clock: ManualClock = manualClock();
  const log: string[] = [];
  let userId = user;
  const identity = {
    userId: () => userId,
    identify: (id: string) => {
      userId = id;
    },
    reset: () => {
      userId = undefined;
    },
  };
  const tracker = {
    reset() {
      identity.reset();
      log.push('reset');
    },
    flush: () => log.push('flush'),
  };
  const onVisitEnd = (): void => {
    log.push(`end of ${userId ?? 'nobody known'}`);
    if (throws) throw new Error('their fault');
  };
  stops = [() => {}];
  watchVisit(
    { device: { ...(idle !== undefined && { idle }), onVisitEnd } },
    tracker,
    identity,
    clock,
    stops,
  );
  return { clock, log, identity, tracker };
}
const touch = (name = 'pointerdown') => document.body.dispatchEvent(new Event(name, { bubbles: true }));
/** What is thrown where nobody catches it; kept from whoever runs the tests. */
const nextError = () =>
  new Promise((resolve) => {
    const hear = (event: ErrorEvent): void => {
      event.stopImmediatePropagation();
      event.preventDefault();
      resolve(event.error.message);
    };
    addEventListener('error', hear, { capture: true, once: true });
  });
const ended = (whom = 'nobody known') => [`end of ${whom}`, 'reset', 'flush'];

describe('a visit', () => {
  it('S14: does not end where nobody is', async () => {
    const { clock, log } = watch();
    await clock.advance(60 * minute);
    expect(log).toEqual([]);
  });

  it.each(['pointerdown', 'keydown', 'wheel', 'touchmove', 'input'])(
    'S12: ends two minutes after the last %s, once',
    async (name) => {
      const { clock, log } = watch();
      touch();
      await clock.advance(1.5 * minute);
      touch(name);
      await clock.advance(2 * minute - 1);
      expect(log).toEqual([]);
      await clock.advance(1);
      expect(log).toEqual(ended());
      await clock.advance(60 * minute);
      expect(log).toEqual(ended());
    },
  );

  it('S12: hears an input that the page keeps to itself', async () => {
    const { clock, log } = watch();
    const stop = (event: Event): void => event.stopPropagation();
    document.body.addEventListener('pointerdown', stop);
    touch();
    document.body.removeEventListener('pointerdown', stop);
    await clock.advance(2 * minute);
    expect(log).toEqual(ended());
  });

  it('S12: is as long as it is told to be', async () => {
    const { clock, log } = watch({ idle: 5_000 });
    touch();
    await clock.advance(5_000);
    expect(log).toEqual(ended());
  });

  it('S12: begins with a sign-in by a card, too', async () => {
    const { clock, log, identity } = watch();
    await clock.advance(minute);
    identity.identify('c-1');
    await clock.advance(2 * minute);
    expect(log).toEqual(ended('c-1'));
  });

  it('S12: has begun where somebody signed in before the watch was there', async () => {
    const { clock, log } = watch({ user: 'c-1' });
    await clock.advance(2 * minute);
    expect(log).toEqual(ended('c-1'));
  });

  it('S12: that the device has slept through is over before the next finger counts', async () => {
    const { clock, log, identity } = watch();
    identity.identify('c-1');
    vi.spyOn(clock, 'now').mockReturnValue(clock.now() + 60 * minute);
    touch();
    expect(log).toEqual(ended('c-1'));
    expect(identity.userId()).toBeUndefined();
    vi.restoreAllMocks();
  });

  it('S14: that was ended by reset() is not ended once more', async () => {
    const { clock, log, tracker } = watch();
    touch();
    tracker.reset();
    await clock.advance(60 * minute);
    expect(log).toEqual(['reset']);
  });

  it('S12: is forgotten when the page goes', () => {
    const { log } = watch();
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(log).toEqual(['reset']);
  });

  it('S14: is told of when its page comes back from the cache, not when a page is first shown', () => {
    const { log } = watch();
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    expect(log).toEqual([]);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(log).toEqual(ended());
  });

  it('S14: is forgotten although the shop’s own function throws', async () => {
    const { clock, log } = watch({ throws: true });
    const told = nextError();
    touch();
    await clock.advance(2 * minute);
    expect(log).toEqual(ended());
    expect(await told).toBe('their fault');
  });

  it('S14: whose end throws costs the next person no sign-in', async () => {
    const { clock, log, identity } = watch({ throws: true, user: 'c-42' });
    const told = nextError();
    vi.spyOn(clock, 'now').mockReturnValue(clock.now() + 60 * minute);
    identity.identify('c-43');
    vi.restoreAllMocks();
    expect(log).toEqual(ended('c-42'));
    expect(identity.userId()).toBe('c-43');
    expect(await told).toBe('their fault');
  });

  it('S10: clears what was kept when the device was not shared, and nothing of others', () => {
    for (const key of ['rialto:id', 'rialto:user', 'rialto:session', 'theirs'])
      localStorage.setItem(key, 'x');
    for (const key of ['rialto:customer', 'theirs']) sessionStorage.setItem(key, 'x');
    watch();
    expect(Object.keys(localStorage)).toEqual(['theirs']);
    expect(Object.keys(sessionStorage)).toEqual(['theirs']);
  });

  it('stops with the tracker, and does not begin after its end', async () => {
    const { clock, log } = watch();
    touch();
    for (const stop of stops.splice(0)) stop();
    await clock.advance(60 * minute);
    touch();
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(log).toEqual([]);
    const late = { reset: () => log.push('reset'), flush: () => {} };
    watchVisit({}, late, { userId: () => undefined, identify() {}, reset() {} }, clock, []);
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(log).toEqual([]);
  });
});
