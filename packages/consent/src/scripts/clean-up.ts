import { askGate, type ConsentGate, checkOptions, misused, show } from '@rialto/core/model';
import {
  type CleanUpEntry,
  type CleanUpObstacle,
  emptyNow,
  emptySoon,
  type Finding,
  refusedOf,
} from './empty-stores.ts';
import { checkGate } from './purposes-of.ts';
import { checkItems, type StoredItem } from './stored-items.ts';

/** What a clean-up did. An HttpOnly cookie is in neither list: no page can see it, and only a server can remove it. */
export interface CleanUpReport {
  readonly removed: readonly CleanUpEntry[];
  readonly remaining: readonly (CleanUpEntry & { readonly why: CleanUpObstacle })[];
}

/** What `cleanUp` takes besides the items. */
export interface CleanUpOptions {
  /** Called after each clean-up that found something. Left out: nobody is told. */
  readonly onReport?: (report: CleanUpReport) => void;
}

const fastKinds = ['cookie', 'localStorage', 'sessionStorage'] as const;
const slowKinds = ['indexedDB', 'cache'] as const;

/**
 * Removes what the shop declares, as soon as its purpose is refused, withdrawn or expired, and now what is refused already.
 * Cookies, localStorage and sessionStorage go in the same turn; databases and caches as soon as the browser can. Each tab
 * does it when its manager hears of the change. Nothing is removed that is necessary, or not declared.
 *
 * @param items - everything that is stored; what is necessary needs a reason, item by item
 * @returns the way to stop
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * cleanUp(consent, [
 *   { kind: 'cookie', name: '_ga*', purpose: 'analytics' },
 *   { kind: 'localStorage', name: 'cart', purpose: 'necessary', reason: 'Keeps what the person puts into the cart.' },
 * ], { onReport: ({ remaining }) => console.warn(remaining) });
 * ```
 */
export function cleanUp(
  consent: ConsentGate & { readonly purposes: readonly string[] },
  items: readonly StoredItem[],
  options: CleanUpOptions = {},
): () => void {
  checkGate('cleanUp', consent);
  if (!Array.isArray(consent.purposes))
    throw misused(`cleanUp needs a manager with purposes; got ${show(consent.purposes)}.`);
  checkOptions('cleanUp', options, { onReport: ['a function', (value) => typeof value === 'function'] });
  // Where a permission ends with nobody's answer left, as when a person signs out who gave it elsewhere.
  const ended = new Set<string>();
  const refusals = {
    declared: checkItems(items, consent.purposes),
    isRefused({ purpose }: StoredItem): boolean {
      const { verdict } = askGate(consent, [purpose]);
      return verdict === 'drop' || (verdict !== 'pass' && ended.has(purpose));
    },
  };
  if (typeof document === 'undefined') return () => {};

  function report(findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const removed = findings
      .filter(({ why }) => !why)
      .map(({ kind, name, purpose }) => ({ kind, name, purpose }));
    const remaining = findings.flatMap(({ why, ...one }) => (why ? [{ ...one, why }] : []));
    try {
      options.onReport?.({ removed, remaining });
    } catch (error) {
      globalThis.reportError?.(error);
    }
  }

  function sweep(): void {
    const now = fastKinds.flatMap((kind) => emptyNow(refusals, kind));
    const slow = slowKinds.filter((kind) => refusedOf(refusals, kind).length > 0);
    if (slow.length === 0) report(now);
    else
      void Promise.all(slow.map((kind) => emptySoon(refusals, kind))).then((later) =>
        report([...now, ...later.flat()]),
      );
  }

  const stop = consent.on('change', (change?: { readonly refused?: readonly string[] }) => {
    for (const cell of change?.refused ?? []) ended.add(cell);
    sweep();
  });
  sweep();
  return stop;
}
