/**
 * The words that a person saw or heard, in the form that is hashed: white space does not count, a line break is not
 * another text.
 *
 * @example
 * ```ts
 * normaliseConsentText(' Ja,\n gern '); // 'Ja, gern'
 * ```
 */
export const normaliseConsentText = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * The hash of the words that a person saw or heard, `sha256:…` in hex, for a consent record's `text_hash`;
 * undefined where it cannot be computed (a page of an insecure origin).
 *
 * Source: GDPR Article 7(1), the controller proves to what was consented.
 *
 * @example
 * ```ts
 * await hashConsentText('Darf ich Ihnen per E-Mail schreiben?'); // 'sha256:…'
 * ```
 */
export async function hashConsentText(text: string): Promise<string | undefined> {
  const { subtle } = globalThis.crypto;
  if (!subtle) return undefined;
  const bytes = new TextEncoder().encode(normaliseConsentText(text));
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return `sha256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
