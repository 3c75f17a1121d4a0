import { expect, it } from 'vitest';
import { cookiePlaces } from './cookie-places.ts';

it('tries a cookie on every parent domain and path', () => {
  expect(cookiePlaces('a.shop.example', '/x/y')).toEqual(
    [undefined, 'a.shop.example', 'shop.example', 'example'].flatMap((domain) =>
      ['/', '/x', '/x/', '/x/y', '/x/y/'].map((path) => (domain ? { domain, path } : { path })),
    ),
  );
});
