// A chunk of its own: only a shared device loads it. It shares no module with the tracker, or bundlers would part the
// tracker in two (docs/decisions/0009-lazy-chunks.md).
import type { Clock, Timer } from '@rialto/core/delivery';
import type { KeyValue } from './web-key-value.ts';

/** Who is taken to be there; as much of it as a visit needs. */
export interface VisitIdentity {
  userId(): string | undefined;
  identify(userId: string): void;
  reset(): void;
}

/** As many of the tracker's options as a visit needs. */
export interface VisitOptions {
  readonly device?: { readonly idle?: number; readonly onVisitEnd?: () => void };
  /** Where an id may have been kept when the device was not shared. */
  readonly idStore?: KeyValue;
}

const inputs = ['pointerdown', 'keydown', 'wheel', 'touchmove', 'input'];
/** The same as in `identity.ts`, `session-rules.ts` and, in the tab, `tab-storage.ts`. */
const idKey = 'rialto:id';
const leftovers = [idKey, 'rialto:user', 'rialto:session'];

/**
 * Ends the visit of a person who has gone without saying so. A visit begins with an input or a sign-in, so that
 * nothing ends where nobody is.
 *
 * @param stops - what ends with the tracker; empty once it has ended
 */
export function watchVisit(
  { device = {}, idStore }: VisitOptions,
  tracker: { reset(): void; flush(): unknown },
  identity: VisitIdentity,
  clock: Clock,
  stops: (() => void)[],
): void {
  if (stops.length === 0) return;
  const { onVisitEnd } = device;
  const idle = Number(device.idle) > 0 ? Number(device.idle) : 120_000;
  let seenAt: number | undefined;
  let timer: Timer | undefined;

  const isOver = (): boolean => seenAt !== undefined && Math.abs(clock.now() - seenAt) >= idle;

  function finish(): void {
    seenAt = undefined;
    try {
      // First: what is recorded as the page goes back to its start belongs to the one who was there.
      onVisitEnd?.();
    } catch (error) {
      // The page's own fault, and told to the page; but later, for it must not cost the next person a sign-in.
      queueMicrotask(() => {
        throw error;
      });
    }
    tracker.reset();
    tracker.flush();
  }

  function ring(): void {
    timer = undefined;
    if (isOver()) finish();
    else if (seenAt !== undefined) wait(Math.min(idle, seenAt + idle - clock.now()));
  }

  function wait(delay: number): void {
    timer = clock.after(delay, ring);
  }

  function touch(): void {
    // The device may have slept over the end of the visit, and its timer with it: this is somebody else's finger.
    if (isOver()) finish();
    seenAt = clock.now();
    if (!timer) wait(idle);
  }

  // By a card or a scanner somebody may sign in without touching the page, and by signing out a visit is over.
  const { identify, reset } = identity;
  identity.identify = (userId) => {
    touch();
    identify(userId);
  };
  identity.reset = () => {
    seenAt = undefined;
    reset();
  };

  const stop = new AbortController();
  const { signal } = stop;
  for (const name of inputs) addEventListener(name, touch, { capture: true, passive: true, signal });
  // After the tracker, which heard of it first and has sent what was there to send.
  addEventListener('pagehide', () => tracker.reset(), { signal });
  const onShow = ({ persisted }: PageTransitionEvent): void => {
    // The page is back as it was when the visit ended, with whatever it shows.
    if (persisted) finish();
  };
  addEventListener('pageshow', onShow, { signal });
  stops.push(() => {
    stop.abort();
    timer?.cancel();
  });
  forget(idStore);
  if (identity.userId() !== undefined) touch();
}

/** The device may not have been shared always. */
function forget(idStore: KeyValue | undefined): void {
  try {
    idStore?.delete(idKey);
    for (const key of leftovers) localStorage.removeItem(key);
    sessionStorage.removeItem('rialto:customer');
  } catch {
    // Storage that is switched off holds nothing.
  }
}
