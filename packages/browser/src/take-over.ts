import type { ConsentGate } from '@rialto/core/model';
import type { CaptureBoard } from './capture-board.ts';
import type { Stub, StubCall } from './snippet.ts';
import type { TrackerOptions } from './tracker-options.ts';
import type { Tracker } from './tracker-types.ts';

/** What {@link takeOver} puts together. */
export interface TakeOverParts {
  readonly createTracker: (options: TrackerOptions) => Tracker;
  readonly captures: CaptureBoard;
  /** The gate of a page that names none. */
  readonly consent: () => ConsentGate;
  /** A mistake of the page is said to it, and never thrown into it. */
  readonly say: (problem: string) => void;
}

type Act = (...args: readonly unknown[]) => unknown;

/** As many as the stub keeps. */
const longest = 500;

/** Verbs that take a time, as the third argument. */
const isTimed = (verb: string): boolean => verb === 'track' || verb === 'page';

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Makes the stub a tracker: replays what was called on it, each call with its own time, once `create` was called. It stays
 * the same object, so whoever has kept it has the tracker.
 */
export function takeOver(stub: Stub, { createTracker, captures, consent, say }: TakeOverParts): void {
  // The same script, a second time.
  if (Object.hasOwn(stub, 'push')) return;
  const waiting: StubCall[] = [];
  const onDropped: Act[] = [];
  let tracker: Tracker | undefined;

  const own: Readonly<Record<string, Act>> = {
    captures: (makers) => captures.add(makers),
    create(given) {
      if (tracker) return say('create was called twice; the first one counts.');
      const options = given as TrackerOptions;
      tracker = createTracker({
        ...options,
        consent: options?.consent ?? consent(),
        capture: captures.read(options?.capture),
      });
      Object.assign(stub, tracker);
      for (const call of waiting.splice(0)) perform(call);
      tellLost();
    },
  };

  function tellLost(): void {
    const lost = stub.lost ?? 0;
    stub.lost = 0;
    if (lost === 0) return;
    say(`${lost} calls were let go: more than ${longest} came before the tracker.`);
    for (const listener of onDropped)
      for (let told = 0; told < lost; told += 1) listener({ messageId: '', reason: 'stub_full' });
  }

  const actOf = (verb: string): Act | undefined =>
    [own, tracker]
      .map((verbs) =>
        verbs && Object.hasOwn(verbs, verb) ? (verbs as Record<string, Act>)[verb] : undefined,
      )
      .find(Boolean);

  function perform(call: StubCall): void {
    // The page may have pushed anything.
    if (!Array.isArray(call)) return;
    const [first, ...args] = call;
    const { time, done, off } = call;
    const verb = typeof first === 'string' ? first : typeof first;
    const act = actOf(verb);
    if (!act) {
      if (tracker) say(`There is no ${verb}().`);
      else if (waiting.length < longest) waiting.push(call);
      else stub.lost = (stub.lost ?? 0) + 1;
      return;
    }
    // What happened before this script came keeps its own time.
    if (isTimed(verb) && time !== undefined)
      args[2] = { timestamp: time, ...(args[2] as object | undefined) };
    if (verb === 'on' && args[0] === 'dropped' && !off) onDropped.push(args[1] as Act);
    try {
      const result = off ? undefined : act(...args);
      done?.(result);
      if (typeof result === 'function') call.stop = result as () => void;
    } catch (error) {
      // Who was given a promise hears of it there.
      if (done) done(Promise.reject(error));
      else say(wordsOf(error));
    }
  }

  // A capture that is there when the tracker is made begins in its turn.
  const noted = stub.splice(0).sort((one, other) => Number(isOfCaptures(other)) - Number(isOfCaptures(one)));
  stub.push = (...calls) => {
    for (const call of calls) perform(call);
    return 0;
  };
  for (const call of noted) perform(call);
}

const isOfCaptures = (call: unknown): boolean => Array.isArray(call) && call[0] === 'captures';
