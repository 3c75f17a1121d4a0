import type { PreparedEvent } from '../ingest/prepared-event.ts';
import type { ConsentTexts } from './store.ts';

/**
 * The words that the consents of these events name, each once: words of a message that was not taken are nobody's.
 *
 * @example
 * ```ts
 * for (const [hash, text] of namedTexts(changes.entries, texts)) write.text(hash, text);
 * ```
 */
export function namedTexts(
  entries: readonly { readonly event: PreparedEvent }[],
  texts: ConsentTexts,
): ConsentTexts {
  const named = new Map<string, string>();
  if (texts.size === 0) return named;
  for (const { event } of entries) {
    const { text_hash: hash } = event.properties;
    const text = event.name === 'Consent Recorded' && typeof hash === 'string' ? texts.get(hash) : undefined;
    if (typeof hash === 'string' && text !== undefined) named.set(hash, text);
  }
  return named;
}
