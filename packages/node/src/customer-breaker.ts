import type { Clock, DeliveryProblem, Random } from '@rialto/core/delivery';
import { type BreakerInput, type BreakerState, initialBreakerState, stepBreaker } from './circuit-breaker.ts';

/** What came of a question, as the breaker judges it. */
type QuestionEnd =
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly retryAfter?: number | undefined };

/** Leave to ask the hub, or not. */
export type Leave =
  /** Ask, and tell what came of it. */
  | { readonly kind: 'pass'; tell(end: QuestionEnd): void }
  /** Do not ask; `until` is epoch milliseconds, and left out while another question finds out. */
  | { readonly kind: 'turn-away'; readonly until?: number };

/** Keeps reads from waiting for a hub that does not answer. */
export interface CustomerBreaker {
  ask(): Leave;
}

/** What {@link createCustomerBreaker} needs. */
export interface CustomerBreakerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (problem: DeliveryProblem) => void;
}

/** The shell of the machine in circuit-breaker.ts. */
export function createCustomerBreaker({ clock, random, report }: CustomerBreakerParts): CustomerBreaker {
  let state: BreakerState = initialBreakerState;

  function step(input: BreakerInput): Leave | undefined {
    const [next, ...effects] = stepBreaker(state, input);
    state = next;
    let leave: Leave | undefined;
    for (const effect of effects) {
      if (effect.kind === 'announce') {
        report({
          code: 'hub_unreachable',
          message:
            'The hub does not answer questions about customers, or too slowly. It is left alone for a while and asked again by itself; until then a read gives the last copy or fails at once.',
        });
      } else {
        leave = effect.kind === 'pass' ? { kind: 'pass', tell: teller(effect.turn) } : effect;
      }
    }
    return leave;
  }

  const teller =
    (turn: number) =>
    (end: QuestionEnd): void => {
      if (end.kind === 'answered') step({ kind: 'answered', turn });
      else
        step({ kind: 'failed', turn, now: clock.now(), chance: random.next(), retryAfter: end.retryAfter });
    };

  return { ask: () => step({ kind: 'ask', now: clock.now() }) ?? { kind: 'turn-away' } };
}
