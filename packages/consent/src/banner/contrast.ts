/** The colours of a theme, as the custom properties name them. */
export interface BannerColours {
  /** `--rialto-background` */
  readonly background: string;
  /** `--rialto-text`, on the background; the focus is marked in it, too */
  readonly text: string;
  /** `--rialto-accent`: what buttons are filled with */
  readonly accent: string;
  /** `--rialto-accent-text`, on the accent */
  readonly accentText: string;
}

const pairs = [
  ['text', 'background', 4.5],
  ['accentText', 'accent', 4.5],
  ['accent', 'background', 3],
] as const;

/**
 * Says what is too weak in a theme: text needs 4.5:1, a control 3:1 (WCAG 1.4.3, 1.4.11). The banner asks this when it
 * shows itself, and takes its own colours where something is said. Reads `#rgb`, `#rrggbb`, `rgb(…)` and `color(srgb …)`;
 * a colour that it cannot read, or that lets the page shine through, is too weak.
 *
 * @example
 * ```ts
 * checkContrast({ background: '#fff', text: '#999', accent: '#000', accentText: '#fff' });
 * // ['text on background: 2.8:1, needs 4.5:1']
 * ```
 */
export const checkContrast = (colours: BannerColours): readonly string[] =>
  pairs.flatMap(([over, under, needed]) => {
    const [a, b] = [luminance(colours[over]), luminance(colours[under])];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return ratio >= needed ? [] : [`${over} on ${under}: ${ratio.toFixed(1)}:1, needs ${needed}:1`];
  });

/** The relative luminance of WCAG; NaN for what cannot be read, and no comparison with NaN holds. */
function luminance(colour: string): number {
  const [red, green, blue] = channelsOf(colour.trim().toLowerCase()).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * (red ?? Number.NaN) + 0.7152 * (green ?? Number.NaN) + 0.0722 * (blue ?? Number.NaN);
}

/** Red, green and blue, 0 to 1. */
function channelsOf(colour: string): number[] {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/.exec(colour)?.[1];
  if (hex) {
    const size = hex.length / 3;
    return [0, 1, 2].map(
      (at) => Number.parseInt(hex.slice(at * size, (at + 1) * size).repeat(3 - size), 16) / 255,
    );
  }
  const [, notation, inside] = /^(rgba?|color)\((.*)\)$/.exec(colour) ?? [];
  const [red = Number.NaN, green, blue, alpha = 1] = (inside?.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
  if (!notation || alpha < 1 || (notation === 'color' && !inside?.startsWith('srgb '))) return [];
  const most = notation === 'color' ? 1 : 255;
  return [red, green ?? Number.NaN, blue ?? Number.NaN].map((part) => part / most);
}
