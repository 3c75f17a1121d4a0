/** Where the session of an origin is kept. */
export const sessionKey = 'rialto:session';

/** A time in which somebody uses the site without a longer pause. */
export interface Session {
  /** Random; it stands for nothing else. */
  readonly id: string;
  /** When it last had an event, epoch milliseconds. */
  readonly seenAt: number;
  /** What led to it, as one text; empty where nothing did. */
  readonly campaign: string;
}

/** What the rules look at. */
export interface SessionMoment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** What led to this page, as one text; empty where nothing did, or where that has been looked at. */
  readonly campaign: string;
  /** The milliseconds without an event after which a session is over. */
  readonly idle: number;
  /** Whether it is over at midnight, too. */
  readonly midnight: boolean;
}

/** Whether a session is over at a moment, so that its event belongs to a new one. The rules are docs/specs/session.md. */
export function isSessionOver(session: Session, { now, campaign, idle, midnight }: SessionMoment): boolean {
  // A clock that was put back is no pause, and one that was put back by years must not keep a session alive for ever.
  if (Math.abs(now - session.seenAt) >= idle) return true;
  if (midnight && dayOf(now) !== dayOf(session.seenAt)) return true;
  return campaign !== '' && campaign !== session.campaign;
}

/** The day where the person is. */
const dayOf = (time: number): string => new Date(time).toDateString();

/**
 * The session to which an event at a moment belongs, pure: the one that there was, or a new one.
 *
 * @param newId - makes the id of a new one
 */
export function nextSession(
  session: Session | undefined,
  moment: SessionMoment,
  newId: () => string,
): Session {
  const { now, campaign } = moment;
  if (session && !isSessionOver(session, moment)) return { ...session, seenAt: now };
  return { id: newId(), seenAt: now, campaign };
}

/** As it is stored. */
export const formatSession = ({ seenAt, id, campaign }: Session): string => `${seenAt} ${id} ${campaign}`;

/** Undefined for what no {@link formatSession} has written. */
export function parseSession(text = ''): Session | undefined {
  const [, seenAt, id, campaign = ''] = /^(\d{1,15}) ([\w-]{1,64}) (.*)$/s.exec(text) ?? [];
  return id ? { id, seenAt: Number(seenAt), campaign } : undefined;
}

/** Utm and click ids: by their names, or by how platforms like to end them, so that one of next year counts too. */
const mark =
  /^(utm_(source|medium|campaign)|\w*cli?c?k?id|[gw]braid|igshid|epik|li_fat_id|ScCid|rdt_cid|mc_eid|_kx|awc|cjevent|ranSiteID|tduid)$/;

/**
 * What the query of a page says of what led to it, as one text; empty if it says nothing. Of a click id it takes the
 * name alone, for its value stands for one person's click.
 */
export const campaignOfQuery = (query: string): string =>
  [...new URLSearchParams(query)]
    .filter(([name, value]) => value && !/@|%(25)*40/.test(value) && mark.test(name))
    .map(([name, value]) => (name.startsWith('utm_') ? `${name}=${value.slice(0, 100)}` : name))
    .sort()
    .join('&');
