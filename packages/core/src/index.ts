// @rialto/core: the whole public surface. If it is not listed here, it may change tomorrow.
// Browser bundles open '@rialto/core/model' and '@rialto/core/delivery' instead, which never reach zod.

export { type ErrorCode, isRialtoError, RialtoError } from './errors.ts';
export { askGate, stampConsent } from './gate/ask-gate.ts';
export {
  type ConsentGate,
  decideGate,
  type GateDecision,
  necessaryOnly,
  type Verdict,
} from './gate/gate.ts';
export { hashIdentifier, isContactIdentifier } from './identifier/hash-identifier.ts';
export { type NormaliseOptions, normaliseIdentifier } from './identifier/normalise-identifier.ts';
export { addAmounts, formatAmount, parseAmount } from './model/amount.ts';
export { type BuildMessageInput, buildMessage } from './model/build-message.ts';
export { type Channel, channels, type Direction, isChannel, type JourneyPhase } from './model/channel.ts';
export { consentStateOf, lapseOf, noteConsentUse, unusedContactFor } from './model/consent-lapse.ts';
export {
  type ConsentActor,
  type ConsentCell,
  type ConsentException,
  type ConsentRecord,
  type ConsentState,
  cellKey,
  consentActors,
  consentStates,
  isRefusal,
} from './model/consent-record.ts';
export {
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
  type ReadPurpose,
  readPurposes,
} from './model/customer-context.ts';
export {
  type Consent,
  type ConsentTerms,
  type FoldedCell,
  foldConsent,
  mergeConsent,
} from './model/fold-consent.ts';
export { ga4EventNames } from './model/ga4-names.ts';
export { hashConsentText, normaliseConsentText } from './model/hash-consent-text.ts';
export { type Identifier, type IdentifierKind, identifierKinds } from './model/identifier.ts';
export type {
  ConsentStamp,
  Json,
  JsonObject,
  Message,
  MessageContext,
  MessageDraft,
  MessageType,
  Sequence,
  Touchpoint,
} from './model/message.ts';
export { createMessageId } from './model/message-id.ts';
export { purposesOfMessage } from './model/message-purposes.ts';
export { optionalPurposes, type Purpose, purposes } from './model/purpose.ts';
export { limits } from './model/wire-limits.ts';
export {
  definePlan,
  type EventDefinition,
  type EventDefinitions,
  type ExtendedEvents,
  findEvent,
  type Plan,
  type PlanOptions,
  type RevenueRule,
} from './plan/define-plan.ts';
export { type JsonSchema, type PlanJsonSchema, planJsonSchema } from './plan/json-schema.ts';
export { parseWith } from './plan/parse-with.ts';
export type {
  EventName,
  EventProperties,
  EventTypes,
  PlanTypes,
  PropertiesSchema,
} from './plan/plan-types.ts';
export { type RetailPlan, retailPlan } from './plan/retail-plan.ts';
export type { RetailPlanTypes } from './plan/retail-types.ts';
export type {
  BatchReply,
  BatchRequest,
  KnownReply,
  KnownRequest,
  MessageCode,
  MessageResult,
  MessageStatus,
  Problem,
} from './protocol/batch.ts';
export {
  type ContextTokenClaims,
  contextTokenAudience,
  deriveTokenKey,
  parseTokenSubject,
  tokenSubject,
} from './protocol/context-token.ts';
export { assertNever, type Issue, type Parsed } from './result.ts';
export { messageSchema, type WireMessage } from './schema/message-schema.ts';
export { type ParsedMessage, type ParseMessageResult, parseMessage } from './schema/parse-message.ts';
