import type { Pipeline } from '@rialto/core/delivery';
import type { ConsentGate, ConsentRecord, MessageDraft } from '@rialto/core/model';
import type { Identity } from './identity.ts';
import type { LazyDelivery } from './lazy-delivery.ts';
import type { Permission } from './permission.ts';

/** What {@link followConsent} steers. */
export interface FollowConsentParts {
  readonly consent: ConsentGate;
  readonly permission: Permission;
  readonly identity: Identity;
  readonly delivery: Pick<LazyDelivery, 'grant' | 'revoke'>;
  readonly pipeline: Pipeline;
  /** On a device that several people use nothing is stored, whatever one of them permits. */
  readonly shared: boolean | undefined;
  readonly send: (draft: () => MessageDraft) => unknown;
  /** Nothing of the person may stay on the device, not even in this tab. */
  readonly onForget: () => void;
}

/**
 * Carries a decision into every place that depends on it: ids, what is held, what is stored, what is told to the hub.
 *
 * @returns the way to stop
 */
export function followConsent(parts: FollowConsentParts): () => void {
  const { consent, permission, identity, delivery, pipeline, shared, send, onForget } = parts;

  let before = permission.now();

  function onChange(): void {
    const now = permission.now();
    if (now === 'granted') identity.keep();
    // Also where one purpose was withdrawn and the others never decided.
    else if (now === 'refused' || before === 'granted') {
      identity.forget();
      onForget();
    }
    before = now;
    // The store opens before held events come to it, and closes after those that may stay no longer have gone.
    if (now === 'granted' && !shared) delivery.grant();
    const rechecked = pipeline.recheck();
    if (now !== 'granted') void rechecked.then(delivery.revoke).then(() => pipeline.flush());
  }

  /** A choice travels as an event; it comes before its `change`, while a withdrawn id is still known. */
  function onRecord(record: unknown): void {
    if (!isRecord(record)) return; // a gate of another maker may call back for every event alike
    const had = before === 'granted' || record.cells.some(({ state }) => state === 'withdrawn');
    const anonymousId = identity.anonymousId() ?? (had ? identity.lastAnonymousId() : undefined);
    // A refusal by a device that never permitted anything has no person to attach to, and makes no id for it.
    if (!anonymousId && !identity.userId()) return;
    send(() => ({
      type: 'track',
      event: 'Consent Recorded',
      properties: record,
      anonymousId,
    }));
  }

  if (before === 'refused') {
    identity.reset();
    onForget();
  }
  const stops: unknown[] = [];
  for (const [name, listener] of [
    ['change', onChange],
    ['record', onRecord],
  ] as const) {
    try {
      stops.push(
        (consent.on as (name: string, listener: (event?: unknown) => void) => unknown)(name, listener),
      );
    } catch {
      // Listening is the other's code; a gate without records may throw when asked for them.
    }
  }
  return () => {
    for (const stop of stops) if (typeof stop === 'function') stop();
  };
}

const isRecord = (value: unknown): value is ConsentRecord =>
  Array.isArray((value as Partial<ConsentRecord> | undefined)?.cells);
