import type { JsonObject } from '@rialto/core';
import { formatMinor, formatThousandths } from './money.ts';
import type { Goods, GoodsLine, Settled } from './read-goods.ts';

/** One of a list, such as a line of the `products`; as a type it is a value of JSON, which the open `JsonObject` is not. */
type Line = Readonly<Record<string, string | number>>;

/** A message holds 32 KiB; this much of it may be goods, so that the rest always fits. */
const roomForLines = 20 * 1024;
/** And this much each of the lists of tax and of payments, which are short on any receipt that was meant. */
const roomForSums = 2 * 1024;

/**
 * The lines as the wire wants them. Of a basket that is too long for one message the first lines go, and how many did not: money
 * and tax are of all lines.
 *
 * @param share - how many such lists the message has
 */
export function describeLines(
  lines: readonly GoodsLine[],
  digits: number,
  { name = 'products', share = 1 }: { readonly name?: string; readonly share?: number } = {},
): JsonObject {
  return listed(name, lines, Math.floor(roomForLines / share), (line) => describeLine(line, digits));
}

/** A list under a name, as far as there is room for it, and how many of it are left out. */
function listed<Item>(
  name: string,
  items: readonly Item[],
  bytes: number,
  describe: (item: Item) => Line,
): JsonObject {
  if (items.length === 0) return {};
  let room = bytes;
  const kept: Line[] = [];
  for (const item of items) {
    const described = describe(item);
    room -= bytesOf(described);
    if (room < 0) break;
    kept.push(described);
  }
  const left = items.length - kept.length;
  return { [name]: kept, ...(left > 0 && { [`${name}_left_out`]: left }) };
}

function describeLine(
  { texts, quantity, unitPrice, discount, rate, gross }: GoodsLine,
  digits: number,
): Line {
  return {
    ...texts,
    ...(unitPrice !== undefined && { price: formatMinor(unitPrice, digits) }),
    ...(quantity > 0 && { quantity: quantity / 1_000 }),
    ...(discount !== 0 && { discount: formatMinor(discount, digits) }),
    ...(gross !== undefined && { total: formatMinor(gross, digits) }),
    ...(rate !== undefined && { vat_rate: formatThousandths(rate) }),
  };
}

/** What the goods come to: `tax` and `subtotal` only where the rates are known. */
export function describeSums({ vat, discount }: Goods, digits: number): JsonObject {
  const sum = (part: 'net' | 'tax'): string =>
    formatMinor(
      vat.reduce((all, one) => all + one[part], 0),
      digits,
    );
  return {
    ...(discount !== 0 && { discount: formatMinor(discount, digits) }),
    ...(vat.length > 0 && {
      subtotal: sum('net'),
      tax: sum('tax'),
      ...listed('vat', vat, roomForSums, ({ rate, net, tax, gross }) => ({
        rate: formatThousandths(rate),
        net: formatMinor(net, digits),
        tax: formatMinor(tax, digits),
        gross: formatMinor(gross, digits),
      })),
    }),
  };
}

/** How it was settled. @param method - the property that names the one means, where there is but one */
export function describeSettled(
  { payments, change, rounding }: Settled,
  digits: number,
  method: 'payment_method' | 'refund_method' = 'payment_method',
): JsonObject {
  const methods = new Set(payments.map((payment) => payment.method));
  const [only] = methods;
  return {
    ...(only !== undefined && { [method]: methods.size === 1 ? only : 'mixed' }),
    ...listed('payments', payments, roomForSums, (payment) => ({
      method: payment.method,
      amount: formatMinor(payment.amount, digits),
    })),
    ...(change !== 0 && { change: formatMinor(change, digits) }),
    ...(rounding !== 0 && { rounding: formatMinor(rounding, digits) }),
  };
}

const bytesOf = (value: JsonObject): number => Buffer.byteLength(JSON.stringify(value));
