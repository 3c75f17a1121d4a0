// @rialto/consent: the manager without a face. The banner is '@rialto/consent/banner'.
export type { ConsentStorage } from './adapters/device-storage.ts';
export {
  type ConsentChange,
  type ConsentEvents,
  type ConsentManager,
  type ConsentProof,
  createConsentManager,
} from './manager.ts';
export type { ConsentManagerOptions, ConsentPolicy } from './manager-options.ts';
