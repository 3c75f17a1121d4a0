import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { webVitals } from './web-vitals.ts';

let log: CaptureLog;
const leave = (): void => void dispatchEvent(new PageTransitionEvent('pagehide'));
const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
const figures = () => log.events.map(([, properties]) => properties as Record<string, number>);
afterEach(() => {
  log.stop();
  document.body.replaceChildren();
});

it('tells once, when the page is left, how fast and steady it was', async () => {
  log = record(webVitals());
  expect(log.events).toEqual([]);
  leave();
  leave();
  expect(log.events.map(([event]) => event)).toEqual(['Page Measured']);
  const [measured] = figures();
  expect(measured).toMatchObject({ path: location.pathname, cls: expect.any(Number) });
  expect(measured?.ttfb).toBeGreaterThanOrEqual(0);
  for (const name of ['ttfb', 'lcp', 'inp']) expect(Number.isInteger(measured?.[name] ?? 0)).toBe(true);
});

it('counts a shift that really happens', async () => {
  log = record(webVitals());
  document.body.innerHTML =
    '<div id="push"></div><div style="height: 300px; width: 300px; background: teal">…</div>';
  await frame();
  const shifted = new Promise((resolve) => {
    new PerformanceObserver(resolve).observe({ type: 'layout-shift' });
  });
  const push = document.getElementById('push');
  if (push) push.style.height = '120px';
  await shifted;
  leave();
  expect(figures()[0]?.cls).toBeGreaterThan(0);
});

it('knows how long the slowest interaction took', async () => {
  log = record(webVitals());
  document.body.innerHTML = '<button>Go</button>';
  const button = document.querySelector('button');
  if (!button) throw new Error('no button');
  button.addEventListener('click', () => {
    const until = performance.now() + 120;
    while (performance.now() < until);
  });
  const reported = new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntries().some((entry) => (entry as { interactionId?: number }).interactionId)) resolve(0);
    }).observe({ type: 'event', durationThreshold: 40 } as PerformanceObserverInit);
  });
  await userEvent.click(button);
  await reported;
  leave();
  expect(figures()[0]?.inp).toBeGreaterThanOrEqual(100);
});

it('knows no paint of a page that was opened in the background', () => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  log = record(webVitals());
  Reflect.deleteProperty(document, 'visibilityState');
  leave();
  expect(figures()[0]).not.toHaveProperty('lcp');
});

it('stays quiet after its end, and where nothing can be measured', () => {
  log = record(webVitals());
  log.stop();
  leave();
  expect(log.events).toEqual([]);
  const own = globalThis.PerformanceObserver;
  Reflect.set(globalThis, 'PerformanceObserver', undefined);
  log = record(webVitals());
  Reflect.set(globalThis, 'PerformanceObserver', own);
  leave();
  expect(log.events).toEqual([]);
});
