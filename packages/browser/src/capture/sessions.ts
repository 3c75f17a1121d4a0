import { createAnonymousId, misused } from '@rialto/core/model';
import type { Capture } from './capture.ts';
import { isLanding } from './landing.ts';
import {
  campaignOfQuery,
  formatSession,
  nextSession,
  parseSession,
  type Session,
  sessionKey,
} from './session-rules.ts';

/** What {@link sessions} takes. */
export interface SessionsOptions {
  /**
   * The milliseconds without an event after which a session is over.
   * @default 1_800_000 (30 minutes)
   */
  readonly idle?: number;
  /**
   * Whether it is over at midnight, too, as reports by day like it.
   * @default false
   */
  readonly midnight?: boolean;
}

/**
 * Gives each event that a device sends which permits storing the session in which it happened: `context.sessionId`, and
 * `context.sessionStart: true` on the first. The tabs of an origin share a session. It is over after a pause, with another
 * campaign, by `reset()` and by a withdrawal.
 *
 * Put it first, so that what other captures record as they begin has a session too. An `acquisition()` after it records
 * `Visit Started` for each session.
 *
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [sessions(), pageViews()] });
 * ```
 */
export function sessions({ idle = 1_800_000, midnight = false }: SessionsOptions = {}): Capture {
  if (!(idle > 0)) throw misused(`sessions: idle must be milliseconds; got ${idle}.`);
  return (target) => {
    // On a server there is no visit.
    if (typeof document === 'undefined') return () => {};
    const { clock, random, storage } = target;
    let campaign = isLanding() ? campaignOfQuery(location.search) : '';
    let onStart: (() => void) | undefined;
    /** Nobody has been told yet that it started. */
    let untold = false;
    /** No event has said yet that it started. */
    let unsaid = false;
    /** What led to this page has been looked at. */
    let looked = false;

    /** Read and written each time, for the other tabs of the origin are in the same session. */
    function touch(): Session {
      const before = parseSession(storage.get(sessionKey));
      const session = nextSession(before, { now: clock.now(), campaign, idle, midnight }, () =>
        createAnonymousId(random.bytes(16)),
      );
      if (session.id !== before?.id) untold = unsaid = true;
      // Looked at once: else two tabs with two campaigns would end each other's session with every event.
      campaign = '';
      looked = true;
      storage.set(sessionKey, formatSession(session));
      return session;
    }

    function tell(): void {
      if (!untold || !onStart) return;
      untold = false;
      onStart();
    }

    target.sessions = {
      arrived(found, listener) {
        // What the address says goes first: who comes late, with a script of its own, must find the same campaign.
        if (!looked) campaign ||= found;
        onStart = listener;
        if (!target.permitted()) return;
        touch();
        tell();
      },
    };
    return target.enrich(({ event }) => {
      const { id } = touch();
      // The hub must hear of a grant before it hears of what the grant released.
      if (event !== 'Consent Recorded') tell();
      const first = unsaid;
      unsaid = false;
      return first ? { sessionId: id, sessionStart: true } : { sessionId: id };
    });
  };
}
