/** One thing on the shop's shelf. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly picture: string;
}

export const catalogue: readonly Product[] = [
  { id: 'A1', name: 'Lamp', price: 19.99, picture: '/lamp.svg' },
  { id: 'A2', name: 'Chair', price: 79, picture: '/chair.svg' },
  { id: 'A3', name: 'Shelf', price: 129.5, picture: '/shelf.svg' },
  { id: 'A4', name: 'Rug', price: 49.9, picture: '/rug.svg' },
];

export const currency = 'EUR';

export const money = new Intl.NumberFormat('en', { style: 'currency', currency });
