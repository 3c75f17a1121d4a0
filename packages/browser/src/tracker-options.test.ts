import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { createTracker, type TrackerOptions } from './index.ts';
import { resolveOptions } from './tracker-options.ts';
import { version } from './version.ts';

const good: TrackerOptions = { endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web' };

it.each([
  [undefined, /takes an object of options; got undefined/],
  [
    { ...good, endPoint: '/x' },
    /Unknown option "endPoint". Use one of: endpoint, writeKey, channel, consent/,
  ],
  [{ ...good, endpoint: '' }, /endpoint must be an http\(s\) address or a path.*got ""/],
  [{ ...good, endpoint: 'javascript:alert(1)' }, /endpoint must be/],
  [{ ...good, endpoint: 'hub.example' }, /endpoint must be/],
  [{ writeKey: 'wk_demo', channel: 'web' }, /endpoint must be.*got undefined/],
  [{ ...good, writeKey: 7 }, /writeKey must be.*got number/],
  [{ ...good, writeKey: 'sk_secret' }, /never a secret key; got string/],
  [{ ...good, channel: 'server' }, /channel must be 'x-…' or one of: web, app.*got "server"/],
  [{ ...good, consent: { decide: () => {} } }, /consent must be a consent manager/],
  [{ ...good, capture: ['pageViews'] }, /capture must be a list of captures/],
  [{ ...good, events: { 'Fitting Booked': [] } }, /events must be purposes by event/],
  [{ ...good, device: true }, /device must be \{ shared: true or false \}; got true/],
  [{ ...good, device: { share: true } }, /device must be \{ shared: true or false \}/],
  [{ ...good, device: { shared: 'yes' } }, /device must be/],
  [{ ...good, idStore: 'shop.example' }, /idStore must be subdomainCookie\(\{ … \}\); got "shop.example"/],
  [{ ...good, idStore: { domain: 'shop.example' } }, /idStore must be subdomainCookie/],
  [{ ...good, queue: { flushat: 3 } }, /queue must be positive numbers under: flushAt/],
  [{ ...good, queue: { flushAt: 0 } }, /queue must be/],
])('refuses %j', (options, message) => {
  const make = () => createTracker(options as TrackerOptions);
  expect(make).toThrow(message);
  expect(make).toThrow(expect.objectContaining({ name: 'RialtoError', code: 'invalid-option' }));
});

it('never repeats a key in an error', () => {
  expect(() => createTracker({ ...good, writeKey: 'sk_secret' })).toThrow(
    expect.not.stringContaining('sk_secret'),
  );
});

it('fills in what a page needs', () => {
  expect(resolveOptions({ ...good, endpoint: 'https://hub.example/' })).toMatchObject({
    endpoint: 'https://hub.example',
    queue: {
      flushAt: 20,
      flushAfter: 1_000,
      maxEvents: 1_000,
      maxBytes: 5 * 1024 * 1024,
      batchBytes: 40 * 1024,
    },
  });
});

it('carries the version of its package', () => {
  expect(version).toBe(manifest.version);
});
