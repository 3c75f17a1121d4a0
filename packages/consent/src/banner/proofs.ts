import { hashConsentText } from '@rialto/core/model';
import type { ConsentProof } from '../consent-manager.ts';
import { textOf } from './banner-model.ts';
import { version } from './version.ts';

/** Knows of each layer what it showed (U8). */
export interface Proofs {
  /** Notes the words of a layer, and their language, when it is shown: its hash is there long before a person can click. */
  note(layer: Element | null | undefined, name: 'first' | 'settings' | 'control', locale: string): void;
  of(layer: Element | null | undefined): ConsentProof | undefined;
}

/** What asks within a dock; notes that lie there, too, are no part of what is recorded. */
export const asks = (dock: Element | undefined): Element | null | undefined =>
  dock?.querySelector('.panel,.control');

/** Keeps the words of each layer as long as the layer, and their hash. */
export function proofs(): Proofs {
  const kept = new WeakMap<Element, ConsentProof>();
  return {
    note(layer, name, locale) {
      if (!layer) return;
      const proof = { text: textOf(layer), ui: `rialto-consent/${version} ${name}`, locale };
      kept.set(layer, proof);
      void hashConsentText(proof.text).then((textHash) => kept.set(layer, { ...proof, textHash }));
    },
    of: (layer) => (layer ? kept.get(layer) : undefined),
  };
}
