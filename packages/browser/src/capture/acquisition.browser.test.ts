import { afterEach, expect, it, vi } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { acquisition } from './acquisition.ts';

const begunAt = location.href;
let log: CaptureLog | undefined;
afterEach(() => {
  log?.stop();
  Reflect.deleteProperty(document, 'referrer');
  Reflect.deleteProperty(document, 'prerendering');
  vi.restoreAllMocks();
  history.replaceState(null, '', begunAt);
});

function land(query: string, referrer: string, type = 'navigate'): CaptureLog {
  history.replaceState(null, '', `/landing${query}`);
  Object.defineProperty(document, 'referrer', { value: referrer, configurable: true });
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ type } as unknown as PerformanceEntry]);
  log = record(acquisition({ ownHosts: ['pay.example'] }));
  return log;
}

it('A13: tells once by which channel somebody came, and not of later pages', () => {
  const { events } = land('?utm_campaign=lamps&gclid=Zx81', 'https://www.google.de/');
  history.pushState(null, '', '/lamps?utm_medium=email');
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(events).toEqual([
    [
      'Visit Started',
      {
        acquisition: {
          channel: 'search',
          evidence: 'gclid',
          paid: true,
          source: 'google',
          campaign: 'lamps',
        },
      },
    ],
  ]);
});

it.each(['reload', 'back_forward'])('A13: a %s is no arrival', (type) => {
  expect(land('?utm_medium=email', '', type).events).toEqual([]);
});

it('A6, A13: a way within the shop is none, and a page that nobody has seen yet is not looked at', () => {
  expect(land('', `${location.origin}/`).events).toEqual([]);
  expect(land('', 'https://pay.example/done').events).toEqual([]);
  Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  expect(land('', 'https://www.google.de/').events).toEqual([]);
});
