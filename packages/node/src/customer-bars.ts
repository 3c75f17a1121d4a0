/** Remembers about whom the hub's answers may not be kept, because an own event on its way to the hub changes them. */
export interface CustomerBars {
  /** The moment at which a question is put, for {@link mayKeep}. */
  moment(): number;
  /** From now on answers that were asked for before are not kept, and none at all until `until` has settled. */
  bar(keys: readonly string[], until?: Promise<unknown>): void;
  /** Whether an answer about somebody may be kept that was asked for at that moment. */
  mayKeep(keys: readonly string[], askedAt: number): boolean;
}

interface Bar {
  /** When it was last put up. */
  at: number;
  /** Events on their way. */
  pending: number;
}

/**
 * So many are remembered; beyond it nothing is kept that was asked for before, and nothing at all while so many events
 * are on their way. Forgetting a bar would show an offer that was declined.
 */
const mostBars = 10_000;

export function createCustomerBars(most: number = mostBars): CustomerBars {
  const bars = new Map<string, Bar>();
  let now = 0;
  /** The last moment of which a bar is no longer remembered. */
  let lost = -1;

  function trim(): void {
    if (bars.size <= most) return;
    for (const [key, { at, pending }] of bars) {
      if (bars.size <= most) break;
      if (pending > 0) continue;
      lost = Math.max(lost, at);
      bars.delete(key);
    }
  }

  return {
    moment: () => now,
    bar(keys, until) {
      now += 1;
      for (const key of keys) {
        const pending = (bars.get(key)?.pending ?? 0) + (until ? 1 : 0);
        bars.delete(key);
        bars.set(key, { at: now, pending });
      }
      trim();
      const end = (): void => {
        now += 1;
        for (const key of keys) {
          const bar = bars.get(key);
          if (!bar) continue;
          bar.at = now;
          bar.pending -= 1;
        }
        trim();
      };
      until?.then(end, end);
    },
    mayKeep(keys, askedAt) {
      if (askedAt < lost || bars.size > most) return false;
      return keys.every((key) => {
        const bar = bars.get(key);
        return !bar || (bar.pending === 0 && bar.at <= askedAt);
      });
    },
  };
}
