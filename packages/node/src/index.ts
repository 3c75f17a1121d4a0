// @rialto/node: the whole public surface. If it is not listed here, it may change tomorrow.

export { type ErrorCode, isRialtoError, RialtoError } from '@rialto/core';
export type {
  DeliveredEvent,
  DeliveryProblem,
  DeliveryResult,
  DroppedEvent,
  DropReason,
  DurableResult,
  FlushReport,
  Receipt,
  RejectedEvent,
} from '@rialto/core/delivery';
export type { CallConsent } from './call-gate.ts';
export type {
  AliasCall,
  Call,
  CallProperties,
  GroupCall,
  IdentifyCall,
  Person,
  TrackCall,
  ViewCall,
} from './calls.ts';
export { type Client, createClient, type Deadline } from './client.ts';
export type { ClientOptions, DiskQueue } from './client-options.ts';
export type {
  Confirmation,
  ConfirmationRequest,
  ConsentUseCall,
  MayContact,
  MayContactQuery,
  RecordConsentCall,
} from './consent-calls.ts';
export type { ContextTokenOptions } from './context-token.ts';
export type { CustomerQuery } from './read-hub.ts';
