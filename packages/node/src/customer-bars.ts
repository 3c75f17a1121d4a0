/** Remembers about whom the hub's answers may not be kept, because an own event on its way to the hub changes them. */
export interface CustomerBars {
  /** The moment at which a question is put, for {@link mayKeep}. */
  moment(): number;
  /** From now on answers that were asked for before are not kept, and none at all until `until` has settled. */
  bar(keys: readonly string[], until?: Promise<unknown>): void;
  /** Whether an answer about somebody may be kept that was asked for at that moment. */
  mayKeep(keys: readonly string[], askedAt: number): boolean;
}

/**
 * So many are remembered; beyond it nothing is kept that was asked for before, and nothing at all while an event is on
 * its way whose people found no room. Forgetting a bar would show an offer that was declined.
 */
const mostBars = 10_000;

export function createCustomerBars(most: number = mostBars): CustomerBars {
  /** When each bar was last put up, the oldest first. */
  const bars = new Map<string, number>();
  /** How many events of each are on their way. */
  const pending = new Map<string, number>();
  /** Events on their way whose people are not remembered: in a long outage they would be too many. */
  let nameless = 0;
  let now = 0;
  /** The last moment of which a bar is no longer remembered. */
  let lost = -1;

  function putUp(keys: readonly string[]): void {
    for (const key of keys) {
      bars.delete(key);
      bars.set(key, now);
    }
    // Many at a time: a Map whose first entries are taken out one by one is slow to find the next.
    if (bars.size <= most * 1.1) return;
    for (const [key, at] of bars) {
      if (bars.size <= most) break;
      lost = at;
      bars.delete(key);
    }
  }

  function count(keys: readonly string[], change: 1 | -1): void {
    for (const key of keys) {
      const events = (pending.get(key) ?? 0) + change;
      if (events > 0) pending.set(key, events);
      else pending.delete(key);
    }
  }

  return {
    moment: () => now,
    bar(keys, until) {
      now += 1;
      putUp(keys);
      if (!until) return;
      const isNamed = pending.size + keys.length <= most;
      if (isNamed) count(keys, 1);
      else nameless += 1;
      const end = (): void => {
        now += 1;
        if (isNamed) {
          count(keys, -1);
          putUp(keys);
        } else {
          nameless -= 1;
          lost = now;
        }
      };
      until.then(end, end);
    },
    mayKeep(keys, askedAt) {
      if (askedAt < lost || nameless > 0) return false;
      return keys.every((key) => !pending.has(key) && (bars.get(key) ?? 0) <= askedAt);
    },
  };
}
