import type { Purpose } from '@rialto/core/model';

/** The signals of Google Consent Mode v2. */
export const googleSignals = [
  'ad_storage',
  'ad_user_data',
  'ad_personalization',
  'analytics_storage',
  'functionality_storage',
  'personalization_storage',
  'security_storage',
] as const;

/** One of {@link googleSignals}. */
export type GoogleSignal = (typeof googleSignals)[number];

/** What Google's tags are told. */
export type GoogleSignals = Readonly<Record<GoogleSignal, 'granted' | 'denied'>>;

/** The signals that each purpose opens; one that no purpose opens stays denied. */
export type GoogleSignalMap = Readonly<Partial<Record<Purpose, readonly GoogleSignal[]>>>;

/** What `googleConsentMode` takes for granted where it is given no map. */
export const defaultSignals: GoogleSignalMap = {
  analytics: ['analytics_storage'],
  personalization: ['personalization_storage', 'functionality_storage'],
  marketing: ['ad_storage', 'ad_user_data', 'ad_personalization'],
};

/**
 * Decides, pure: a signal is granted where every purpose that opens it is, and one such purpose exists.
 * `security_storage`, against fraud and for signing in, needs no permission.
 */
export function signalsOf(map: GoogleSignalMap, granted: (purpose: Purpose) => boolean): GoogleSignals {
  const entries = googleSignals.map((signal) => {
    const needed = Object.keys(map).filter((purpose) => map[purpose]?.includes(signal));
    const open = signal === 'security_storage' || (needed.length > 0 && needed.every(granted));
    return [signal, open ? 'granted' : 'denied'] as const;
  });
  return Object.fromEntries(entries) as GoogleSignals;
}
