/**
 * Decides, pure: the address that an embed may load. Only https, or http of the page's own origin: `javascript:`, `data:`
 * and the like would be code in the page.
 *
 * @param base - the page's address, for a relative one
 */
export function embedAddress(src: string | null, base: string, origin: string): string | undefined {
  if (!src || !URL.canParse(src, base)) return undefined;
  const url = new URL(src, base);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === origin);
  return isAllowed ? url.href : undefined;
}

/** Pure: the room that an embed takes, as CSS. Numbers are pixels, as in an iframe; anything else is not read. */
export function embedSize(width: string | null, height: string | null): Readonly<Record<string, string>> {
  const length = (text: string | null): string | undefined => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)(%|px)?$/.exec(text?.trim() ?? '') ?? [];
    return number && `${number}${unit ?? 'px'}`;
  };
  const [inline, block] = [length(width), length(height)];
  const inPixels = inline?.endsWith('px') && block?.endsWith('px');
  return {
    'inline-size': inline ?? '100%',
    // With both, a narrow page keeps the proportions.
    'aspect-ratio': inPixels
      ? `${parseFloat(inline ?? '')} / ${parseFloat(block ?? '')}`
      : block
        ? 'auto'
        : '16 / 9',
    'min-block-size': block && !inPixels ? block : 'auto',
  };
}
