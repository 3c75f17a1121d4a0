import { afterEach, expect, it } from 'vitest';
import { pageHub, wipeDevice } from '../test/page-hub.ts';
import type { Tracker } from './index.ts';

const page = window as unknown as { rialto?: unknown };
afterEach(wipeDevice);

it('takes over the stub, replays what was called with its own time, and goes on with the same verbs', async () => {
  await wipeDevice();
  const hub = pageHub();
  const early = Object.assign(['track', 'Order Completed', { order_id: 'O-1' }], { at: 1_700_000_000_000 });
  page.rialto = [
    early,
    ['identify', 'c-42'],
    ['create', { endpoint: 'https://hub.test', writeKey: 'wk_demo', channel: 'web', capture: ['pageViews'] }],
    'no call',
    ['no such verb', 1],
  ];
  await import('./global.ts');
  const rialto = page.rialto as Tracker & { push(call: readonly unknown[]): void };
  rialto.push(['track', 'Order Completed', { order_id: 'O-2' }]);
  rialto.track('Order Completed', { order_id: 'O-3' });
  expect(await rialto.flush()).toMatchObject({ delivered: 4 });
  expect(hub.taken().map(({ type, properties }) => properties?.order_id ?? type)).toEqual([
    'O-1',
    'identify',
    'O-2',
    'O-3',
  ]);
  expect(hub.taken()[0]?.timestamp).toBe('2023-11-14T22:13:20.000Z');
  await rialto.close();
  hub.close();
});
