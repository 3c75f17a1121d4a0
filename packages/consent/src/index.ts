// @rialto/consent: the manager without a face. The banner is '@rialto/consent/banner'.
export { type CookieStorageOptions, cookieStorage } from './adapters/cookie-storage.ts';
export type { ConsentStorage } from './adapters/device-storage.ts';
export type {
  CellKey,
  ConsentChange,
  ConsentChoices,
  ConsentEvents,
  ConsentManager,
  ConsentPolicy,
  ConsentProof,
  PersonPermissions,
  PurposeFacts,
} from './consent-manager.ts';
export { createConsentManager } from './manager.ts';
export type { ConsentManagerOptions } from './manager-options.ts';
