import type { StoredEvent } from '@rialto/core/delivery';

/** An event as it is given out, and its number. */
export interface HeldEvent {
  readonly event: StoredEvent;
  readonly number: number;
}

/** Events that are in memory, by slot. */
export interface JournalBodies {
  get(slot: number): HeldEvent | undefined;
  /** All of these, where not one is missing: so it is, but for a long outage. */
  all(slots: readonly number[]): HeldEvent[] | undefined;
  /** Keeps what is on no disk. */
  keep(slot: number, held: HeldEvent): void;
  /** It is on the disk now: it stays only as long as there is room. */
  release(slot: number): void;
  /** Holds what was read from the disk; something else goes for it. */
  hold(slot: number, held: HeldEvent): void;
  delete(slot: number): void;
  /** The numbers of what is on no disk. */
  keptNumbers(): Iterable<number>;
}

/** What an event takes beside the text of its body, about: its object, id and purposes. */
const objectBytes = 400;

const bytesOf = ({ event }: HeldEvent): number => event.body.length + objectBytes;

export function createJournalBodies(cacheBytes: number): JournalBodies {
  const kept = createPages();
  const cached = createPages();
  let bytes = 0;
  /** Where room was made last: it goes round and round. */
  let hand = 0;

  function drop(slot: number): void {
    const held = cached.delete(slot);
    if (held) bytes -= bytesOf(held);
  }

  function hold(slot: number, held: HeldEvent): void {
    drop(slot);
    cached.set(slot, held);
    bytes += bytesOf(held);
    while (bytes > cacheBytes) {
      hand = cached.after(hand);
      drop(hand);
    }
  }

  const get = (slot: number): HeldEvent | undefined => cached.get(slot) ?? kept.get(slot);

  return {
    get,
    all(slots) {
      const found: HeldEvent[] = [];
      for (const slot of slots) {
        const held = get(slot);
        if (!held) return undefined;
        found.push(held);
      }
      return found;
    },
    keep: kept.set,
    release(slot) {
      const held = kept.delete(slot);
      // Where older ones fill the room the new one is far from being sent, and it is read when its time has come.
      if (held && bytes + bytesOf(held) <= cacheBytes) hold(slot, held);
    },
    hold,
    delete(slot) {
      if (!kept.delete(slot)) drop(slot);
    },
    keptNumbers: kept.numbers,
  };
}

const pageSlots = 1024;

/**
 * Events by slot, in arrays that are there only while something is in them. Not a Map: one in which much comes and goes
 * leaves its old tables behind as garbage, each holding what was in it and the next one, until the old generation is
 * collected. That was over 100 MB in an outage.
 */
function createPages() {
  const pages: ((HeldEvent | undefined)[] | undefined)[] = [];
  const counts: number[] = [];
  const pageOf = (slot: number): number => Math.floor(slot / pageSlots);

  function* numbers(): Generator<number> {
    for (const page of pages) for (const held of page ?? []) if (held) yield held.number;
  }

  return {
    numbers,
    get: (slot: number): HeldEvent | undefined => pages[pageOf(slot)]?.[slot % pageSlots],
    set(slot: number, held: HeldEvent): void {
      const number = pageOf(slot);
      while (pages.length <= number) {
        pages.push(undefined);
        counts.push(0);
      }
      pages[number] ??= new Array<HeldEvent | undefined>(pageSlots).fill(undefined);
      const page = pages[number];
      if (page[slot % pageSlots] === undefined) counts[number] = (counts[number] ?? 0) + 1;
      page[slot % pageSlots] = held;
    },
    delete(slot: number): HeldEvent | undefined {
      const number = pageOf(slot);
      const page = pages[number];
      const held = page?.[slot % pageSlots];
      if (!page || !held) return undefined;
      page[slot % pageSlots] = undefined;
      counts[number] = (counts[number] ?? 0) - 1;
      if (counts[number] === 0) pages[number] = undefined;
      return held;
    },
    /** The next slot with something in it, round and round; the same one if it is the only one. */
    after(slot: number): number {
      for (let next = slot + 1; ; next += 1) {
        if (pageOf(next) >= pages.length) next = 0;
        if (!pages[pageOf(next)]) next += pageSlots - (next % pageSlots) - 1;
        else if (pages[pageOf(next)]?.[next % pageSlots]) return next;
      }
    },
  };
}
