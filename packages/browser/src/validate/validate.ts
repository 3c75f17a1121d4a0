import { type Plan, RialtoError, retailPlan } from '@rialto/core';
import { isRecord, type Message } from '@rialto/core/model';
import type { Capture } from '../capture/capture.ts';
import { findProblems } from './find-problems.ts';

/** What {@link validate} takes beside the plan. */
export interface ValidateOptions {
  /**
   * Where the problems are told.
   * @default the page's console
   */
  readonly console?: Pick<Console, 'group' | 'warn' | 'groupEnd'>;
}

/** A page that makes up a name for each product would else fill the console, and our memory. */
const most = 200;

/**
 * For development: holds each event that the page tracks against the plan, and tells the console what does not fit: event, field,
 * what was expected, what to do. Each problem once, and never a value. It changes nothing about what is sent.
 *
 * It brings the plan and zod, 0.1 MB compressed, which customers need not load: import it where only development goes.
 *
 * @throws RialtoError `invalid-plan` for what `definePlan` has not made: it would else check nothing, and say nothing
 * @example
 * ```ts
 * // check-events.ts
 * export const checkEvents = validate(plan);
 *
 * // beside the tracker; a bundler leaves out of the shop's bundle what only development asks for
 * const development = import.meta.env.DEV ? [(await import('./check-events.ts')).checkEvents] : [];
 * createTracker<typeof plan>({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [pageViews(), ...development] });
 * ```
 */
export function validate(plan: Plan = retailPlan, options: ValidateOptions = {}): Capture {
  if (!isPlan(plan)) throw new RialtoError('invalid-plan', 'validate takes a plan of definePlan({ … }).');
  return (target) => {
    const told = new Set<string>();
    const { console: where = console } = options;

    function look({ type, event, properties }: Message): void {
      if (type !== 'track' || !event || told.size >= most) return;
      const news = findProblems(plan, event, properties).filter(
        (problem) => !told.has(`${event}: ${problem}`),
      );
      if (news.length === 0) return;
      where.group(`Rialto: '${event}' does not fit the plan`);
      for (const problem of news) {
        told.add(`${event}: ${problem}`);
        where.warn(problem);
      }
      where.groupEnd();
    }

    return target.watch(look);
  };
}

/** A throw while an event is looked at would be heard by nobody. */
const isPlan = (plan: unknown): boolean =>
  isRecord(plan) &&
  isRecord(plan.events) &&
  Object.values(plan.events).every(
    (event) =>
      isRecord(event) && isRecord(event.properties) && typeof event.properties.safeParse === 'function',
  );
