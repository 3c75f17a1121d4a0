import { isRialtoError } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { clientDefaults, resolveOptions } from './client-options.ts';

const good = {
  endpoint: 'http://127.0.0.1:4180',
  key: 'sk_secret_value',
  source: 'till-hh-4',
  channel: 'store',
  queue: 'memory',
} as const;

function complaint(options: unknown): string {
  try {
    resolveOptions(options as never);
  } catch (error) {
    if (isRialtoError(error) && error.code === 'invalid-option') return error.message;
    throw error;
  }
  return 'nothing';
}

describe('the options of a client', () => {
  it('have defaults', () => {
    expect(resolveOptions(good)).toEqual({
      ...good,
      ...clientDefaults,
      gzip: false,
      closeOn: ['SIGTERM'],
      queue: {
        path: undefined,
        maxEvents: 100_000,
        maxBytes: 268_435_456,
        maxAge: 2_592_000_000,
        whenFull: 'refuse',
      },
    });
    expect(resolveOptions({ ...good, queue: { path: './queue' } }).queue).toEqual({
      path: './queue',
      maxEvents: 1_000_000,
      maxBytes: 1_073_741_824,
      maxAge: 2_592_000_000,
      whenFull: 'refuse',
    });
  });

  it.each([
    ['https://hub.example.org', true],
    ['http://10.0.0.7:4180', true],
    ['http://localhost.example.org', true],
    ['http://localhost:4180', false],
    ['http://127.8.0.1:4180/rialto', false],
    ['http://[::1]:4180', false],
  ])('compress what travels to %s: %s', (endpoint, gzip) => {
    expect(resolveOptions({ ...good, endpoint }).gzip).toBe(gzip);
    expect(resolveOptions({ ...good, endpoint, gzip: !gzip }).gzip).toBe(!gzip);
  });

  it('take an endpoint with a path and without its last slash', () => {
    expect(resolveOptions({ ...good, endpoint: 'https://shop.example.org/rialto/' }).endpoint).toBe(
      'https://shop.example.org/rialto',
    );
  });

  it.each<[object, string]>([
    [{ endpont: 'x' }, 'no option "endpont"'],
    [{ flushInterval: 5 }, 'no option "flushInterval"'],
    [{ endpoint: 'localhost' }, 'endpoint must be'],
    [{ endpoint: '/rialto' }, 'got "/rialto"'],
    [{ endpoint: 'ftp://hub' }, 'endpoint must be'],
    [{ endpoint: 'http://me:word@hub' }, 'endpoint must be'],
    [{ endpoint: undefined }, 'got undefined'],
    [{ source: '' }, 'source must be'],
    [{ source: 7 }, 'got 7'],
    [{ channel: 'shop' }, 'got "shop"'],
    [{ queue: undefined }, "queue must be { path } or 'memory'; got undefined"],
    [{ queue: 'disk' }, 'got "disk"'],
    [{ queue: {} }, 'queue.path must be'],
    [{ queue: { path: './q', maxEvent: 3 } }, 'queue has no option "maxEvent"'],
    [{ queue: { path: './q', maxAge: '30d' } }, 'queue.maxAge must be a whole number from 1; got "30d"'],
    [{ queue: { path: './q', whenFull: 'drop' } }, 'queue.whenFull must be'],
    [{ queue: { path: './q', whenFull: { dropOldest: 'lowest' } } }, 'queue.whenFull must be'],
    [{ queue: { path: './q', whenFull: null } }, 'queue.whenFull must be'],
    [{ gzip: 'yes' }, 'gzip must be true or false; got "yes"'],
    [{ closeOn: 'SIGTERM' }, 'closeOn must be a list of SIGTERM'],
    [{ closeOn: ['SIGKILL'] }, 'closeOn must be'],
    [{ closeOn: ['term'] }, 'closeOn must be'],
    [{ waitUntil: true }, 'waitUntil must be a function; got true'],
    [{ maxInFlight: 17 }, 'maxInFlight must be a whole number from 1 to 16; got 17'],
    [{ sendTimeout: 0 }, 'sendTimeout must be'],
    [{ plan: 'retail' }, 'plan must come from definePlan'],
    [{ consent: { analytics: true } }, 'consent must be a gate'],
    [{ flushAt: 0 }, 'flushAt must be a whole number from 1; got 0'],
    [{ flushAfter: Number.NaN }, 'flushAfter must be'],
    [{ batchMessages: 2_501 }, 'batchMessages must be a whole number from 1 to 2500; got 2501'],
    [{ readTimeout: 1.5 }, 'readTimeout must be'],
    [{ maxHeld: -1 }, 'maxHeld must be'],
  ])('with %j are refused by name', (change, expected) => {
    expect(complaint({ ...good, ...change })).toContain(expected);
  });

  it.each([undefined, null, 'http://hub', []])('that are no object (%j) are refused', (options) => {
    expect(complaint(options)).toContain('createClient takes one object');
  });

  it('never repeat a key', () => {
    for (const key of ['pk_live_very_secret', 'sk_with blank very_secret', 7]) {
      const message = complaint({ ...good, key });
      expect(message).toContain('key must be');
      expect(message).not.toContain('very_secret');
    }
  });
});
