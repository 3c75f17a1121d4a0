// Runs in the page: uses the candidate as a shop does, and looks at the clock.
/** What the page module of a candidate exports. */
interface BenchedTracker {
  init(endpoint: string): unknown;
  track(id: string, n: number): unknown;
  page(): void;
  identify(id: string): void;
}

/** When what was reached, in ms since the candidate's first line ran. */
interface Begin {
  /** `init` has returned. */
  readonly returned: number;
  /** The tracker has taken an event. */
  readonly accepted: number;
}

/** What the page offers to the one who measures. */
interface Probe {
  readonly begin: Begin;
  /** Spins for so many rounds: how long that takes tells how slow the page is. */
  spin(rounds: number): number;
  /** Tracks these, each in a task of its own; the ms that each call took. */
  spread(ids: readonly string[]): Promise<readonly number[]>;
  /** Tracks these one after the other; the ms that all took. */
  inARow(ids: readonly string[]): number;
  /** Tracks so many in small groups, as fast as tasks follow one another, or what it can in so many ms; how many. */
  flood(first: number, count: number, duration: number): Promise<number>;
  /** The tasks of more than 50 ms so far, in ms. */
  longTasks(): readonly number[];
  /** When the first request to the collector went out, in ms since the candidate's first line ran. */
  firstRequest(): number | undefined;
}

declare global {
  var benchStart: number | undefined;
  var probe: Probe | undefined;
}

/** The candidate, served beside it. */
const served = '/page.js';
const tracker: BenchedTracker = await import(served);
const parameters = new URLSearchParams(location.search);
const endpoint = parameters.get('endpoint') ?? `${location.origin}/rialto`;
const start = globalThis.benchStart ?? performance.now();
const since = (time: number): number => time - start;

const tasks: number[] = [];
const note = (entries: PerformanceEntryList): void => {
  for (const { duration } of entries) tasks.push(duration);
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: 'longtask', buffered: true });

const begin = beginTracking(parameters.get('first') ?? 'first');
tracker.page();
tracker.identify('customer-1');

function beginTracking(id: string): Begin {
  tracker.init(endpoint);
  const returned = since(performance.now());
  tracker.track(id, 0);
  return { returned, accepted: since(performance.now()) };
}

const nextTask = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

globalThis.probe = {
  begin,
  spin(rounds) {
    const from = performance.now();
    let sum = 0;
    for (let round = 0; round < rounds; round += 1) sum = (sum * 31 + round) % 1_000_003;
    return performance.now() - from + sum * 0;
  },
  async spread(ids) {
    const times: number[] = [];
    for (const [n, id] of ids.entries()) {
      await nextTask(5);
      const from = performance.now();
      tracker.track(id, n);
      times.push(performance.now() - from);
    }
    return times;
  },
  inARow(ids) {
    const from = performance.now();
    ids.forEach((id, n) => {
      tracker.track(id, n);
    });
    return performance.now() - from;
  },
  async flood(first, count, duration) {
    const end = performance.now() + duration;
    let done = 0;
    while (done < count && performance.now() < end) {
      await nextTask(0);
      for (let group = 0; group < 50 && done < count; group += 1, done += 1)
        tracker.track(`flood-${first + done}`, done);
    }
    return done;
  },
  longTasks() {
    note(observer.takeRecords());
    return tasks;
  },
  firstRequest() {
    const times = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.startsWith(endpoint))
      .map(({ startTime }) => since(startTime));
    return times.length > 0 ? Math.min(...times) : undefined;
  },
};

export {};
