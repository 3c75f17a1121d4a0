const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text as text, whatever it says; what could turn the direction of the line around is shown as what it is.
 *
 * @example
 * ```ts
 * escapeHtml('Muster & Söhne'); // 'Muster &amp; Söhne'
 * ```
 */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '').replace(/\p{Bidi_Control}/gu, '\uFFFD');
