import type { StoredEvent } from '../ports/event-store.ts';
import type { SendResult, Transport } from '../ports/transport.ts';

/** One line of the script: an answer, or a function of the batch. */
export type ScriptedAnswer =
  | SendResult
  | ((batch: readonly StoredEvent[]) => SendResult | Promise<SendResult>);

/** A transport that answers by a script and remembers what it was given. */
export interface ScriptedTransport extends Transport {
  /** The ids of each batch, in the order of sending. */
  readonly sent: readonly (readonly string[])[];
}

/** Answers `accepted` for every message of a batch. */
export const acceptAll = (batch: readonly StoredEvent[]): SendResult => ({
  outcome: 'answered',
  results: batch.map(({ messageId }) => ({ messageId, status: 'accepted' })),
});

/**
 * Makes a {@link ScriptedTransport}; when the script is over, everything is accepted.
 *
 * @example
 * ```ts
 * const transport = scriptedTransport([{ outcome: 'retry', reason: 'network' }]);
 * ```
 */
export function scriptedTransport(script: readonly ScriptedAnswer[] = []): ScriptedTransport {
  const sent: string[][] = [];
  const left = [...script];
  return {
    sent,
    async send(batch) {
      sent.push(batch.map(({ messageId }) => messageId));
      const answer = left.shift() ?? acceptAll;
      return typeof answer === 'function' ? answer(batch) : answer;
    },
  };
}
