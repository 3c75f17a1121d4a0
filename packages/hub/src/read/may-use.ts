import {
  type Channel,
  type Consent,
  type ConsentState,
  cellKey,
  consentStateOf,
  decideGate,
  type FoldedCell,
  isRefusal,
  lapseOf,
  type Purpose,
} from '@rialto/core/model';
import { contactChannels } from '../profile/contact-channels.ts';

/** What whoever acts on a permission must do with it. */
type MayDuty =
  /** Every message says how to object, and objecting costs nothing but the message (UWG §7(3) no. 4). */
  | 'opt_out_in_message'
  /** Each use is recorded as `Consent Used` (UWG §7a). */
  | 'record_use';

/** Whether a use is permitted, and why. */
export interface MayUse {
  readonly may: boolean;
  readonly state: ConsentState;
  /**
   * As the gate says it: `granted`, `undecided:marketing@email`, `refused:marketing`, `unknown-purpose:…`; or
   * `soft_opt_in`, and `other-goods:marketing@email` where the exception holds for other goods.
   */
  readonly reason: string;
  /** Left out where there are none. */
  readonly duties?: readonly MayDuty[];
  /** When the permission lapses, epoch milliseconds; left out where it does not, or there is none. */
  readonly until?: number;
}

/** What is asked. */
export interface MayQuestion {
  readonly purpose: Purpose;
  readonly channel: Channel | undefined;
  /** What the message is about, in the retailer's own words for its goods; the existing-customer exception needs it. */
  readonly productGroup?: string | undefined;
  /** The purposes of the plan; any other is refused. */
  readonly known: readonly Purpose[];
  readonly now: number;
}

/**
 * Whether a use is permitted, pure. A contact channel needs its own grant; elsewhere the channel's cell counts where
 * there is one. A refusal of the purpose as such ends every channel (GDPR Article 21(3)), but for one that the person
 * expressly granted later.
 *
 * @example
 * ```ts
 * mayUse(profile.consent, { purpose: 'marketing', channel: 'email', known: plan.purposes, now }).may;
 * ```
 */
export function mayUse(consent: Consent, question: MayQuestion): MayUse {
  const { purpose, channel } = question;
  if (purpose === 'necessary' || channel === undefined) return answerFor(consent, question, undefined);
  const own = cellOf(consent, cellKey(purpose, channel));
  const isContact = contactChannels.includes(channel);
  if (!own && !isContact) return answerFor(consent, question, undefined);
  const whole = cellOf(consent, purpose);
  const endedAt = endOf(whole);
  const isEnded = endedAt !== undefined && !(own?.state === 'granted' && own.at > endedAt);
  if (!isEnded) return answerFor(consent, question, channel);
  const general = answerFor(consent, question, undefined);
  if (!general.may) return general;
  // She said no, and has since permitted the use as such: that is no word on being written to, and revives none that was
  // given before.
  if (own && isRefusal(own.state)) return answerFor(consent, question, channel);
  const state = whole?.objected === undefined ? 'withdrawn' : 'objected';
  return isContact ? { may: false, state, reason: `refused:${purpose}` } : general;
}

/** The answer of one cell: the channel's, or that of the purpose as such. */
function answerFor(consent: Consent, question: MayQuestion, by: Channel | undefined): MayUse {
  const { purpose, channel, known, now } = question;
  const state = consentStateOf(consent, purpose, now, by);
  const key = cellKey(purpose, by);
  const stateOf = (): ConsentState | undefined => (known.includes(purpose) ? state : undefined);
  const { verdict, reason } = decideGate([key], stateOf);
  const isException = by !== undefined && state === 'soft_opt_in' && known.includes(purpose);
  if (isException && !isCovered(consent, question, by)) {
    return { may: false, state, reason: `other-goods:${key}` };
  }
  if (!isException && verdict !== 'pass') return { may: false, state, reason };
  const duties: readonly MayDuty[] = isException
    ? ['opt_out_in_message']
    : channel === 'phone' && purpose !== 'necessary'
      ? ['record_use']
      : [];
  const cell = cellOf(consent, key);
  const until = cell && lapseOf(cell, by);
  return {
    may: true,
    state,
    reason: isException ? state : reason,
    ...(duties.length > 0 ? { duties } : {}),
    ...(until === undefined ? {} : { until }),
  };
}

/** When the person last ended the use as such. A lapse is nobody's no. */
function endOf(cell: FoldedCell | undefined): number | undefined {
  if (!cell) return undefined;
  const { state, at, refused, objected } = cell;
  const said = [refused, objected, isRefusal(state) && state !== 'expired' ? at : undefined];
  const times = said.filter((time) => time !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** The channels of the existing-customer exception: electronic mail, in the directive's sense. */
const exceptionChannels: readonly Channel[] = ['email', 'sms'];

/** Whether the existing-customer exception of a channel (UWG §7(3)) covers what the message is about. */
function isCovered(consent: Consent, { purpose, productGroup }: MayQuestion, by: Channel): boolean {
  const { productGroups = [] } = cellOf(consent, cellKey(purpose, by)) ?? {};
  return exceptionChannels.includes(by) && productGroup !== undefined && productGroups.includes(productGroup);
}

const cellOf = (consent: Consent, key: string): FoldedCell | undefined =>
  Object.hasOwn(consent, key) ? consent[key] : undefined;
