import type { ConsentGate } from '@rialto/core/model';

type Listener = (event?: unknown) => void;
type Listen = (name: string, listener: Listener) => unknown;

/** Where the script tag of the consent manager leaves it, and says on `document` that it is there. */
export interface ConsentPage {
  readonly document: Pick<Document, 'addEventListener'>;
}

/**
 * The consent manager of `rialto-consent.global.js`, whichever of the two scripts comes first. Until it is there nobody has
 * decided anything: what needs a purpose waits in memory, and nothing is stored.
 */
export function scriptConsent(page: ConsentPage): ConsentGate {
  const listening = new Map<Listener, { readonly name: string; stop?: unknown }>();
  let manager: ConsentGate | undefined;

  function look(): ConsentGate | undefined {
    const found = (page as { readonly rialtoConsent?: ConsentGate }).rialtoConsent;
    if (!manager && found) {
      manager = found;
      for (const [listener, entry] of listening) entry.stop = listen(found, entry.name, listener);
    }
    return manager;
  }

  page.document.addEventListener('rialto-consent', () => {
    if (manager || !look()) return;
    for (const [listener, { name }] of [...listening]) if (name === 'change') listener();
  });

  return {
    decide: (purposes) =>
      look()?.decide(purposes) ?? { verdict: 'hold', reason: `undecided:${String(purposes[0])}` },
    on(name, listener) {
      const gate = look();
      listening.set(listener, { name, stop: gate && listen(gate, name, listener) });
      return () => {
        const { stop } = listening.get(listener) ?? {};
        listening.delete(listener);
        if (typeof stop === 'function') stop();
      };
    },
  };
}

const listen = (gate: ConsentGate, name: string, listener: Listener): unknown =>
  (gate.on as Listen)(name, listener);
