import type { ConsentManager } from '../consent-manager.ts';
import { answersToTake, type ServiceAnswers } from './service-answers.ts';

/**
 * A service in which a person keeps her consents for many sites: one that is recognised under TDDDG §26 and the EinwV, or
 * a consent platform that speaks TCF. Rialto holds the plug; the code that talks to the service is yours or its maker's.
 */
export interface ConsentService {
  /** What the person has expressly answered, by purpose of the manager; undefined where she has not, or is not known. */
  read(): Promise<ServiceAnswers | undefined>;
  /** Takes over what the person has answered here, by purpose. */
  write?(answers: ServiceAnswers): Promise<void>;
  /** Calls back when her answers have changed there; returns the way to stop that. */
  on?(event: 'change', listener: () => void): () => void;
}

/**
 * Connects the manager with a consent service: what the person has answered there counts here, with the method `service`, and
 * what she answers here later is written back. It never throws: a service that fails, or says what nobody understands,
 * changes nothing.
 *
 * Every refusal is taken over. A permission is, where nothing was refused here; or where the service changes its answer
 * later. A service that cannot be written to keeps its refusal, and says it again on the next page.
 *
 * @returns the way to stop
 * @example
 * ```ts
 * connectConsentService(consent, {
 *   read: async () => ({ analytics: await theirs.permits('measuring') }),
 *   write: ({ analytics }) => theirs.save({ measuring: analytics }),
 * });
 * ```
 */
export function connectConsentService(manager: ConsentManager, service: ConsentService): () => void {
  const known = new Map<string, boolean>();
  const answered = new Set<string>();
  const strange = new Set<string>();
  let stopped = false;
  let taking = false;
  let turn = 0;
  let heard = false;

  async function read(): Promise<void> {
    turn += 1;
    const mine = turn;
    const given = await service.read();
    // An answer that was overtaken by a later question is an old one.
    if (stopped || mine !== turn || typeof given !== 'object' || given === null) return;
    reportStrange(Object.keys(given));
    const answers = answersToTake(given, { states: manager.state(), heard, known, answered });
    heard = true;
    for (const [purpose, answer] of Object.entries(given))
      if (typeof answer === 'boolean') known.set(purpose, answer);
    if (Object.keys(answers).length > 0) take(answers);
  }

  function take(answers: ServiceAnswers): void {
    taking = true;
    try {
      manager.answer(answers, { method: 'service' });
    } finally {
      taking = false;
    }
  }

  async function write(answers: ServiceAnswers): Promise<void> {
    if (!service.write) return;
    await service.write(answers);
    for (const [purpose, answer] of Object.entries(answers)) known.set(purpose, answer);
  }

  function reportStrange(purposes: readonly string[]): void {
    const unknown = purposes.filter(
      (purpose) => !manager.purposes.includes(purpose) && !strange.has(purpose),
    );
    for (const purpose of unknown) strange.add(purpose);
    if (unknown.length > 0)
      console.warn(`Rialto: the consent service names unknown purposes: ${unknown.join(', ')}.`);
  }

  const attempt = async (action: () => unknown): Promise<void> => {
    try {
      await action();
    } catch {
      // Nothing is taken over, so what is not decided here stays refused.
    }
  };

  const stops: unknown[] = [];
  void attempt(() => {
    stops.push(
      manager.on('record', ({ cells }) => {
        if (taking) return;
        const answers = Object.fromEntries(
          cells.flatMap(({ purpose, channel, state }) => (channel ? [] : [[purpose, state === 'granted']])),
        );
        for (const purpose of Object.keys(answers)) answered.add(purpose);
        if (Object.keys(answers).length > 0) void attempt(() => write(answers));
      }),
    );
    stops.push(service.on?.('change', () => void attempt(read)));
    return read();
  });
  return () => {
    stopped = true;
    for (const stop of stops) if (typeof stop === 'function') void attempt(() => stop());
  };
}
