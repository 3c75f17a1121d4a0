import { afterEach, expect, it } from 'vitest';
import { pageViews } from './page-views.ts';

const { pushState, replaceState } = history;
const begunAt = location.href;
afterEach(() => {
  history.replaceState(null, '', begunAt);
});

it('counts the first page and each change of path or query, and not of the fragment', () => {
  const seen: string[] = [];
  const stop = pageViews()({
    track: () => {},
    page: () => void seen.push(location.pathname + location.search),
  });
  history.pushState(null, '', '/lamps');
  history.pushState(null, '', '/lamps#top');
  history.replaceState(null, '', '/lamps?page=2');
  history.replaceState({ scroll: 3 }, '');
  expect(seen.slice(1)).toEqual(['/lamps', '/lamps?page=2']);
  stop();
  history.pushState(null, '', '/chairs');
  expect(seen).toHaveLength(3);
  expect(history.pushState).toBe(pushState);
  expect(history.replaceState).toBe(replaceState);
});

it('hears the way back', async () => {
  const seen: string[] = [];
  const stop = pageViews()({ track: () => {}, page: () => void seen.push(location.pathname) });
  history.pushState(null, '', '/lamps');
  const back = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
  history.back();
  await back;
  expect(seen).toEqual([seen[0], '/lamps', seen[0]]);
  stop();
});

it('stays quiet after its end, also where somebody has wrapped it', () => {
  const seen: string[] = [];
  const stop = pageViews()({ track: () => {}, page: () => void seen.push(location.pathname) });
  const watched = history.pushState;
  history.pushState = (...args) => {
    watched.apply(history, args);
  };
  stop();
  history.pushState(null, '', '/lamps');
  expect(seen).toHaveLength(1);
  history.pushState = pushState;
});
