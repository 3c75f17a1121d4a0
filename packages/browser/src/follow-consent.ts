import type { Pipeline } from '@rialto/core/delivery';
import type { ConsentGate, ConsentRecord, MessageDraft } from '@rialto/core/model';
import type { DeviceEventStore } from './device-event-store.ts';
import type { Identity } from './identity.ts';
import type { Permission } from './permission.ts';

/** What {@link followConsent} steers. */
export interface FollowConsentParts {
  readonly consent: ConsentGate;
  readonly permission: Permission;
  readonly identity: Identity;
  readonly store: DeviceEventStore;
  readonly pipeline: Pipeline;
  readonly send: (draft: () => MessageDraft) => unknown;
}

/**
 * Carries a decision into every place that depends on it: ids, what is held, what is stored, what is told to the hub.
 *
 * @returns the way to stop
 */
export function followConsent(parts: FollowConsentParts): () => void {
  const { consent, permission, identity, store, pipeline, send } = parts;

  let before = permission.now();

  function onChange(): void {
    const now = permission.now();
    if (now === 'granted') identity.keep();
    // Also where one purpose was withdrawn and the others never decided.
    else if (now === 'refused' || before === 'granted') identity.forget();
    before = now;
    // The store opens before held events come to it, and closes after those that may stay no longer have gone.
    if (now === 'granted') void store.grant();
    const rechecked = pipeline.recheck();
    if (now !== 'granted') void rechecked.then(store.revoke).then(() => pipeline.flush());
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

  /** Listening is the other's code; a gate without records may throw when asked for them. */
  function listen(name: string, listener: (event?: unknown) => void): () => void {
    try {
      const stop = (consent.on as (name: string, listener: (event?: unknown) => void) => unknown)(
        name,
        listener,
      );
      if (typeof stop === 'function') return () => void stop();
    } catch {
      // Then there is nothing to hear.
    }
    return () => {};
  }

  if (before === 'refused') identity.reset();
  const stops = [listen('change', onChange), listen('record', onRecord)];
  return () => {
    for (const stop of stops) stop();
  };
}

const isRecord = (value: unknown): value is ConsentRecord =>
  Array.isArray((value as { cells?: unknown } | null | undefined)?.cells);
