import { describe, expect, it } from 'vitest';
import { readMarks } from './marked-event.ts';

const read = (marks: Record<string, string>) =>
  readMarks(Object.entries(marks).map(([name, value]) => [`data-rialto-${name}`, value]));

describe('a marked element', () => {
  it('says its event and its properties, hyphens as underscores', () => {
    expect(
      readMarks([
        ['class', 'card'],
        ['data-rialto-event', ' Product Clicked '],
        ['data-rialto-product-id', '007'],
        ['data-rialto-list_id', 'sale'],
        ['data-other', 'x'],
      ]),
    ).toEqual({ event: 'Product Clicked', properties: { product_id: '007', list_id: 'sale' } });
  });

  it('has numbers only where the vocabulary counts', () => {
    expect(
      read({ event: 'Product Added', quantity: '2', position: 'top', price: '19.90', 'product-id': '12' })
        ?.properties,
    ).toEqual({ quantity: 2, position: 'top', price: '19.90', product_id: '12' });
  });

  it('may say more as JSON, and what stands by itself wins', () => {
    expect(
      read({
        event: 'Product List Viewed',
        properties: '{"list_id":"a","products":[{"product_id":"A1"}]}',
        'list-id': 'b',
      })?.properties,
    ).toEqual({ list_id: 'b', products: [{ product_id: 'A1' }] });
  });

  it.each(['{', '[]', 'null', '"text"', ''])('goes on without JSON that is no object: %s', (properties) => {
    expect(read({ event: 'Cart Viewed', properties, 'cart-id': 'c' })).toMatchObject({
      properties: { cart_id: 'c' },
      problem: expect.stringContaining('data-rialto-properties'),
    });
  });

  it.each([[{}], [{ event: '' }], [{ event: '  ' }], [{ 'product-id': 'A1' }]])(
    'is none without a name: %j',
    (marks) => {
      expect(read(marks as Record<string, string>)).toBeUndefined();
    },
  );

  it('cannot reach a prototype', () => {
    const marked = read({ event: 'Cart Viewed', properties: '{"__proto__":{"admin":true}}', proto: 'x' });
    expect(marked?.properties.admin).toBeUndefined();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
