import { manualClock, seededRandom } from '@rialto/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { type AskOutcome, createConsentLookup } from './consent-lookup.ts';

const person = { kind: 'userId', value: 'c-42' };
const yes: AskOutcome = { kind: 'answer', answer: { state: 'granted', validFor: 60 } };
const no: AskOutcome = { kind: 'answer', answer: { state: 'denied', validFor: 60 } };

/** A lookup whose questions the test answers by hand. */
function lookupByHand() {
  const open: { readonly about: string; answer(outcome: AskOutcome): void }[] = [];
  const outages: string[] = [];
  let rounds = 0;
  const clock = manualClock();
  const lookup = createConsentLookup({
    ask: ({ value }, purpose) =>
      new Promise((answer) => {
        open.push({ about: `${value}/${purpose}`, answer });
      }),
    clock,
    random: seededRandom(3),
    onAnswer: () => {
      rounds += 1;
    },
    onOutage: (reason) => void outages.push(reason),
  });
  return { lookup, open, outages, clock, rounds: () => rounds };
}

const verdict = (
  gate: ReturnType<ReturnType<typeof createConsentLookup>['gateFor']>,
  ...purposes: string[]
) => gate.decide(purposes).verdict;

describe('asking the hub', () => {
  it('asks at most four questions at a time, and each once', async () => {
    const { lookup, open, clock } = lookupByHand();
    for (let person = 0; person < 6; person += 1) {
      const who = { kind: 'userId', value: String(person) };
      lookup.gateFor(`m-${person}`, who, ['analytics']);
      lookup.gateFor(`n-${person}`, who, ['analytics']);
    }
    expect(open.map(({ about }) => about)).toEqual(['0', '1', '2', '3'].map((who) => `${who}/analytics`));
    open[0]?.answer(yes);
    await clock.advance(0);
    expect(open).toHaveLength(5);
  });

  it('does not go through all who asked in an outage with each event that is let go', async () => {
    const { lookup, open, clock } = lookupByHand();
    const askAndLeave = (number: number): void => {
      lookup.gateFor(`m-${number}`, { kind: 'userId', value: String(number) }, ['analytics']);
      lookup.forget(`m-${number}`);
    };
    lookup.gateFor('first', person, ['analytics']);
    open[0]?.answer({ kind: 'retry', reason: 'down' });
    await clock.advance(0);
    for (let number = 0; number < 100; number += 1) askAndLeave(number);
    const looks = vi.spyOn(Set.prototype, Symbol.iterator);
    askAndLeave(100);
    const count = looks.mock.calls.length;
    looks.mockRestore();
    expect(count).toBeLessThan(10);
  });

  it('decides only when every purpose is answered, and at once on a refusal', async () => {
    const { lookup, open, clock } = lookupByHand();
    const gate = lookup.gateFor('m', person, ['analytics', 'marketing', 'necessary']);
    expect(open.map(({ about }) => about)).toEqual(['c-42/analytics', 'c-42/marketing']);
    open[0]?.answer(yes);
    await clock.advance(0);
    expect(verdict(gate, 'analytics', 'marketing')).toBe('hold');
    open[1]?.answer(no);
    await clock.advance(0);
    expect(gate.decide(['analytics', 'marketing'])).toEqual({ verdict: 'drop', reason: 'refused:marketing' });
  });

  it('answers every gate of an event that was reported twice while it waits', async () => {
    const { lookup, open, clock } = lookupByHand();
    const gates = [lookup.gateFor('m', person, ['analytics']), lookup.gateFor('m', person, ['analytics'])];
    open[0]?.answer(yes);
    await clock.advance(0);
    expect(open).toHaveLength(1);
    expect(gates.map((gate) => verdict(gate, 'analytics'))).toEqual(['pass', 'pass']);
  });

  it('does not ask for an event that waits no longer', async () => {
    const { lookup, open, clock, outages } = lookupByHand();
    lookup.gateFor('m', person, ['analytics']);
    open[0]?.answer({ kind: 'retry', reason: 'no answer' });
    await clock.advance(0);
    lookup.forget('m');
    await clock.advance(600_000);
    expect(open).toHaveLength(1);
    expect(outages).toEqual(['no answer']);
  });

  it('waits for as long as the hub asks it to', async () => {
    const { lookup, open, clock } = lookupByHand();
    lookup.gateFor('m', person, ['analytics']);
    open[0]?.answer({ kind: 'retry', reason: 'status 503', retryAfter: 9_000 });
    await clock.advance(8_900);
    expect(open).toHaveLength(1);
    await clock.advance(700);
    expect(open).toHaveLength(2);
  });

  it('uses an answer that was asked for before a decision, and asks again the next time', async () => {
    const { lookup, open, clock } = lookupByHand();
    const gate = lookup.gateFor('m', person, ['analytics']);
    lookup.refresh();
    open[0]?.answer(no);
    await clock.advance(0);
    expect(verdict(gate, 'analytics')).toBe('drop');
    const later = lookup.gateFor('n', person, ['analytics']);
    expect(verdict(later, 'analytics')).toBe('hold');
    open[1]?.answer(yes);
    await clock.advance(0);
    expect(verdict(later, 'analytics')).toBe('pass');
  });

  it('is settled when all is answered, when the hub does not answer, after the timeout, and when closed', async () => {
    const { lookup, open, clock } = lookupByHand();
    await lookup.settled();
    lookup.gateFor('m', person, ['analytics']);
    const answered = lookup.settled();
    open[0]?.answer(yes);
    await answered;
    lookup.gateFor('n', person, ['marketing']);
    const timedOut = lookup.settled(50);
    await clock.advance(50);
    await timedOut;
    const failed = lookup.settled();
    open[1]?.answer({ kind: 'retry', reason: 'no answer' });
    await failed;
    await clock.advance(500);
    const closed = lookup.settled();
    lookup.close();
    await closed;
    open[2]?.answer(yes);
    await clock.advance(600_000);
    expect(open).toHaveLength(3);
  });
});
