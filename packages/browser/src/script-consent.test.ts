import type { ConsentGate } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import { scriptConsent } from './script-consent.ts';

/** A page, and the manager that its other script may leave in it. */
function stage() {
  const page = { document: new EventTarget() as Document } as {
    document: Document;
    rialtoConsent?: ConsentGate;
  };
  const heard: string[] = [];
  const listeners = new Set<readonly [string, (event?: unknown) => void]>();
  const manager: ConsentGate = {
    decide: () => ({ verdict: 'pass', reason: 'granted' }),
    on(name, listener) {
      const entry = [name, listener] as const;
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
  const listen = (gate: ConsentGate) =>
    ['change', 'record'].map((name) =>
      (gate.on as (name: string, listener: () => void) => () => void)(name, () => void heard.push(name)),
    );
  return {
    page,
    heard,
    listeners,
    listen,
    leave() {
      page.rialtoConsent = manager;
    },
    say: () => page.document.dispatchEvent(new Event('rialto-consent')),
    tell: (wanted: string) => {
      for (const [name, listener] of listeners) if (name === wanted) listener();
    },
  };
}

describe('the consent manager of the other script', () => {
  it('lets everything wait until it is there, then decides, and says that something has changed', () => {
    const { page, heard, listen, leave, say, tell } = stage();
    const gate = scriptConsent(page);
    listen(gate);
    expect(gate.decide(['analytics'])).toEqual({ verdict: 'hold', reason: 'undecided:analytics' });
    say(); // somebody else's event of this name
    expect(heard).toEqual([]);
    leave();
    say();
    expect(heard).toEqual(['change']);
    expect(gate.decide(['analytics']).verdict).toBe('pass');
    tell('record');
    tell('change');
    say();
    expect(heard).toEqual(['change', 'record', 'change']);
  });

  it('decides at once where its script was first', () => {
    const { page, heard, listen, leave, tell, listeners } = stage();
    leave();
    const gate = scriptConsent(page);
    const stops = listen(gate);
    expect(gate.decide(['analytics']).verdict).toBe('pass');
    tell('change');
    expect(heard).toEqual(['change']);
    for (const stop of stops) stop();
    expect(listeners.size).toBe(0);
  });

  it('is heard from the moment on at which it is asked first, before it has said that it is there', () => {
    const { page, heard, listen, leave, tell, listeners } = stage();
    const gate = scriptConsent(page);
    const [stopChange] = listen(gate);
    leave();
    gate.decide(['analytics']);
    tell('record');
    expect(heard).toEqual(['record']);
    stopChange?.();
    expect(listeners.size).toBe(1);
  });
});
