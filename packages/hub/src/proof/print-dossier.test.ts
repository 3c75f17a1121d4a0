import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConsentDossier } from '../read/consent-dossier.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { consentOf, eventOf, identifier } from '../store/test-events.ts';
import type { ConsentDossier } from './dossier.ts';
import { hashWords } from './hash-record.ts';
import { printDossierPage } from './print-page.ts';
import { printDossierText } from './print-text.ts';

const golden = (name: string): string => fileURLToPath(new URL(`../../test/golden/${name}`, import.meta.url));
const minute = 60_000;
const start = Date.UTC(2026, 10, 22, 9);
const at = (minutes: number) => ({
  happenedAt: start + minutes * minute,
  receivedAt: start + minutes * minute + 500,
});
const words = 'Darf <b>Muster & Söhne</b> Ihnen per E-Mail schreiben?';

/** On her telephone, with a public key. */
const onTheWeb = consentOf(
  'web-1',
  ['anonymousId:d1'],
  { analytics: 'denied', 'marketing@email': 'granted' },
  {
    ...at(0),
    source: 'web',
    channel: 'web',
    trusted: false,
    originalTimestamp: '2026-11-22T09:59:58.000+01:00',
    properties: {
      method: 'save',
      policy_version: '2026-10',
      ui: 'rialto-consent/0.1.0 settings',
      locale: 'de',
    },
  },
);

/** Signed, taken down by a member of staff; one channel is none. */
const atTheTill = consentOf(
  'till-1',
  ['userId:ada', `email:sha256:${'0'.repeat(64)}`],
  {
    analytics: 'granted',
    'marketing@email': 'granted',
    'marketing@phone': 'granted',
    'marketing@fax': 'granted',
  },
  {
    ...at(1),
    place: 'hh-4',
    properties: {
      text_hash: hashWords(words),
      locale: 'de',
      method: 'signed',
      actor: 'customer',
      staff: 's-17',
      evidence: 'scan-2026-1701',
      reach: ['web', 'email'],
      valid_until: '2028-11-22T00:00:00Z',
    },
  },
);

const call = eventOf('call-1', ['userId:ada'], {
  ...at(2),
  name: 'Consent Used',
  channel: 'phone',
  properties: {
    purpose: 'marketing',
    channel: 'phone',
    campaign_id: 'spring',
    staff: 's-2',
    reference: 'call 77',
  },
});

/** Ada: refuses on her telephone, permits at the till, is called, becomes one with her device, objects. */
async function ada(): Promise<ConsentDossier> {
  const store = createMemoryStore();
  const events = [
    onTheWeb,
    atTheTill,
    call,
    eventOf('login-1', ['userId:ada', 'anonymousId:d1'], at(3)),
    eventOf('mail-1', ['userId:ada'], { ...at(4), name: 'Email Unsubscribed', channel: 'email' }),
  ];
  await store.commit(events, new Map([[hashWords(words), words]]));
  const dossier = await readConsentDossier(store, identifier('userId:ada'), start + 60 * minute);
  if (!dossier) throw new Error('nobody');
  return dossier;
}

describe('the proof of one person', () => {
  it('P3: is, as a page to read and to print, this file', async () => {
    const page = printDossierPage(await ada(), 'userId ada');
    await expect(page).toMatchFileSnapshot(golden('consents-of-ada.html'));
  });

  it('P3: is, for a terminal, this text', async () => {
    const text = printDossierText(await ada(), 'userId ada');
    await expect(text).toMatchFileSnapshot(golden('consents-of-ada.txt'));
  });

  it('P3: is, as JSON, this document, chains that were absorbed included', async () => {
    const json = `${JSON.stringify(await ada(), null, 2)}\n`;
    await expect(json).toMatchFileSnapshot(golden('consents-of-ada.json.txt'));
  });

  it('C3: says until when the proof of a call must be kept', async () => {
    const phone = (await ada()).state.find(({ channel }) => channel === 'phone');
    expect(phone).toMatchObject({
      last_used_at: '2026-11-22T09:02:00.000Z',
      keep_until: '2031-11-22T09:02:00.000Z',
    });
  });

  it('P3: needs nothing but itself, and no script', async () => {
    const page = printDossierPage(await ada(), 'userId ada');
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(|@import| on\w+=| style=/i);
    expect(page).toContain('@media print');
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('P3: shows text as text, whatever a message carried', async () => {
    const store = createMemoryStore();
    const nasty = `"><script>alert(1)</script>\u202e\u001b[2J'&`;
    const text_hash = hashWords(nasty);
    const properties = { staff: nasty, locale: nasty, method: nasty, text_hash };
    await store.commit(
      [consentOf('a', ['userId:ada'], { [nasty]: 'granted' }, { properties })],
      new Map([[text_hash, nasty]]),
    );
    const dossier = await readConsentDossier(store, identifier('userId:ada'), start);
    if (!dossier) throw new Error('nobody');
    const page = printDossierPage(dossier, nasty);
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('\u202e');
    const text = printDossierText(dossier, nasty);
    expect(['\u001b', '\u202e'].filter((character) => text.includes(character))).toEqual([]);
  });

  it('says that the chain is broken, in the first lines', async () => {
    const faults = [{ chain: 'p_1', number: 2, problem: 'changed' }] as const;
    const dossier = { ...(await ada()), whole: false, faults };
    expect(printDossierText(dossier, 'ada').split('\n')[2]).toMatch(/^THE CHAIN IS BROKEN .*p_1 2 changed/);
    expect(printDossierPage(dossier, 'ada')).toContain('<p class="bad">THE CHAIN IS BROKEN');
  });

  it('says of whom nobody recorded anything that nothing was decided', async () => {
    const store = createMemoryStore();
    await store.commit([eventOf('a', ['userId:ada'])]);
    const dossier = await readConsentDossier(store, identifier('userId:ada'), start);
    expect(dossier).toMatchObject({ whole: true, state: [], texts: [], chains: [{ records: [] }] });
    if (dossier) expect(printDossierText(dossier, 'ada')).toContain('Nothing was ever decided.');
    expect(await readConsentDossier(store, identifier('userId:bob'), start)).toBeUndefined();
  });
});
