import { poisonMark } from './faults.ts';
import type { PlayedSale } from './player-adapter.ts';

/** What a sale says, in every client the same. */
export const saleProperties = ({ marker, trueAt, poison }: PlayedSale) => ({
  receipt_number: marker,
  total: 1.25,
  currency: poison === 'rejected' ? 'no currency' : 'EUR',
  true_at: trueAt,
  ...(poison === 'refused' && { note: poisonMark }),
});
