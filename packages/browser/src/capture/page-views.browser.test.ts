import { afterEach, describe, expect, it } from 'vitest';
import { record } from '../../test/capture-log.ts';
import { pageViews } from './page-views.ts';

const { pushState, replaceState } = history;
const begunAt = location.href;
const startPath = location.pathname + location.search;
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  history.replaceState(null, '', begunAt);
});

function watch(): string[] {
  const seen: string[] = [];
  const here = (): void => void seen.push(location.pathname + location.search);
  stops.push(record((target) => pageViews()({ ...target, page: here })).stop);
  return seen;
}

/** Browsers without the Navigation API are told by the History API alone. */
function withoutNavigation(): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'navigation');
  Object.defineProperty(globalThis, 'navigation', { value: undefined, configurable: true });
  stops.push(() => own && Object.defineProperty(globalThis, 'navigation', own));
}

describe.each([
  ['by the Navigation API', () => {}],
  ['by the History API', withoutNavigation],
])('page views, %s', (_, prepare) => {
  it('counts the first page and each change of path or query, and not of the fragment', () => {
    prepare();
    const seen = watch();
    history.pushState(null, '', '/lamps');
    history.pushState(null, '', '/lamps#top');
    history.pushState(null, '', '/lamps?page=2');
    history.pushState(null, '', '/lamps?page=2');
    expect(seen).toEqual([startPath, '/lamps', '/lamps?page=2']);
  });

  it('counts a replaced address only when the path changes', () => {
    prepare();
    const seen = watch();
    history.replaceState(null, '', '/lamps');
    history.replaceState({ scroll: 3 }, '');
    history.replaceState(null, '', '/lamps?colour=red');
    history.replaceState(null, '', '/lamps#red');
    history.replaceState(null, '', '/lamps?colour=red');
    history.pushState(null, '', '/lamps?colour=red');
    expect(seen).toEqual([startPath, '/lamps']);
  });

  it('hears the way back', async () => {
    prepare();
    const seen = watch();
    history.pushState(null, '', '/lamps');
    const back = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
    history.back();
    await back;
    expect(seen).toEqual([startPath, '/lamps', startPath]);
  });

  it('stays quiet after its end, and leaves the History API as it was', () => {
    prepare();
    const seen = watch();
    stops[stops.length - 1]?.();
    stops[stops.length - 1]?.();
    history.pushState(null, '', '/lamps');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(seen).toEqual([startPath]);
    expect(history.pushState).toBe(pushState);
    expect(history.replaceState).toBe(replaceState);
  });
});

it('counts a page that comes back from the back/forward cache, and not the one that is first shown', () => {
  const seen = watch();
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
  expect(seen).toHaveLength(1);
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(seen).toEqual([startPath, startPath]);
});

it('waits with a page that is only prerendered until it is shown', () => {
  Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  stops.push(() => void Reflect.deleteProperty(document, 'prerendering'));
  const seen = watch();
  const closed = watch();
  stops[stops.length - 1]?.();
  expect(seen).toEqual([]);
  Object.defineProperty(document, 'prerendering', { value: false, configurable: true });
  document.dispatchEvent(new Event('prerenderingchange'));
  history.pushState(null, '', '/lamps');
  expect(seen).toEqual([startPath, '/lamps']);
  expect(closed).toEqual([]);
});

it('leaves History wrapped where somebody has wrapped it again, and is not heard any more', () => {
  withoutNavigation();
  const seen = watch();
  const watched = history.pushState;
  history.pushState = (...args) => {
    watched.apply(history, args);
  };
  stops[stops.length - 1]?.();
  history.pushState(null, '', '/lamps');
  expect(seen).toHaveLength(1);
  history.pushState = pushState;
});
