import type { ConsentChange, ConsentManager } from '../consent-manager.ts';
import { answersIn, answersToTake, type ServiceAnswers } from './service-answers.ts';

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
  const said = new Map<ConsentChange, ServiceAnswers>();
  const strange = new Set<string>();
  let writing = Promise.resolve();
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
    const answered = new Set([...said.values()].flatMap((answers) => Object.keys(answers)));
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

  /** Notes what is answered here. To `record` only those listen who carry records to the hub. */
  function note(change: ConsentChange): void {
    const answers = taking ? {} : answersIn(change, manager.state());
    if (Object.keys(answers).length === 0) return;
    said.set(change, answers);
    // One after the other: a slow write must not undo a later one.
    writing = writing.then(() => attempt(() => write(change)));
  }

  async function write(change: ConsentChange): Promise<void> {
    const answers = said.get(change);
    if (!answers || !service.write) return;
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
    stops.push(manager.on('change', note));
    // What a signed-in person decided elsewhere is no answer given here, and is to be stored nowhere.
    stops.push(manager.on('adopted', (change) => said.delete(change)));
    stops.push(service.on?.('change', () => void attempt(read)));
    return read();
  });
  return () => {
    stopped = true;
    for (const stop of stops) if (typeof stop === 'function') void attempt(() => stop());
  };
}
