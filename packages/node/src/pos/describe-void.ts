import type { CallReader } from './call-reader.ts';
import { type Describe, readOriginal } from './describe-receipt.ts';
import { formatMinor } from './money.ts';
import type { ReceiptMemory } from './receipt-memory.ts';

/**
 * What a void means: it takes off the revenue what its original brought, once; a basket that nobody paid brought nothing. What its
 * original took, as a return does, comes back as a sale on the same receipt: the amount of a void lowers the revenue, whatever its
 * sign.
 */
export const describeVoid =
  (memory: Pick<ReceiptMemory, 'find'>): Describe =>
  (reader, fields, digits) => {
    const original = readOriginal(reader, fields.original);
    const said = reader.amount(fields.total, 'total');
    const reason = reader.text(fields.reason, 'reason');
    if (!original.isGiven && said !== undefined) {
      reader.note('total', 'belongs to a sale that was paid: name it as original');
    }
    const sold = memory.find(original.receiptNumber);
    const net = original.isGiven ? netOf(reader, sold, said) : undefined;
    const isBack = net !== undefined && net < 0;
    const voided = {
      ...(net !== undefined && !isBack && { total: formatMinor(net, digits) }),
      ...original.properties,
      ...(reason !== undefined && { reason }),
    };
    const back = isBack ? [{ total: formatMinor(-net, digits), ...original.properties }] : [];
    return {
      events: [
        { event: 'Sale Voided', part: 'void', properties: voided },
        ...back.map((properties) => ({ event: 'Sale Completed', part: 'sale', properties })),
      ],
    };
  };

function netOf(
  reader: CallReader,
  sold: ReturnType<ReceiptMemory['find']>,
  said: number | undefined,
): number | undefined {
  if (sold?.isVoided) return reader.note('original', 'was voided before: its money is taken off once');
  if (!sold)
    return said ?? reader.note('total', 'expected: the original is not of this business day and process');
  if (said !== undefined && said !== sold.net) reader.note('total', 'is not what the original came to');
  return sold.net;
}
