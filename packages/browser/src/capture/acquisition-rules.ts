import { isChannel } from '@rialto/core/model';
import {
  type AcquisitionChannel,
  clickIds,
  mediums,
  passages,
  payments,
  sources,
} from './acquisition-tables.ts';

/** Where somebody came from, and by what it is known. */
export interface Acquisition {
  readonly channel: AcquisitionChannel;
  /** What decided: `utm_medium`, `utm_source`, the name of a click id such as `gclid`, `referrer`, or `none`. */
  readonly evidence: string;
  /** Whether the click was paid for; left out where nothing says so. */
  readonly paid?: boolean;
  /** `utm_source`, the platform of the click id, or the host of the referrer. */
  readonly source?: string;
  /** `utm_campaign`. */
  readonly campaign?: string;
}

/** What the rules look at. */
export interface Arrival {
  /** The address of the page. */
  readonly url: string;
  /** Where the browser says that the person comes from. */
  readonly referrer: string;
  /** Hosts that bring nobody new beside the page's own: other hosts of the shop, and where people pay. */
  readonly ownHosts?: readonly string[];
}

/**
 * What the referrer alone says of a way to come, as one text for `sessions()`, which reads addresses itself: another one starts another
 * session. Empty for a site of which nobody knows more than its host: often that is where somebody has just paid.
 */
export const campaignOf = (found: Acquisition | undefined): string =>
  found?.evidence === 'referrer' && found.channel !== 'referral' ? `${found.channel}|${found.source}` : '';

type Found = Pick<Acquisition, 'channel' | 'evidence' | 'paid' | 'source'>;

/**
 * Recognises the channel by which somebody came, pure; undefined for a way within the shop.
 * The table of rules is docs/specs/acquisition.md.
 *
 * @example
 * ```ts
 * recogniseAcquisition({ url: 'https://shop.example/?gclid=x', referrer: 'https://www.google.de/' });
 * // { channel: 'search', evidence: 'gclid', paid: true, source: 'google' }
 * ```
 */
export function recogniseAcquisition({ url, referrer, ownHosts = [] }: Arrival): Acquisition | undefined {
  const page = parse(url);
  if (!page) return undefined;
  const from = parse(referrer);
  const [medium, source, campaign] = ['utm_medium', 'utm_source', 'utm_campaign'].map((name) =>
    harmless(page.searchParams.get(name)),
  );
  const click = byClickId(page);
  // Whoever built the link knows best; a platform knows its own clicks; the referrer is the last to ask.
  const found = byMedium(medium, source) ?? bySource(source) ?? click ?? unknownLink(medium, source);
  if (!found && from && bringsNobody(from, [page.host, ...ownHosts])) return undefined;
  const { paid = click?.paid, ...rest } = found ?? byReferrer(from);
  return {
    ...rest,
    ...(source && { source }),
    ...(paid !== undefined && { paid }),
    ...(campaign && { campaign }),
  };
}

const bringsNobody = ({ host, hostname }: URL, ownHosts: readonly string[]): boolean =>
  ownHosts.includes(host) || passages.split(' ').some((name) => isOf(`.${hostname}`, name));

function byMedium(medium: string | undefined, source: string | undefined): Found | undefined {
  if (!medium) return undefined;
  const name = medium.toLowerCase();
  const plain = name.replace(/[^a-z0-9]/g, '');
  const evidence = 'utm_medium';
  const payment = channelOf(payments, plain);
  if (payment) return { ...payment, channel: channelOfSource(source) ?? payment.channel, evidence };
  const known = channelOf(mediums, plain);
  if (known) return { ...known, evidence };
  // The channels of the vocabulary stand for themselves, and so do those that a retailer has named: x-…
  const channel = [name, plain].find(isChannel);
  return channel && { channel, evidence };
}

function bySource(source: string | undefined): Found | undefined {
  const channel = channelOfSource(source);
  return channel && { channel, evidence: 'utm_source' };
}

function byClickId({ searchParams }: URL): Found | undefined {
  // Only whether it is there: the id itself stands for one person's click.
  const evidence = Object.keys(clickIds).find((name) => searchParams.get(name));
  const [channel, platform] = (evidence && clickIds[evidence]) || [];
  if (!evidence || !channel || !platform) return undefined;
  const paid = platform.endsWith('!');
  return { channel, evidence, source: platform.replace('!', ''), ...(paid && { paid }) };
}

/** Somebody has marked the link, so it is one, even if nobody can say of which kind. */
const unknownLink = (medium?: string, source?: string): Found | undefined =>
  medium || source ? { channel: 'referral', evidence: medium ? 'utm_medium' : 'utm_source' } : undefined;

function byReferrer(from: URL | undefined): Found {
  if (!from?.hostname) return { channel: 'direct', evidence: 'none' };
  const channel = channelOfSource(from.hostname) ?? (from.protocol === 'android-app:' ? 'app' : 'referral');
  return { channel, evidence: 'referrer', source: from.hostname };
}

/** By a name (`google`) or a host (`www.google.co.uk`); the longest name that fits decides. */
function channelOfSource(source: string | undefined): AcquisitionChannel | undefined {
  if (!source) return undefined;
  const host = `.${source.toLowerCase()}`;
  let best = '';
  let channel: AcquisitionChannel | undefined;
  for (const [one, names] of Object.entries(sources)) {
    for (const name of names.split(' ')) {
      if (name.length > best.length && isOf(host, name)) {
        best = name;
        channel = one as AcquisitionChannel;
      }
    }
  }
  return channel;
}

function isOf(host: string, name: string): boolean {
  if (host.endsWith(`.${name}`)) return true;
  if (name.includes('.')) return false;
  const at = host.lastIndexOf(`.${name}.`);
  // The ending of a country has one part or two: .de, .co.uk.
  return at >= 0 && /^[a-z]{2,3}(\.[a-z]{2})?$/.test(host.slice(at + name.length + 2));
}

function channelOf(
  table: Readonly<Record<string, string>>,
  name: string,
): Pick<Found, 'channel' | 'paid'> | undefined {
  for (const [channel, names] of Object.entries(table)) {
    const entry = names.split(' ').find((one) => one.replace(/[!~]/, '') === name);
    if (!entry) continue;
    const paid = entry.endsWith('!') || (entry.endsWith('~') ? false : undefined);
    return { channel: channel as AcquisitionChannel, ...(paid !== undefined && { paid }) };
  }
  return undefined;
}

const longest = 100;

/** What a link says may be anything, and people's addresses have been found in it. */
const harmless = (value: string | null): string | undefined =>
  value && !/@|%(25)*40/.test(value) ? value.slice(0, longest) : undefined;

function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
