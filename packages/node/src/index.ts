// @rialto/node: the whole public surface. If it is not listed here, it may change tomorrow.

export {
  type Channel,
  type ConsentActor,
  type ConsentCell,
  type ConsentException,
  type ConsentGate,
  type ConsentState,
  type ContextBlock,
  type ContextCart,
  type ContextCase,
  type ContextItem,
  type ContextOrder,
  type ContextPermission,
  type ContextResponse,
  type ContextSubject,
  type ContextSuppression,
  type ContextTouch,
  type CustomerContext,
  type Direction,
  type ErrorCode,
  type EventName,
  type EventProperties,
  type EventTypes,
  type GateDecision,
  type Identifier,
  type IdentifierKind,
  type Issue,
  isRialtoError,
  type JourneyPhase,
  type Json,
  type JsonObject,
  type MessageCode,
  type MessageContext,
  type PlanTypes,
  type PropertiesSchema,
  type Purpose,
  type ReadPurpose,
  type RetailPlanTypes,
  RialtoError,
  type Touchpoint,
  type Verdict,
} from '@rialto/core';
export type {
  Announcer,
  DeliveredEvent,
  DeliveryEvents,
  DeliveryProblem,
  DeliveryResult,
  DroppedEvent,
  DropReason,
  DurableResult,
  FlushReport,
  Priority,
  Receipt,
  RejectedEvent,
} from '@rialto/core/delivery';
export { readDeadLetters } from './adapters/dead-letters.ts';
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
export { createClient } from './client.ts';
export type { Client, Deadline } from './client-api.ts';
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
export type { CustomerAnswer, CustomerReadOptions } from './customer-reads.ts';
export type { DeadLetter } from './dead-letter.ts';
export type { WhenFull } from './lanes.ts';
export type { CustomerQuery } from './read-hub.ts';
