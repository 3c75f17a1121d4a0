import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignOf, recogniseAcquisition } from './acquisition-rules.ts';
import { clickIds, mediums, passages, payments, sources } from './acquisition-tables.ts';

const come = (query: string, referrer = '', ownHosts: readonly string[] = []) =>
  recogniseAcquisition({ url: `https://shop.example/p${query}`, referrer, ownHosts });

/** What an entry of a table says: its name, and whether it was paid for. */
const entries = (table: Readonly<Record<string, string>>) =>
  Object.entries(table).flatMap(([channel, names]) =>
    names.split(' ').map((name) => {
      const paid = name.endsWith('!') || (name.endsWith('~') ? false : undefined);
      return [name.replace(/[!~]/, ''), channel, paid] as const;
    }),
  );

describe('by utm_medium', () => {
  it.each(entries(mediums))('A1, A10: %s is %s, paid: %s', (medium, channel, paid) => {
    expect(come(`?utm_medium=${medium}`)).toEqual({
      channel,
      evidence: 'utm_medium',
      ...(paid !== undefined && { paid }),
    });
  });

  it.each([
    ['email', 'email'],
    ['E-Mail', 'email'],
    ['Paid Search', 'search'],
    ['paid_social', 'social'],
    ['display', 'display'],
    ['tv', 'tv'],
    ['x-catalogue', 'x-catalogue'],
  ])('A1: %s is %s, before source, click id and referrer', (medium, channel) => {
    const query = `?utm_medium=${encodeURIComponent(medium)}&utm_source=facebook&gclid=1`;
    expect(come(query, 'https://www.bing.com/')).toMatchObject({ channel, evidence: 'utm_medium' });
  });

  it.each(entries(payments))(
    'A2, A10: %s is %s unless the source says more, paid: %s',
    (medium, channel, paid) => {
      expect(come(`?utm_medium=${medium}&utm_source=spring`)).toEqual({
        channel,
        evidence: 'utm_medium',
        paid,
        source: 'spring',
      });
      expect(come(`?utm_medium=${medium}&utm_source=facebook`)).toMatchObject({ channel: 'social', paid });
    },
  );
});

describe('by utm_source', () => {
  it.each(entries(sources))('A3: %s is %s', (source, channel) => {
    expect(come(`?utm_source=${source}&fbclid=1`, 'https://news.example/')).toEqual({
      channel,
      evidence: 'utm_source',
      source,
    });
  });

  it('A3: also with a medium that nobody knows', () => {
    expect(come('?utm_source=newsletter.klaviyo.com&utm_medium=spring')).toMatchObject({
      channel: 'email',
      evidence: 'utm_source',
    });
  });
});

describe('by a click id', () => {
  it.each(Object.entries(clickIds))('A4, A10: %s', (name, [channel, platform]) => {
    expect(come(`?${name}=Zx81`, 'https://news.example/')).toEqual({
      channel,
      evidence: name,
      source: platform.replace('!', ''),
      ...(platform.endsWith('!') && { paid: true }),
    });
  });

  it('A4: an empty one is none, and one below a source that nobody knows still counts', () => {
    expect(come('?gclid=')?.channel).toBe('direct');
    expect(come('?utm_source=spring&gclid=1')).toEqual({
      channel: 'search',
      evidence: 'gclid',
      source: 'spring',
      paid: true,
    });
  });
});

describe('by what is left', () => {
  it('A5: a marked link that nobody knows is a referral, whatever the referrer', () => {
    expect(come('?utm_medium=foo', 'https://www.google.de/')).toEqual({
      channel: 'referral',
      evidence: 'utm_medium',
    });
    expect(come('?utm_source=spring')).toMatchObject({ channel: 'referral', evidence: 'utm_source' });
  });

  it('A6: a way within the shop says nothing, unless the link is marked', () => {
    expect(come('', 'https://shop.example/a')).toBeUndefined();
    expect(come('?q=1', 'https://pay.example/done', ['pay.example'])).toBeUndefined();
    expect(come('?utm_medium=email', 'https://shop.example/a')?.channel).toBe('email');
  });

  it.each([
    ['https://www.google.de/', 'search'],
    ['https://www.google.co.uk/search?q=lamp', 'search'],
    ['https://mail.google.com/', 'email'],
    ['https://search.yahoo.com/', 'search'],
    ['https://mail.yahoo.com/', 'email'],
    ['https://l.facebook.com/', 'social'],
    ['https://x.com/ada', 'social'],
    ['https://www.youtube.com/', 'video'],
    ['https://web.whatsapp.com/', 'messaging'],
    ['https://www.amazon.de/', 'marketplace'],
    ['https://chatgpt.com/', 'search'],
    ['android-app://com.google.android.gm/', 'email'],
    ['android-app://com.google.android.googlequicksearchbox/', 'search'],
  ])('A7: %s is %s', (referrer, channel) => {
    expect(come('', referrer)).toEqual({ channel, evidence: 'referrer', source: new URL(referrer).hostname });
  });

  it.each([
    ['https://news.example/', 'referral'],
    ['https://google.com.evil.example/', 'referral'],
    ['https://notgoogle.com/', 'referral'],
    ['https://netflix.com/', 'referral'],
    ['android-app://com.example.reader/', 'app'],
  ])('A8: %s is %s', (referrer, channel) => {
    expect(come('', referrer)).toMatchObject({ channel, evidence: 'referrer' });
  });

  it.each(['', 'garbage', 'about:blank'])('A9: a referrer of "%s" is direct', (referrer) => {
    expect(come('?q=lamp', referrer)).toEqual({ channel: 'direct', evidence: 'none' });
  });
});

