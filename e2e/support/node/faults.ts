import type { Random } from '@rialto/core/delivery';
import type { CollectedRequest } from '../tracker/adapter.ts';
import type { Fault } from '../tracker/faults.ts';

/** What becomes of a request of a server's client. */
export type NodeFault =
  | Fault
  /** The connection breaks while the request is being read; the collector sees nothing of it. */
  | { readonly kind: 'cut' }
  /** The collector has processed it, and the connection breaks after the answer has begun. */
  | { readonly kind: 'begun' }
  /** Answered in the collector's place. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The collector comes to it only after so many ms; whoever has left by then has not been heard. */
  | { readonly kind: 'late'; readonly delay: number }
  /** Chosen when the request has been read. */
  | { readonly kind: 'by-body'; readonly choose: (request: CollectedRequest) => NodeFault };

/** Chooses the fault of a request by its first line. */
export type FaultChoice = (head: Pick<CollectedRequest, 'method' | 'path'>) => NodeFault;

export const noFault: NodeFault = { kind: 'none' };

/** In the properties of what a server in front refuses: a marker like those of events, found wherever they are. */
export const poisonMark = 'zqpoisonx0qz';

/** Of so many requests out of one, the connection is reset: in equal parts before, in the middle, and after the answer has begun. */
export function resets(random: Random, share: number): FaultChoice {
  const kinds: readonly NodeFault[] = [{ kind: 'gone' }, { kind: 'cut' }, { kind: 'begun' }];
  return () =>
    random.next() < share ? (kinds[Math.floor(random.next() * kinds.length)] ?? noFault) : noFault;
}

/** The same fault for such a share of the requests. */
export const sometimes =
  (random: Random, share: number, fault: NodeFault): FaultChoice =>
  () =>
    random.next() < share ? fault : noFault;
