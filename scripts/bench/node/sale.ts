/** What every client is given to track: a sale of two lines, some 600 bytes on Rialto's wire. */
export interface Sale {
  readonly userId: string;
  readonly properties: {
    readonly order_id: string;
    readonly receipt_number: string;
    readonly store_id: string;
    readonly terminal_id: string;
    readonly payment_method: string;
    readonly total: number;
    readonly currency: string;
    readonly products: { product_id: string; name: string; price: number; quantity: number }[];
  };
}

export const saleEvent = 'Sale Completed';

/** The n-th sale of a run: the same for everyone, and as many persons as a chain of stores has in an hour. */
export const saleNumber = (n: number): Sale => ({
  userId: `c-${(n * 7_919) % 5_000}`,
  properties: {
    order_id: `o-${n}`,
    receipt_number: `R-2026-${n}`,
    store_id: 'hh-altona',
    terminal_id: `till-${n % 8}`,
    payment_method: 'card',
    total: (1_999 + (n % 400)) / 100,
    currency: 'EUR',
    products: [
      {
        product_id: `p-${n % 997}`,
        name: `Desk lamp no. ${n % 997}`,
        price: (1_249 + (n % 400)) / 100,
        quantity: 1,
      },
      { product_id: `p-${n % 89}`, name: 'Light bulb, warm white, E27', price: 3.75, quantity: 2 },
    ],
  },
});
