// @rialto/node/pos: the whole public surface. If it is not listed here, it may change tomorrow.

export {
  createOfflineCustomers,
  type OfflineCustomer,
  type OfflineCustomers,
} from '../offline/offline-customers.ts';
export type { CustomerReader, OfflineCustomersOptions } from '../offline/offline-options.ts';
export type { RoundReport } from '../offline/refresh-round.ts';
export type { CustomerReading, KnownCustomer, OfflineCopies, TillCustomer } from './customer-desk.ts';
export type { CustomerCode } from './read-code.ts';
export type { Basket, Parked } from './shelf.ts';
export { createTill, type ResumedReceipt, type Till, type TillDeadline } from './till.ts';
export type {
  ExchangeCall,
  GoodsCall,
  OriginalPurchase,
  PickupCall,
  ReceiptCall,
  ResumeCall,
  ReturnCall,
  SaleCall,
  SuspendCall,
  TillLine,
  TillPayment,
  TillVat,
  VoidCall,
} from './till-calls.ts';
export type { TillEvents, TillNews } from './till-news.ts';
export type { TillCall, TillClient, TillOptions } from './till-options.ts';
export type { TillReceipt } from './till-receipt.ts';
