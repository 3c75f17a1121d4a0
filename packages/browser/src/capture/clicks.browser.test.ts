import { afterEach, expect, it, vi } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { stayOnPage } from '../../test/stay-on-page.ts';
import { clicks } from './clicks.ts';

let log: CaptureLog | undefined;
stayOnPage();
afterEach(() => {
  log?.stop();
  vi.restoreAllMocks();
});

function show<Found extends HTMLElement = HTMLElement>(html: string, selector = '#hit'): Found {
  document.body.innerHTML = html;
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

it('records a click on a marked element, and on what is inside it', () => {
  log = record(clicks());
  const hit = show(`
    <a href="/p/A1" data-rialto-event="Product Clicked" data-rialto-product-id="A1" data-rialto-position="3">
      <img alt=""><b id="hit">Lamp for Ada</b>
    </a>`);
  hit.click();
  hit.closest('a')?.click();
  expect(log.events).toEqual([
    ['Product Clicked', { product_id: 'A1', position: 3 }],
    ['Product Clicked', { product_id: 'A1', position: 3 }],
  ]);
});

it('takes the closest mark alone, and nothing where there is none', () => {
  log = record(clicks());
  const hit = show(`
    <div data-rialto-event="Promotion Clicked" data-rialto-name="sale">
      <button id="hit" data-rialto-event="Product Added" data-rialto-product-id="A1">…</button>
    </div><p id="other">…</p>`);
  hit.click();
  document.getElementById('other')?.click();
  document.body.click();
  expect(log.events).toEqual([['Product Added', { product_id: 'A1' }]]);
});

it('looks into shadow roots and out of them', () => {
  log = record(clicks());
  const host = show('<div id="hit" data-rialto-event="Promotion Clicked" data-rialto-name="sale"></div>');
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML =
    '<button data-rialto-event="Product Clicked" data-rialto-product-id="A1"><i></i></button><em></em>';
  root.querySelector('i')?.click();
  root.querySelector('em')?.click();
  expect(log.events.map(([event]) => event)).toEqual(['Product Clicked', 'Promotion Clicked']);
});

it('hears clicks that the page stops, and middle clicks, but no right click', () => {
  log = record(clicks());
  const hit = show('<a id="hit" href="/p" data-rialto-event="Cart Viewed">…</a>');
  hit.addEventListener('click', (event) => event.stopImmediatePropagation());
  hit.click();
  hit.dispatchEvent(new MouseEvent('auxclick', { bubbles: true, composed: true, button: 1 }));
  hit.dispatchEvent(new MouseEvent('auxclick', { bubbles: true, composed: true, button: 2 }));
  expect(log.events).toHaveLength(2);
});

it('leaves alone what is marked to be ignored', () => {
  log = record(clicks());
  show('<div data-rialto-ignore><b id="hit" data-rialto-event="Cart Viewed">…</b></div>').click();
  expect(log.events).toEqual([]);
});

it('warns of a misspelt name, once, and records it all the same', () => {
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  log = record(clicks({ events: ['Fitting Booked'] }));
  const hit = show('<b id="hit" data-rialto-event="Prodcut Clicked">…</b>');
  hit.click();
  hit.click();
  hit.setAttribute('data-rialto-event', 'Fitting Booked');
  hit.click();
  expect(log.events.map(([event]) => event)).toEqual([
    'Prodcut Clicked',
    'Prodcut Clicked',
    'Fitting Booked',
  ]);
  expect(warned.mock.calls).toEqual([[expect.stringContaining('"Prodcut Clicked"')]]);
});

it('warns of properties that cannot be read, and of nothing in production', () => {
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  const hit = show('<b id="hit" data-rialto-event="Cart Viewed" data-rialto-properties="{">…</b>');
  log = record(clicks({ warn: false }));
  hit.click();
  expect(warned).not.toHaveBeenCalled();
  log.stop();
  log = record(clicks());
  hit.click();
  expect(warned.mock.calls).toEqual([[expect.stringContaining('no JSON object')]]);
});

it('stays quiet after its end', () => {
  log = record(clicks());
  const hit = show('<b id="hit" data-rialto-event="Cart Viewed">…</b>');
  log.stop();
  log.stop();
  hit.click();
  expect(log.events).toEqual([]);
});
