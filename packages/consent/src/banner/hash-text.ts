/**
 * The SHA-256 of the words that a person saw, for the record; undefined where the page may not compute it
 * (an insecure origin). White space does not count: a line break is not another text.
 */
export async function hashText(text: string): Promise<string | undefined> {
  const { subtle } = globalThis.crypto;
  if (!subtle) return undefined;
  const bytes = new TextEncoder().encode(text.replace(/\s+/g, ' ').trim());
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return `sha256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