describe('beside the channel', () => {
  it('A10: the medium is believed before the click id', () => {
    expect(come('?utm_medium=organic&utm_source=google&gclid=1')).toMatchObject({ paid: false });
    expect(come('?utm_medium=display&gclid=1')).toMatchObject({ channel: 'display', paid: true });
    expect(come('?utm_medium=social&fbclid=1')).not.toHaveProperty('paid');
  });

  it('A11: neither the click id nor any other parameter is in the answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(clickIds), 'token', 'email'),
        fc.stringMatching(/^[a-z0-9]{12,30}$/),
        (name, value) => {
          expect(JSON.stringify(come(`?${name}=${value}&utm_campaign=c#${value}`))).not.toContain(value);
        },
      ),
    );
  });

  it('A11: source and campaign are short, and no address of a person', () => {
    expect(come(`?utm_source=${'a'.repeat(500)}&utm_campaign=ada%40example.org`)).toEqual({
      channel: 'referral',
      evidence: 'utm_source',
      source: 'a'.repeat(100),
    });
    for (const address of ['ada@example.org', 'ada%2540example.org', 'ada%252540example.org'])
      expect(come(`?utm_source=${address}`)).toEqual({ channel: 'direct', evidence: 'none' });
    expect(come('?utm_source=google&utm_campaign=lamps')?.campaign).toBe('lamps');
  });

  it('A12: whatever the address and the referrer are', () => {
    const address = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string());
    fc.assert(
      fc.property(address, address, (url, referrer) => {
        const found = recogniseAcquisition({ url, referrer });
        if (found) expect(found.channel).toMatch(/^[a-z]/);
      }),
    );
    expect(recogniseAcquisition({ url: 'garbage', referrer: '' })).toBeUndefined();
    expect(come('?utm_medium=__proto__&utm_source=constructor')?.channel).toBe('referral');
  });
});

describe('where people only sign in or pay', () => {
  it.each([...passages.split(' '), 'www.paypal.com', 'checkout.stripe.com', 'pay.klarna.de'])(
    'A6: %s has sent nobody as a referrer, but counts in a link',
    (host) => {
      if (!host.includes('.')) return;
      expect(come('', `https://${host}/done`)).toBeUndefined();
      expect(come('?utm_medium=email', `https://${host}/`)).toMatchObject({ channel: 'email' });
    },
  );

  it('A6: other hosts of the same maker have', () => {
    expect(come('', 'https://www.google.de/')).toMatchObject({ channel: 'search' });
    expect(come('', 'https://www.amazon.de/')).toMatchObject({ channel: 'marketplace' });
  });
});

describe('a referrer as a campaign', () => {
  it.each<[query: string, referrer: string, campaign: string]>([
    ['', 'https://www.google.de/', 'search|www.google.de'],
    ['', 'android-app://org.example.news/', 'app|org.example.news'],
    ['', 'https://bank.example/', ''],
    ['?gclid=1', 'https://www.google.de/', ''],
    ['?utm_medium=email&utm_source=spring', '', ''],
    ['', '', ''],
  ])('S5: %s from %s is "%s"', (query, referrer, campaign) => {
    expect(campaignOf(come(query, referrer))).toBe(campaign);
  });

  it('S5: within the shop there is none', () => {
    expect(campaignOf(come('', 'https://shop.example/'))).toBe('');
  });
});

describe('docs/specs/acquisition.md', () => {
  const page = readFileSync(new URL('../../../../docs/specs/acquisition.md', import.meta.url), 'utf8');
  const written = (name: string) => {
    const paid = name.endsWith('!') ? ' (paid)' : name.endsWith('~') ? ' (free)' : '';
    return name.replace(/[!~]/, '') + paid;
  };
  const list = (names = '') => names.split(' ').map(written).join(', ');

  it('lists the tables as they are', () => {
    expect(page).toContain(`(A6): ${passages.split(' ').join(', ')}.`);
    for (const [channel, names] of Object.entries(mediums)) {
      const more = list(payments[channel as keyof typeof payments]);
      expect(page).toContain(`| ${channel} | ${list(names)} | ${more ? `${more} ` : ''}|`);
    }
    for (const [channel, names] of Object.entries(sources))
      expect(page).toContain(`| ${channel} | ${list(names)} |`);
    for (const [name, [channel, platform]] of Object.entries(clickIds)) {
      const paid = platform.endsWith('!') ? ' yes ' : ' ';
      expect(page).toMatch(
        new RegExp(`\\| \`${name}\` \\| ${channel} \\| ${platform.replace('!', '')} \\|${paid}+\\|`),
      );
    }
  });
});
