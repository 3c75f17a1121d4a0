import type { Capture } from './capture.ts';
import { watchClicks } from './watch-clicks.ts';

/** What {@link links} takes. */
export interface LinksOptions {
  /**
   * Endings of paths that are downloads.
   * @default downloadExtensions
   */
  readonly extensions?: readonly string[];
  /**
   * Other hosts of the shop itself, which are not elsewhere: `['pay.shop.example']`.
   * @default []
   */
  readonly ownHosts?: readonly string[];
}

/** The endings that count as a download unless told otherwise. */
export const downloadExtensions: readonly string[] = [
  'csv',
  'doc',
  'docx',
  'dmg',
  'epub',
  'exe',
  'ics',
  'key',
  'mp3',
  'mp4',
  'ods',
  'odt',
  'pdf',
  'ppt',
  'pptx',
  'rar',
  'rtf',
  'txt',
  'xls',
  'xlsx',
  'zip',
];

/**
 * Records links that lead elsewhere and downloads: origin and path, never the query, the fragment or the text.
 * A click counts once; a download from elsewhere is a download. `mailto:` and `tel:` say whom a person
 * writes to, so they are left alone.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [links({ ownHosts: ['pay.shop.example'] })] });
 * ```
 */
export function links({ extensions = downloadExtensions, ownHosts = [] }: LinksOptions = {}): Capture {
  return (target) =>
    watchClicks((path) => {
      const link = path.find(isLink);
      if (!link || !/^https?:$/.test(link.protocol)) return;
      const url = link.origin + link.pathname;
      const extension = /\.(\w{1,10})$/.exec(link.pathname)?.[1]?.toLowerCase();
      const isKnown = extension !== undefined && extensions.includes(extension);
      if (isKnown || link.hasAttribute('download')) {
        target.track('File Downloaded', { url, ...(extension && { extension }) });
      } else if (link.host !== location.host && !ownHosts.includes(link.host)) {
        target.track('Link Clicked', { url });
      }
    });
}

const isLink = (element: Element): element is HTMLAnchorElement | HTMLAreaElement =>
  (element instanceof HTMLAnchorElement || element instanceof HTMLAreaElement) && element.href !== '';
