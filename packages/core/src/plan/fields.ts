import { z } from 'zod';
import { parseAmount } from '../model/amount.ts';

/** An amount of money: a JSON number or a decimal string; the hub rounds it to six decimals. */
export const amount = z.union([z.number(), z.string()]).refine((value) => parseAmount(value) !== undefined, {
  error: 'expected an amount: a number or a decimal string',
});

/** A currency by ISO 4217, `EUR`. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'expected a currency code of three capitals, such as EUR' });

/** A business id: an order number, an SKU. Numbers are taken and kept as written. */
export const id = z.union([z.string().min(1).max(256), z.number()]);

/** Free text of a sensible length. */
export const text = z.string().max(4_096);

/** A count: a whole number or, for goods by weight, a fraction. */
export const quantity = z.number().min(0);

/** A time, ISO 8601 with an offset, or a day. */
export const time = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);
