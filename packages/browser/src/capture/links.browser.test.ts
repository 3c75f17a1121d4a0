import { afterEach, expect, it } from 'vitest';
import { type CaptureLog, record } from '../../test/capture-log.ts';
import { stayOnPage } from '../../test/stay-on-page.ts';
import { type LinksOptions, links } from './links.ts';

let log: CaptureLog | undefined;
stayOnPage();
afterEach(() => log?.stop());

function click(html: string, options?: LinksOptions): CaptureLog['events'] {
  log?.stop();
  log = record(links(options));
  document.body.innerHTML = html;
  document
    .querySelector('a *, area, a')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));
  return log.events;
}

it.each([
  ['a link elsewhere', 'https://partner.example/lamps/1?ref=ada#top', 'https://partner.example/lamps/1'],
  ['one with credentials', 'https://ada:secret@partner.example/', 'https://partner.example/'],
  ['another port', 'http://partner.example:8080/a', 'http://partner.example:8080/a'],
])('records %s without its query', (_, href, url) => {
  expect(click(`<a href="${href}"><b>To Ada</b></a>`)).toEqual([['Link Clicked', { url }]]);
});

it.each([
  ['a page of the shop', '/lamps?x=1'],
  ['a fragment', '#top'],
  ['an e-mail', 'mailto:ada@example.org'],
  ['a phone number', 'tel:+491234567'],
  ['a script', 'javascript:void 0'],
  ['what is no address', 'https://'],
])('takes no notice of %s', (_, href) => {
  expect(click(`<a href="${href}"><b>…</b></a>`)).toEqual([]);
});

it('takes no notice of a link without an address, and of what is no link', () => {
  expect(click('<a><b>…</b></a>')).toEqual([]);
  document.body.click();
  expect(log?.events).toEqual([]);
});

it('records a download once, from here and from elsewhere', () => {
  expect(click('<a href="https://cdn.example/Manual.PDF?token=1">…</a>')).toEqual([
    ['File Downloaded', { url: 'https://cdn.example/Manual.PDF', extension: 'pdf' }],
  ]);
  expect(click('<a href="/export" download="invoice-ada.bin">…</a>')).toEqual([
    ['File Downloaded', { url: `${location.origin}/export` }],
  ]);
  expect(click('<a href="blob:https://shop.example/1" download="ada.pdf">…</a>')).toEqual([]);
});

it('lets the shop say which endings are downloads and which hosts are its own', () => {
  expect(click('<a href="/plan.step">…</a>', { extensions: ['step'] })).toHaveLength(1);
  expect(click('<a href="/plan.pdf">…</a>', { extensions: ['step'] })).toEqual([]);
  expect(click('<a href="https://pay.shop.example/1">…</a>', { ownHosts: ['pay.shop.example'] })).toEqual([]);
});

it('knows areas of a map, and leaves links of a drawing alone', () => {
  expect(click('<map><area href="https://partner.example/map"></map>')).toHaveLength(1);
  expect(click('<svg><a href="https://partner.example/"><text>…</text></a></svg>')).toEqual([]);
});

it('leaves alone what is marked, and stays quiet after its end', () => {
  expect(click('<p data-rialto-ignore><a href="https://partner.example/">…</a></p>')).toEqual([]);
  log?.stop();
  document.body.innerHTML = '<a href="https://partner.example/">…</a>';
  document.querySelector('a')?.click();
  expect(log?.events).toEqual([]);
});
