import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { errors } from './errors.ts';

let log: CaptureLog;
// The test runner would count every failure as its own.
const mute = (event: Event): void => {
  event.preventDefault();
  event.stopImmediatePropagation();
};
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue();
  log = record(errors());
  addEventListener('error', mute);
  addEventListener('unhandledrejection', mute);
});
afterEach(() => {
  log.stop();
  vi.restoreAllMocks();
  removeEventListener('error', mute);
  removeEventListener('unhandledrejection', mute);
});

const fail = (error: unknown, filename = `${location.origin}/a.js?v=ada`, lineno = 3) =>
  dispatchEvent(
    new ErrorEvent('error', { error, filename, lineno, colno: 9, message: 'no ada', cancelable: true }),
  );
const reject = (reason: unknown) =>
  dispatchEvent(
    new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve(), reason, cancelable: true }),
  );

it('records what kind of failure happened where, never its message', () => {
  fail(new TypeError('no ada@example.org'));
  expect(log.events).toEqual([
    [
      'Page Failed',
      { name: 'TypeError', file: `${location.origin}/a.js`, line: 3, column: 9, path: location.pathname },
    ],
  ]);
  expect(JSON.stringify(log.events)).not.toContain('ada');
});

it('records a promise that nobody caught, with the place of its stack', () => {
  reject(new RangeError('no ada@example.org'));
  expect(log.events).toEqual([
    ['Page Failed', expect.objectContaining({ name: 'RangeError', file: expect.stringMatching(/\.ts$/) })],
  ]);
  expect(JSON.stringify(log.events)).not.toContain('ada@');
});

it('hears failures as they really happen', async () => {
  reportError(new SyntaxError('no ada@example.org'));
  void Promise.reject(new URIError('no ada@example.org'));
  await vi.waitFor(() => expect(log.events).toHaveLength(2));
  const told = log.events.map(([, properties]) => properties as { name: string; file: string; line: number });
  expect(told.map(({ name }) => name)).toEqual(['SyntaxError', 'URIError']);
  for (const { file, line } of told) {
    expect(file).toMatch(/\/errors\.browser\.test\.ts$/);
    expect(line).toBeGreaterThan(0);
  }
  expect(JSON.stringify(told)).not.toContain('ada');
});

it('records the same failure once, and at most ten', () => {
  for (let repeat = 0; repeat < 5; repeat += 1) fail(new Error('x'));
  expect(log.events).toHaveLength(1);
  for (let line = 10; line < 50; line += 1) fail(new Error('x'), undefined, line);
  reject('x');
  expect(log.events).toHaveLength(10);
});

it('leaves out what tells nothing: scripts of others, and notes of the browser', () => {
  fail(null, '', 0);
  dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop completed', cancelable: true }));
  expect(log.events).toEqual([]);
});

it('survives what cannot be read', () => {
  reject(undefined);
  reject(null);
  reject({
    get stack() {
      throw new Error('trapped');
    },
  });
  expect(log.events.map(([, properties]) => (properties as { name: string }).name)).toEqual([
    'undefined',
    'object',
  ]);
});

it('stays quiet after its end', () => {
  log.stop();
  fail(new Error('x'));
  reject(new Error('x'));
  expect(log.events).toEqual([]);
});
