// The script tag `rialto-captures.global.js`: the captures that not every page needs, for `rialto.global.js`; before it or after it.
import { acquisition } from './capture/acquisition.ts';
import { attention } from './capture/attention.ts';
import { dataLayer } from './capture/data-layer.ts';
import { errors } from './capture/errors.ts';
import { links } from './capture/links.ts';
import { webVitals } from './capture/web-vitals.ts';

if (typeof window !== 'undefined') {
  const page = window as { rialto?: unknown[] };
  if (!Array.isArray(page.rialto)) page.rialto = [];
  page.rialto.push(['captures', { acquisition, attention, dataLayer, errors, links, webVitals }]);
}
