// @rialto/core/model: what an event is and what a person permits. Free of zod, so that a browser bundle can open it.

export { type ErrorCode, isRialtoError, RialtoError } from '../errors.ts';
export { askGate, stampConsent } from '../gate/ask-gate.ts';
export {
  type ConsentGate,
  decideGate,
  type GateDecision,
  necessaryOnly,
  type Verdict,
} from '../gate/gate.ts';
export {
  checkListener,
  checkName,
  checkOptions,
  isRecord,
  isText,
  misused,
  type OptionRule,
  show,
} from '../options.ts';
export type {
  BatchReply,
  BatchRequest,
  KnownReply,
  KnownRequest,
  MessageCode,
  MessageResult,
  MessageStatus,
  Problem,
} from '../protocol/batch.ts';
export { assertNever, type Issue, type Parsed } from '../result.ts';
export { addAmounts, formatAmount, parseAmount } from './amount.ts';
export { createAnonymousId } from './anonymous-id.ts';
export { type BuildMessageInput, buildMessage, dateMessage } from './build-message.ts';
export { type Channel, channels, type Direction, isChannel, type JourneyPhase } from './channel.ts';
export { consentStateOf, lapseOf, noteConsentUse, unusedContactFor } from './consent-lapse.ts';
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
} from './consent-record.ts';
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
} from './customer-context.ts';
export {
  type Consent,
  type ConsentTerms,
  type FoldedCell,
  foldConsent,
  mergeConsent,
} from './fold-consent.ts';
export { ga4EventNames } from './ga4-names.ts';
export { hashConsentText, normaliseConsentText } from './hash-consent-text.ts';
export { type Identifier, type IdentifierKind, identifierKinds } from './identifier.ts';
export { identifierLength } from './limits.ts';
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
} from './message.ts';
export { createMessageId } from './message-id.ts';
export { purposesOfMessage } from './message-purposes.ts';
export { optionalPurposes, type Purpose, purposes } from './purpose.ts';
