import { describe, expect, it } from 'vitest';
import { themes } from '../banner/styles.ts';
import { embedAddress, embedSize } from './embed-address.ts';
import { embedStyles } from './embed-styles.ts';

describe('the address of an embed', () => {
  const page = 'http://shop.example/stores/berlin';
  it.each([
    ['https://maps.example/berlin?zoom=7', 'https://maps.example/berlin?zoom=7'],
    ['//maps.example/x', undefined],
    ['film.html', 'http://shop.example/stores/film.html'],
    ['/film', 'http://shop.example/film'],
    ['http://shop.example/film', 'http://shop.example/film'],
    ['http://shop.example:81/film', undefined],
    ['http://maps.example/', undefined],
    ['javascript:alert(1)', undefined],
    [' java\nscript:alert(1)', undefined],
    ['JaVaScRiPt://%0aalert(1)', undefined],
    ['data:text/html,x', undefined],
    ['blob:http://shop.example/1', undefined],
    ['about:blank', undefined],
    ['file:///etc/passwd', undefined],
    ['https://', undefined],
    ['', undefined],
    [null, undefined],
  ])('E4: for %j is %j', (src, address) => {
    expect(embedAddress(src, page, 'http://shop.example')).toBe(address);
  });
});

describe('the room of an embed', () => {
  it.each([
    [null, null, '100%', '16 / 9', 'auto'],
    ['640', '360', '640px', '640 / 360', 'auto'],
    ['640px', ' 360px ', '640px', '640 / 360', 'auto'],
    ['100%', '360', '100%', 'auto', '360px'],
    [null, '50%', '100%', 'auto', '50%'],
    ['640', null, '640px', '16 / 9', 'auto'],
    ['expression(1)', '1;color:red', '100%', '16 / 9', 'auto'],
    ['-5', '1e3', '100%', '16 / 9', 'auto'],
  ])('for %j × %j is %s, %s, %s', (width, height, inline, ratio, block) => {
    expect(embedSize(width, height)).toEqual({
      'inline-size': inline,
      'aspect-ratio': ratio,
      'min-block-size': block,
    });
  });
});

it('has the colours of the banner', () => {
  for (const { background, text, accent, accentText } of Object.values(themes))
    expect(embedStyles).toContain(`--b:${background};--t:${text};--a:${accent};--o:${accentText}`);
});
