// @rialto/consent/google: tells Google's tags what the person permits.
export {
  type GoogleSignal,
  type GoogleSignalMap,
  type GoogleSignals,
  googleSignals,
} from './consent-signals.ts';
export { type GoogleConsentOptions, googleConsentMode } from './google-consent-mode.ts';
