import type { Announcer, DeliveryProblem } from '@rialto/core/delivery';

/** A way to tell of a problem that would else be told again with each event. */
export function announceOnce(announcer: Announcer, code: string, message: string): () => void {
  let problem: DeliveryProblem | undefined = { code, message };
  return () => {
    if (problem) announcer.emit('error', problem);
    problem = undefined;
  };
}
