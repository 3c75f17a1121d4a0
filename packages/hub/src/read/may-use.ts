import {
  type Channel,
  type Consent,
  type ConsentState,
  cellKey,
  consentStateOf,
  decideGate,
  isRefusal,
  type Purpose,
} from '@rialto/core/model';
import { contactChannels } from '../profile/contact-channels.ts';

/** Whether a use is permitted, and why. */
export interface MayUse {
  readonly may: boolean;
  readonly state: ConsentState;
  /** As the gate says it: `granted`, `undecided:marketing@email`, `refused:marketing`, `unknown-purpose:…`. */
  readonly reason: string;
}

/**
 * Whether a use is permitted, pure. A refusal of the purpose outweighs every channel (GDPR Article 21(3)); a
 * contact channel needs its own grant; elsewhere the channel's cell counts where there is one.
 *
 * @example
 * ```ts
 * mayUse(profile.consent, { purpose: 'marketing', channel: 'email', known: plan.purposes, now }).may;
 * ```
 */
export function mayUse(
  consent: Consent,
  question: {
    readonly purpose: Purpose;
    readonly channel: Channel | undefined;
    /** The purposes of the plan; any other is refused. */
    readonly known: readonly Purpose[];
    readonly now: number;
  },
): MayUse {
  const { purpose, channel, known, now } = question;
  const general = consentStateOf(consent, purpose, now);
  const hasOwnCell = channel !== undefined && Object.hasOwn(consent, cellKey(purpose, channel));
  const isByChannel = channel !== undefined && (hasOwnCell || contactChannels.includes(channel));
  const counts = isByChannel && !isRefusal(general);
  const state = counts ? consentStateOf(consent, purpose, now, channel) : general;
  const cell = counts && purpose !== 'necessary' ? cellKey(purpose, channel) : purpose;
  const { verdict, reason } = decideGate([cell], () => (known.includes(purpose) ? state : undefined));
  return { may: verdict === 'pass', state, reason };
}
