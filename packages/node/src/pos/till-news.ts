import type { DeliveryProblem } from '@rialto/core/delivery';
import { invalid, show } from '../check-options.ts';
import type { TillCustomer } from './customer-desk.ts';

/** What a till announces, by name. */
export interface TillEvents {
  /** A mistake in a call, or trouble with the receipt numbers. Nothing personal. */
  error: DeliveryProblem;
  /** Another customer, more that is known of her, or nobody: what the display should show. */
  customer: TillCustomer | undefined;
}

/** The events of a till: listen with `on`; a listener that throws is reported and harms nobody. */
export interface TillNews {
  /** @returns the way to stop. @throws RialtoError `invalid-option` */
  on<Name extends keyof TillEvents>(name: Name, listener: (event: TillEvents[Name]) => void): () => void;
  /** Tells every listener of that name. */
  emit<Name extends keyof TillEvents>(name: Name, event: TillEvents[Name]): void;
}

const names: readonly string[] = ['error', 'customer'] satisfies (keyof TillEvents)[];

export function createTillNews(): TillNews {
  const entries = new Set<readonly [name: string, listener: (event: never) => unknown]>();
  const emit: TillNews['emit'] = (name, event) => {
    const failed = (): void => {
      if (name !== 'error') {
        emit('error', { code: 'listener_failed', message: `A listener of the till for "${name}" threw.` });
      }
    };
    for (const [wanted, listener] of [...entries]) {
      if (wanted !== name) continue;
      try {
        const answer = (listener as (event: unknown) => unknown)(event);
        // An async listener: its rejection would end a Node process.
        if (answer instanceof Promise) answer.catch(failed);
      } catch {
        failed();
      }
    }
  };
  return {
    emit,
    on(name, listener) {
      if (!names.includes(name)) throw invalid(`A till announces ${names.join(' and ')}; got ${show(name)}.`);
      if (typeof listener !== 'function')
        throw invalid(`on('${name}') needs a function; got ${show(listener)}.`);
      const entry = [name, listener] as const;
      entries.add(entry);
      return () => void entries.delete(entry);
    },
  };
}
