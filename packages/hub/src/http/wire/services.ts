import type { Plan } from '@rialto/core';
import type { Clock, Random } from '@rialto/core/delivery';
import type { Keyring } from '../../auth/keyring.ts';
import type { IdentifierRules } from '../../ingest/prepare-identifier.ts';
import type { Store } from '../../store/store.ts';
import type { ChangeFeed } from './change-feed.ts';

/** What the routes work with. */
export interface HubServices {
  readonly plan: Plan;
  readonly clock: Clock;
  /** For the tokens of confirmation links. */
  readonly random: Pick<Random, 'bytes'>;
  readonly identifierRules: IdentifierRules;
  /** The privacy policy in force, told to pages. */
  readonly policy: { readonly version: string; readonly url?: string } | undefined;
  readonly keyring: Keyring;
  readonly changes: ChangeFeed;
  /** Aborted when the hub closes: streams end. */
  readonly closing: AbortSignal;
  /**
   * The store, once it is open.
   *
   * @throws RialtoError `store-unavailable`
   */
  readonly store: () => Promise<Store>;
  /** Told of what was answered with 500, or with a 200 that hides a fault. */
  readonly onFault: (error: unknown) => void;
}
