/** One thing on the shop's shelf. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly picture: string;
  readonly text: string;
}

export const catalogue: readonly Product[] = [
  {
    id: 'A1',
    name: 'Lamp',
    price: 19.99,
    picture: '/lamp.svg',
    text: 'Warm light for a reading chair, with a shade of linen.',
  },
  {
    id: 'A2',
    name: 'Chair',
    price: 79,
    picture: '/chair.svg',
    text: 'Beech, upright, and kind to long breakfasts.',
  },
  {
    id: 'A3',
    name: 'Shelf',
    price: 129.5,
    picture: '/shelf.svg',
    text: 'Four boards of oak, one screwdriver, half an hour.',
  },
  {
    id: 'A4',
    name: 'Rug',
    price: 49.9,
    picture: '/rug.svg',
    text: 'Wool, woven flat, turns over when one side has had enough.',
  },
];

export const currency = 'EUR';

export const money = new Intl.NumberFormat('en', { style: 'currency', currency });
