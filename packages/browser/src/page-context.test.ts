import { expect, it } from 'vitest';
import { pageContext } from './page-context.ts';

const page = (url: string, referrer = '') => pageContext({ url, title: 'Lamp', referrer });

it.each([
  ['https://shop.example/p/1', 'https://shop.example/p/1'],
  ['https://shop.example/p/1?q=my+illness&token=abc#access_token=1', 'https://shop.example/p/1'],
  ['https://ada:secret@shop.example/', 'https://shop.example/'],
  ['https://shop.example/?UTM_SOURCE=x&utm_source=radio&utm_=y', 'https://shop.example/?utm_source=radio'],
  ['file:///home/ada/page.html?x=1', 'file:/home/ada/page.html'],
])('reduces %s', (url, expected) => {
  expect(page(url).page?.url).toBe(expected);
});

it('tells the campaign, the path and where the person came from', () => {
  expect(
    page(
      'https://shop.example/p/1?utm_source=radio&utm_campaign=lamps%202026',
      'https://news.example/a?session=1#b',
    ),
  ).toEqual({
    page: {
      url: 'https://shop.example/p/1?utm_source=radio&utm_campaign=lamps+2026',
      path: '/p/1',
      title: 'Lamp',
      referrer: 'https://news.example/a',
    },
    utm: { source: 'radio', campaign: 'lamps 2026' },
  });
});

it('says nothing of what is no address', () => {
  expect(page('')).toEqual({});
  expect(page('https://shop.example/', 'android-app').page).not.toHaveProperty('referrer');
});
