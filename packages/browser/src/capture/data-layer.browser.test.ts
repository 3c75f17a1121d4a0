import { afterEach, expect, it, vi } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { type DataLayerOptions, dataLayer } from './data-layer.ts';

const page = window as unknown as Record<string, unknown[]>;
const logs: CaptureLog[] = [];
const begin = (options?: DataLayerOptions): CaptureLog => {
  const log = record(dataLayer(options));
  logs.push(log);
  return log;
};
afterEach(() => {
  for (const log of logs.splice(0)) log.stop();
  Reflect.deleteProperty(window, 'dataLayer');
  Reflect.deleteProperty(window, 'shopLayer');
  vi.restoreAllMocks();
});

/** As Google's own snippet has it. */
function gtag(..._: unknown[]): void {
  // biome-ignore lint/complexity/noArguments: it is what gtag pushes
  page.dataLayer?.push(arguments);
}
const view = (item_id: string) => ({ event: 'view_item', ecommerce: { items: [{ item_id }] } });
const viewed = (product_id: string) => ['Product Viewed', { product_id }];

it('takes over what is there, and then what is pushed, in order', () => {
  page.dataLayer = [view('A1'), { event: 'gtm.js' }];
  const log = begin();
  page.dataLayer.push({ ecommerce: null }, view('A2'));
  gtag('event', 'add_to_cart', { currency: 'EUR', items: [{ item_id: 'A2', price: 20 }] });
  gtag('consent', 'update', { analytics_storage: 'granted' });
  expect(log.events).toEqual([
    viewed('A1'),
    viewed('A2'),
    ['Product Added', { product_id: 'A2', price: 20, currency: 'EUR' }],
  ]);
});

it('makes the data layer where there is none, so that the shop may push at once', () => {
  const log = begin({ name: 'shopLayer' });
  expect(page.shopLayer?.push(view('A1'))).toBe(1);
  expect(log.events).toEqual([viewed('A1')]);
});

it('leaves what is no list alone', () => {
  page.dataLayer = 'garbage' as unknown as unknown[];
  const log = begin();
  expect(log.events).toEqual([]);
  expect(page.dataLayer).toBe('garbage');
});

it('hands everything on to whoever hooked it before, and after', () => {
  const before: unknown[] = [];
  const layer: unknown[] = [];
  page.dataLayer = layer;
  layer.push = (...entries) => before.push(...entries);
  const log = begin();
  const after = layer.push;
  layer.push = (...entries) => after.apply(layer, entries);
  expect(layer.push(view('A1'), 7)).toBe(2);
  expect(before).toHaveLength(2);
  expect(log.events).toEqual([viewed('A1')]);
});

it('reads no entry twice, also not by another tracker of the page', () => {
  page.dataLayer = [view('A1')];
  begin().stop();
  const again = begin();
  page.dataLayer.push(view('A2'));
  expect(again.events).toEqual([viewed('A2')]);
});

it('never makes a push fail', () => {
  page.dataLayer = [];
  const log = begin();
  const trap = new Proxy(
    {},
    {
      get() {
        throw new Error('trapped');
      },
    },
  );
  const odd = [
    trap,
    null,
    undefined,
    7,
    'x',
    () => {},
    [],
    { event: {} },
    { event: 'view_item', ecommerce: trap },
  ];
  expect(page.dataLayer.push(...odd)).toBe(odd.length);
  expect(log.events).toEqual([]);
});

it('says nothing of events that are not taken over, unless it is asked to, and then once', () => {
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  page.dataLayer = [];
  const quiet = begin();
  page.dataLayer.push({ event: 'my_event' });
  expect(warned).not.toHaveBeenCalled();
  quiet.stop();
  begin({ unknown: 'warn' });
  page.dataLayer.push({ event: 'my_event' }, { event: 'my_event' }, { event: 'purchase' });
  expect(warned.mock.calls).toEqual([
    [expect.stringContaining('"my_event"')],
    [expect.stringContaining('order_id')],
  ]);
});

it('stays quiet after its end, and leaves the data layer as it was', () => {
  const layer: unknown[] = [];
  page.dataLayer = layer;
  const { push } = layer;
  const log = begin();
  log.stop();
  log.stop();
  layer.push(view('A1'));
  expect(log.events).toEqual([]);
  expect(layer.push).toBe(push);
});
