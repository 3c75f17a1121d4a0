import {
  type ConsentState,
  checkOptions,
  decideGate,
  isRefusal,
  type OptionRule,
  type Purpose,
} from '@rialto/core/model';
import { createChoiceKeeper } from './choice-keeper.ts';
import { createConsentAnnouncer } from './consent-announcer.ts';
import type {
  CellKey,
  ConsentChange,
  ConsentChoices,
  ConsentManager,
  ConsentProof,
} from './consent-manager.ts';
import {
  type CellRule,
  type ConsentInput,
  type ConsentStates,
  mayGrant,
  stateOf,
  stepConsent,
  toCell,
} from './consent-state.ts';
import { createConsentRecord, proofRules } from './create-consent-record.ts';
import { type ConsentManagerOptions, resolveOptions } from './manager-options.ts';
import { joinStates, type PersonLayer, readPerson } from './person-layer.ts';
import { quietly } from './quietly.ts';

/**
 * Makes the consent manager of a page. It has no face: it keeps the choice, answers the gate, announces what changes, and
 * tells the hub where no tracker does. The numbered invariants stand in docs/specs/consent-manager.md.
 *
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * const consent = createConsentManager({
 *   purposes: ['analytics', 'marketing'],
 *   policy: { version: '2026-11', url: '/privacy' },
 * });
 * consent.save({ analytics: true });
 * const rialto = createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent });
 * ```
 */
export function createConsentManager<const P extends Purpose>(
  options: ConsentManagerOptions<P>,
): ConsentManager<P> {
  const resolved = resolveOptions(options);
  const { cells, clock, age, channel, shown } = resolved;
  const { purposes, policy, locale } = shown;
  const isAnswer: OptionRule = ['true or false', (value) => typeof value === 'boolean'];
  const isChoice = Object.fromEntries(cells.map(({ key }) => [key, isAnswer]));

  const announcer = createConsentAnnouncer<P>();
  let person: PersonLayer | undefined;

  const keeper = createChoiceKeeper(resolved, announced);

  const stateNow = (cell: CellRule, now: number): ConsentState =>
    joinStates(stateOf(keeper.choice(), cell, now), person?.get(cell.key), cell);

  function states(): ConsentStates {
    const now = clock.now();
    return new Map(cells.map((cell) => [cell.key, stateNow(cell, now)]));
  }

  const undecided = (): readonly P[] =>
    purposes.filter((purpose) => ['unset', 'expired'].includes(states().get(purpose) ?? ''));

  /** Lets something happen, and tells what it has changed. */
  function announced(happen: () => void): ConsentChange<P> | undefined {
    const before = states();
    happen();
    const change = differ<P>(before, states());
    if (change) announcer.emit('change', change);
    return change;
  }

  function choose(
    method: string,
    kind: ConsentInput['kind'],
    given: ConsentChoices,
    proof: ConsentProof = {},
  ): void {
    checkOptions(method, given, isChoice);
    checkOptions(method, proof, proofRules);
    const choices = new Map(Object.entries(given));
    const input = { kind, choices, isMinor: !mayGrant(age, proof.actor) };
    announced(() => {
      keeper.refresh();
      const now = clock.now();
      const [next, decided] = stepConsent(keeper.choice(), input, cells, now);
      if (!decided[0]) return;
      const record = createConsentRecord(
        decided.map((cell) => toCell(cell, stateOf(next, cell, now))),
        policy.version,
        { ...proof, locale: proof.locale ?? locale, method: proof.method ?? method },
        now,
      );
      keeper.keep(next, record, announcer.isHeard('record'));
      // What she decides here is later than what she decided elsewhere; the hub weighs both (X3).
      for (const { key } of decided) person?.delete(key);
      announcer.emit('record', record);
    });
    void keeper.report();
  }

  void keeper.report();
  return {
    ...shown,
    state: () => Object.fromEntries([...states()].slice(0, purposes.length)) as Record<P, ConsentState>,
    cells: () => cells.map((cell) => toCell(cell, stateNow(cell, clock.now()))),
    needsDecision: () => undecided().length > 0,
    undecided,
    acceptAll: (proof) =>
      choose('accept_all', 'answer', Object.fromEntries(purposes.map((purpose) => [purpose, true])), proof),
    rejectAll: (proof) => choose('reject_all', 'save', {}, proof),
    save: (choices, proof) => choose('save', 'save', choices, proof),
    answer: (choices, proof) => choose('answer', 'answer', choices, proof),
    withdraw: (cell, proof) => choose('withdraw', 'withdraw', { [cell]: false }, proof),

    signIn(permissions) {
      const change = announced(() => {
        person = readPerson(permissions, cells, channel);
      });
      if (change?.granted[0] || change?.refused[0]) announcer.emit('adopted', change);
    },

    signOut() {
      announced(() => {
        person = undefined;
      });
    },

    decide(wanted) {
      const decision = quietly(() => {
        const now = clock.now();
        return decideGate(wanted, (purpose) => {
          // The purposes are the first of the cells.
          const cell = cells[purposes.indexOf(purpose as P)];
          return cell && stateNow(cell, now);
        });
      });
      // A list that cannot be read, a clock that fails: refused.
      return decision ?? { verdict: 'drop', reason: 'no-purpose' };
    },

    on: announcer.on,
  };
}

function differ<P extends Purpose>(
  before: ConsentStates,
  after: ConsentStates,
): ConsentChange<P> | undefined {
  const granted: CellKey<P>[] = [];
  const refused: CellKey<P>[] = [];
  let changed = false;
  for (const [key, is] of after) {
    const was = before.get(key) as ConsentState;
    if (was === is) continue;
    changed = true;
    if (is === 'granted') granted.push(key as CellKey<P>);
    else if (was === 'granted' || (isRefusal(is) && !isRefusal(was))) refused.push(key as CellKey<P>);
  }
  return changed ? { granted, refused } : undefined;
}
