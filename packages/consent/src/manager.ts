import {
  type ConsentGate,
  type ConsentRecord,
  type ConsentState,
  checkListener,
  checkName,
  decideGate,
  isRecord,
  isRefusal,
  misused,
  type Purpose,
  show,
} from '@rialto/core/model';
import {
  type ConsentInput,
  type ConsentStates,
  lapsesAt,
  readChoice,
  stateOf,
  statesOf,
  stepConsent,
  writeChoice,
} from './consent-state.ts';
import { type ConsentManagerOptions, type ConsentPolicy, resolveOptions } from './manager-options.ts';

/** What changed. */
export interface ConsentChange<P extends string = string> {
  /** Permitted now, and not before. */
  readonly granted: readonly P[];
  /** Refused now and not before, or no longer permitted. */
  readonly refused: readonly P[];
}

/** What a manager announces, by name. */
export interface ConsentEvents<P extends string = string> {
  /** A state has changed, here or in another tab. */
  change: ConsentChange<P>;
  /** The person has chosen, here; comes before `change`. */
  record: ConsentRecord;
}

/** What proves a choice. */
export interface ConsentProof {
  /** The words that were shown, by hash: `sha256:…`. */
  readonly textHash?: string | undefined;
}

/** One person's choice on one device. It is a `ConsentGate`: give it to a tracker. */
export interface ConsentManager<P extends string = string> extends ConsentGate {
  readonly purposes: readonly P[];
  readonly policy: ConsentPolicy;
  readonly locale: string;
  /** The state of every purpose now. */
  state(): Readonly<Record<P, ConsentState>>;
  /** Whether somebody must be asked: a purpose has no answer, or one that has lapsed. */
  needsDecision(): boolean;
  /** Permits every purpose. */
  acceptAll(proof?: ConsentProof): void;
  /** Refuses every purpose; what was permitted is withdrawn. */
  rejectAll(proof?: ConsentProof): void;
  /** Decides every purpose: what is not named is refused. */
  save(choices: { readonly [Name in P]?: boolean }, proof?: ConsentProof): void;
  /** Takes one permission back, and leaves the others as they are. */
  withdraw(purpose: P, proof?: ConsentProof): void;
  on<Name extends keyof ConsentEvents>(
    event: Name,
    listener: (event: ConsentEvents<P>[Name]) => void,
  ): () => void;
}

const eventNames = ['change', 'record'] as const;

/**
 * Makes the consent manager of a page. It has no face and no network: it keeps the choice, answers the
 * gate and announces what changes. The invariants M1 to M12 stand in docs/specs/consent-manager.md.
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
  const { purposes, policy, locale, storage, clock } = resolveOptions(options);
  const rules = { purposes, policyVersion: policy.version };
  const listeners = new Set<readonly [name: string, listener: (event: never) => void]>();
  let stored = true;
  let choice = read();

  function read() {
    try {
      return readChoice(storage.read(), rules, clock.now());
    } catch {
      return readChoice(undefined, rules, clock.now());
    }
  }

  function write(): void {
    try {
      storage.write(writeChoice(choice, rules));
      stored = true;
    } catch {
      stored = false; // The choice holds until the page ends.
    }
  }

  function emit<Name extends keyof ConsentEvents>(name: Name, event: ConsentEvents[Name]): void {
    for (const [wanted, listener] of [...listeners]) {
      try {
        if (wanted === name) (listener as (event: ConsentEvents[Name]) => void)(event);
      } catch (error) {
        // To the console like any other fault of the page, but the others are still told.
        globalThis.reportError?.(error);
      }
    }
  }

  const states = (): ConsentStates => statesOf(choice, rules, clock.now());

  function announce(before: ConsentStates): void {
    const change = differ(purposes, before, states());
    if (change) emit('change', change);
  }

  function choose(method: string, input: ConsentInput, proof: ConsentProof = {}): void {
    // Another tab may have chosen since; where storing failed, this page's memory is all there is.
    if (stored) choice = read();
    const now = clock.now();
    const before = states();
    const next = stepConsent(choice, input, rules, now);
    if (next === choice) return;
    choice = next;
    write();
    const shown = input.kind === 'withdraw' ? [input.purpose] : purposes;
    emit('record', {
      cells: shown.map((purpose) => ({ purpose, state: stateOf(choice, purpose, now) })),
      decided_at: new Date(now).toISOString(),
      policy_version: policy.version,
      locale,
      method,
      ...(proof.textHash ? { text_hash: proof.textHash } : {}),
      ...(input.kind === 'save'
        ? { valid_until: new Date(lapsesAt(new Date(now).toISOString().slice(0, 10))).toISOString() }
        : {}),
    });
    announce(before);
  }

  function known(purpose: unknown): asserts purpose is P {
    checkName('purpose', purpose, purposes);
  }

  storage.watch?.(() => {
    const before = states();
    choice = read();
    stored = true;
    announce(before);
  });

  return {
    purposes,
    policy,
    locale,
    state: () => states() as Readonly<Record<P, ConsentState>>,
    needsDecision: () => Object.values(states()).some((state) => state === 'unset' || state === 'expired'),
    acceptAll: (proof) => choose('accept_all', { kind: 'save', granted: purposes }, proof),
    rejectAll: (proof) => choose('reject_all', { kind: 'save', granted: [] }, proof),

    save(choices, proof) {
      if (!isRecord(choices)) throw misused(`save takes { ${purposes[0]}: true, … }; got ${show(choices)}.`);
      const granted: P[] = [];
      for (const [purpose, answer] of Object.entries(choices)) {
        known(purpose);
        if (typeof answer !== 'boolean' && answer !== undefined)
          throw misused(`save: ${purpose} must be true or false; got ${show(answer)}.`);
        if (answer) granted.push(purpose);
      }
      choose('save', { kind: 'save', granted }, proof);
    },

    withdraw(purpose, proof) {
      known(purpose);
      choose('withdraw', { kind: 'withdraw', purpose }, proof);
    },

    decide: (wanted) =>
      decideGate(Array.isArray(wanted) ? wanted : [], (purpose) =>
        (purposes as readonly Purpose[]).includes(purpose)
          ? stateOf(choice, purpose, clock.now())
          : undefined,
      ),

    on(event, listener) {
      checkName('event', event, eventNames);
      checkListener(`on('${event}')`, listener);
      const entry = [event, listener] as const;
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

function differ<P extends Purpose>(
  purposes: readonly P[],
  before: ConsentStates,
  after: ConsentStates,
): ConsentChange<P> | undefined {
  const changed = purposes.filter((purpose) => before[purpose] !== after[purpose]);
  if (changed.length === 0) return undefined;
  return {
    granted: changed.filter((purpose) => after[purpose] === 'granted'),
    refused: changed.filter(
      (purpose) =>
        before[purpose] === 'granted' ||
        (isRefusal(after[purpose] ?? 'unset') && !isRefusal(before[purpose] ?? 'unset')),
    ),
  };
}
