import { checkListener, checkName } from '@rialto/core/model';
import type { ConsentEvents } from './consent-manager.ts';

/** Tells what a manager announces. */
export interface ConsentAnnouncer<P extends string> {
  on<Name extends keyof ConsentEvents>(
    name: Name,
    listener: (event: ConsentEvents<P>[Name]) => void,
  ): () => void;
  emit<Name extends keyof ConsentEvents>(name: Name, event: ConsentEvents<P>[Name]): void;
  /** Whether anybody listens. */
  isHeard(name: keyof ConsentEvents): boolean;
}

const eventNames = ['change', 'record', 'adopted'] as const satisfies readonly (keyof ConsentEvents)[];

/** Makes a {@link ConsentAnnouncer}. A listener that throws harms neither the choice nor the next listener. */
export function createConsentAnnouncer<P extends string>(): ConsentAnnouncer<P> {
  const listeners = new Set<readonly [name: string, listener: (event: never) => void]>();
  return {
    on(name, listener) {
      checkName('event', name, eventNames);
      checkListener(`on('${name}')`, listener);
      const entry = [name, listener] as const;
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit(name, event) {
      for (const [wanted, listener] of [...listeners]) {
        try {
          if (wanted === name) (listener as (event: unknown) => void)(event);
        } catch (error) {
          // To the console like any other fault of the page, but the others are still told.
          globalThis.reportError?.(error);
        }
      }
    },
    isHeard: (name) => [...listeners].some(([wanted]) => wanted === name),
  };
}
