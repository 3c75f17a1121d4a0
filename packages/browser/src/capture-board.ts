import type { Clock } from '@rialto/core/delivery';
import { isRecord } from '@rialto/core/model';
import type { Capture } from './capture/capture.ts';

/** Captures by name, each with the function that makes it from its options. */
type CaptureMakers = Readonly<Record<string, (options?: never) => Capture>>;

/** The captures of a script tag, which names them where a bundle would import them. */
export interface CaptureBoard {
  /** More of them have come, by another script. */
  add(makers: unknown): void;
  /** Reads `['pageViews', ['links', { … }]]`. What cannot be read is said and left out; the others count. */
  read(list: unknown): Capture[];
}

/** What {@link createCaptureBoard} needs. */
export interface CaptureBoardParts {
  readonly here: CaptureMakers;
  /** The names of those that another script brings, at any time. */
  readonly elsewhere: readonly string[];
  readonly clock: Clock;
  readonly say: (problem: string) => void;
}

type Make = (options?: unknown) => Capture;

/** How long a page may take to load the other script before it is told that it is missing. */
const patience = 15_000;

/** Makes the board. A capture that is not there yet begins when it comes. */
export function createCaptureBoard({ here, elsewhere, clock, say }: CaptureBoardParts): CaptureBoard {
  const makers = new Map(Object.entries(here)) as Map<string, Make>;
  const waiting = new Set<{ readonly name: string; readonly come: () => void }>();

  function make(name: string, options: unknown): Capture | undefined {
    try {
      return makers.get(name)?.(options);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  const later =
    (name: string, options: unknown): Capture =>
    (target) => {
      let stop = (): void => {};
      const entry = {
        name,
        come() {
          stop = make(name, options)?.(target) ?? stop;
        },
      };
      waiting.add(entry);
      clock.after(patience, () => {
        if (waiting.has(entry))
          say(`"${name}" is in rialto-captures.global.js; add that script to the page.`);
      });
      return () => {
        waiting.delete(entry);
        stop();
      };
    };

  function readOne(given: unknown): Capture | undefined {
    if (typeof given === 'function') return given as Capture;
    const [name, options] = Array.isArray(given) ? given : [given];
    if (makers.has(name)) return make(name, options);
    if (elsewhere.includes(name)) return later(name, options);
    const names = [...new Set([...makers.keys(), ...elsewhere])].join(', ');
    // JSON has no word for what is in a circle.
    const shown = typeof name === 'string' ? `"${name}"` : typeof name === 'object' ? 'object' : String(name);
    say(`There is no capture ${shown}. Use: ${names}; with options as ["name", { … }].`);
    return undefined;
  }

  return {
    add(more) {
      if (!isRecord(more)) return;
      for (const [name, one] of Object.entries(more))
        if (typeof one === 'function') makers.set(name, one as Make);
      for (const entry of [...waiting]) {
        if (!makers.has(entry.name)) continue;
        waiting.delete(entry);
        entry.come();
      }
    },
    read(list) {
      if (Array.isArray(list)) return list.flatMap((one) => readOne(one) ?? []);
      if (list !== undefined) say('capture must be a list, such as ["pageViews", ["links", { … }]].');
      return [];
    },
  };
}
