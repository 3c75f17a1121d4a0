import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { attention } from './attention.ts';

let log: CaptureLog;
let now = 0;
let focused = true;
let visible = true;
const begunAt = location.href;
const startPath = location.pathname;

beforeEach(() => {
  now = 1_000;
  focused = true;
  visible = true;
  Object.defineProperty(document, 'hasFocus', { value: () => focused, configurable: true });
  Object.defineProperty(document, 'visibilityState', {
    get: () => (visible ? 'visible' : 'hidden'),
    configurable: true,
  });
  log = record(attention({ clock: { now: () => now } }));
});
afterEach(() => {
  log.stop();
  Reflect.deleteProperty(document, 'hasFocus');
  Reflect.deleteProperty(document, 'visibilityState');
  document.body.replaceChildren();
  history.replaceState(null, '', begunAt);
});

function setVisible(is: boolean): void {
  visible = is;
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}
function setFocus(is: boolean): void {
  focused = is;
  dispatchEvent(new Event(is ? 'focus' : 'blur'));
}
const left = () => log.events.filter(([event]) => event === 'Page Left').map(([, properties]) => properties);
const depths = () =>
  log.events
    .filter(([event]) => event === 'Page Scrolled')
    .map(([, properties]) => (properties as { depth: number }).depth);

async function scrollTo(percent: number): Promise<void> {
  const { scrollHeight } = document.documentElement;
  const heard = new Promise((resolve) => addEventListener('scroll', resolve, { once: true, passive: true }));
  scroll({ top: (scrollHeight * percent) / 100 - innerHeight, behavior: 'instant' });
  await heard;
}

it('tells how long a page was looked at when it goes out of sight, and once for one departure', () => {
  now += 12_340;
  setVisible(false);
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
  expect(left()).toEqual([{ duration: 12.3, path: startPath }]);
});

it('counts only while the page is in sight and has the focus', () => {
  now += 1_000;
  setFocus(false);
  now += 60_000;
  setFocus(true);
  now += 2_000;
  setVisible(false);
  now += 60_000;
  setVisible(true);
  now += 4_000;
  dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(left()).toEqual([
    { duration: 3, path: startPath },
    { duration: 4, path: startPath },
  ]);
});

it('begins anew with the next page of the document, and names the page that was left', () => {
  now += 5_000;
  history.pushState(null, '', '/lamps?secret=1');
  now += 2_000;
  history.pushState(null, '', '/chairs');
  expect(left()).toEqual([
    { duration: 5, path: startPath },
    { duration: 2, path: '/lamps' },
  ]);
});

it('says nothing of a page that nobody looked at', () => {
  now += 40;
  setVisible(false);
  now += 60_000;
  dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(left()).toEqual([]);
});

it('tells each depth once per page, in order, also when somebody jumps', async () => {
  document.body.innerHTML = '<div style="height: 10000px"></div>';
  await scrollTo(30);
  expect(depths()).toEqual([25]);
  await scrollTo(80);
  await scrollTo(40);
  expect(depths()).toEqual([25, 50, 75]);
  await scrollTo(100);
  expect(depths()).toEqual([25, 50, 75, 100]);
  history.pushState(null, '', '/lamps');
  await scrollTo(26);
  expect(depths()).toEqual([25, 50, 75, 100, 25]);
});

it('takes no notice of what scrolls within the page', async () => {
  document.body.innerHTML =
    '<div id="list" style="height: 50px; overflow: auto"><p style="height: 500px"></p></div><div style="height: 100px"></div>';
  const list = document.getElementById('list');
  const heard = new Promise((resolve) => list?.addEventListener('scroll', resolve, { once: true }));
  list?.scrollTo({ top: 400, behavior: 'instant' });
  await heard;
  expect(depths()).toEqual([]);
});

it('tells no depth of a page before it is scrolled', () => {
  dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(depths()).toEqual([]);
});

it('stays quiet after its end', () => {
  log.stop();
  now += 5_000;
  setVisible(false);
  history.pushState(null, '', '/lamps');
  dispatchEvent(new Event('scroll'));
  expect(log.events).toEqual([]);
});
