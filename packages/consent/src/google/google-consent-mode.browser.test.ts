import { afterEach, beforeEach, expect, it } from 'vitest';
import { createConsentManager } from '../index.ts';
import { releaseScripts } from '../scripts/index.ts';
import { type GoogleConsentOptions, googleConsentMode } from './index.ts';

const policy = { version: '2026-11', url: '/privacy' };
const page = globalThis as unknown as Record<string, unknown[] | undefined>;
let stop: () => void = () => {};

beforeEach(() => localStorage.clear());
afterEach(() => {
  stop();
  document.body.replaceChildren();
  delete page.dataLayer;
});

function start(options?: GoogleConsentOptions, purposes = ['analytics', 'marketing']) {
  const consent = createConsentManager({ purposes, policy });
  stop = googleConsentMode(consent, options);
  return consent;
}

const denied = {
  ad_storage: 'denied',
  ad_user_data: 'denied',
  ad_personalization: 'denied',
  analytics_storage: 'denied',
  functionality_storage: 'denied',
  personalization_storage: 'denied',
  security_storage: 'granted',
};
const told = (name = 'dataLayer') => page[name]?.map((entry) => [...(entry as IArguments)]);

it('D2: says nothing, and makes no list, before a choice and after a refusal', () => {
  const consent = start();
  expect(page.dataLayer).toBeUndefined();
  consent.rejectAll();
  expect(page.dataLayer).toBeUndefined();
});

it('starts with the first grant: all denied, then what is granted, as the arguments that tags read', () => {
  const consent = start();
  consent.save({ analytics: true });
  expect(told()).toEqual([
    ['consent', 'default', denied],
    ['consent', 'update', { ...denied, analytics_storage: 'granted' }],
  ]);
  for (const entry of page.dataLayer ?? []) expect(String(entry)).toBe('[object Arguments]');
});

it('tells each change once, a withdrawal in its own turn', () => {
  const consent = start();
  consent.acceptAll();
  consent.acceptAll();
  consent.withdraw('marketing');
  expect(told()?.slice(2)).toEqual([['consent', 'update', { ...denied, analytics_storage: 'granted' }]]);
  consent.rejectAll();
  expect(told()?.at(-1)).toEqual(['consent', 'update', denied]);
  expect(told()).toHaveLength(4);
  stop();
  stop();
  consent.acceptAll();
  expect(told()).toHaveLength(4);
});

it('starts at once where the person granted before', () => {
  createConsentManager({ purposes: ['analytics', 'marketing'], policy }).acceptAll();
  start();
  expect(told()).toHaveLength(2);
});

it('advanced: says at once that all is denied', () => {
  const consent = start({ mode: 'advanced' });
  expect(told()).toEqual([['consent', 'default', denied]]);
  consent.rejectAll();
  expect(told()).toHaveLength(1);
  consent.acceptAll();
  expect(told()?.at(-1)).toEqual([
    'consent',
    'update',
    {
      ...denied,
      analytics_storage: 'granted',
      ad_storage: 'granted',
      ad_user_data: 'granted',
      ad_personalization: 'granted',
    },
  ]);
});

it('E4: a purpose that opens no signal, or is necessary, starts nothing', () => {
  const map = { analytics: ['analytics_storage'], necessary: ['functionality_storage'] } as const;
  const consent = start({ map }, ['analytics', 'linking']);
  consent.save({ linking: true });
  expect(page.dataLayer).toBeUndefined();
  consent.acceptAll();
  expect(told()?.at(-1)?.[2]).toEqual({
    ...denied,
    analytics_storage: 'granted',
    functionality_storage: 'granted',
  });
});

it.each([
  ['before', 'with the grant', false],
  ['after', 'with the grant', false],
  ['before', 'at the start', true],
  ['after', 'at the start', true],
])('D2: a released tag reads its signals, called %s releaseScripts, %s', async (when, _then, isGranted) => {
  const tag = document.createElement('script');
  tag.setAttribute('type', 'text/plain');
  tag.dataset.rialtoPurpose = 'marketing';
  tag.text = `(window.dataLayer ??= []).push({ event: 'gtm.js' })`;
  document.body.append(tag);
  if (isGranted) createConsentManager({ purposes: ['analytics', 'marketing'], policy }).acceptAll();
  const consent = createConsentManager({ purposes: ['analytics', 'marketing'], policy });
  const stops: (() => void)[] = [];
  const calls = [() => stops.push(googleConsentMode(consent)), () => stops.push(releaseScripts(consent))];
  for (const call of when === 'before' ? calls : calls.toReversed()) call();
  stop = () => {
    for (const one of stops) one();
  };
  if (!isGranted) consent.acceptAll();
  await Promise.resolve();
  const order = page.dataLayer?.map(
    (entry) => (entry as IArguments)[1] ?? (entry as { event: string }).event,
  );
  expect(order).toEqual(['default', 'update', 'gtm.js']);
});

it("uses the page's own gtag and list", () => {
  const calls: unknown[][] = [];
  start({ gtag: (...args) => calls.push(args) }).acceptAll();
  expect(calls.map(([command, kind]) => `${command} ${kind}`)).toEqual(['consent default', 'consent update']);
  expect(page.dataLayer).toBeUndefined();
  stop();
  page.ours = ['before'];
  start({ dataLayer: 'ours' });
  expect(page.ours).toHaveLength(3);
  delete page.ours;
});

it.each([
  [{ mode: 'Basic' }],
  [{ mode: 'basic', contianer: 'G-1' }],
  [{ container: 'javascript:alert(1)' }],
  [{ container: 'http://gtm.example/gtm.js' }],
  [{ container: 'G-1&l=x' }],
  [{ container: 7 }],
  [{ map: { analytics: ['analytics'] } }],
  [{ map: { analytics: 'analytics_storage' } }],
  [{ map: ['analytics'] }],
  [{ dataLayer: [] }],
  [{ gtag: 'gtag' }],
  [{ nonce: '' }],
  [null],
])('E4: refuses %j', (options) => {
  const consent = createConsentManager({ purposes: ['analytics'], policy });
  consent.acceptAll();
  expect(() => googleConsentMode(consent, options as never)).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  );
  expect(() => googleConsentMode(undefined as never)).toThrow('needs a consent manager');
  expect(page.dataLayer).toBeUndefined();
});

/** A page whose policy stops every foreign request before it leaves, and tells us its address. */
async function attempts(
  options: GoogleConsentOptions,
  csp = `script-src 'self' 'nonce-n1'`,
): Promise<unknown> {
  const frame = document.createElement('iframe');
  const reported = new Promise((resolve) => Object.assign(globalThis, { report: resolve }));
  const module = (path: string) => new URL(path, import.meta.url).href;
  frame.srcdoc = `<!doctype html><meta http-equiv="content-security-policy" content="${csp}"><script type="module" nonce="n1">
    import { createConsentManager } from '${module('../index.ts')}';
    import { googleConsentMode } from '${module('./index.ts')}';
    const stopped = []; const errors = [];
    console.error = (text) => errors.push(text);
    addEventListener('securitypolicyviolation', ({ blockedURI }) => stopped.push(blockedURI));
    const settled = () => new Promise((resolve) => setTimeout(resolve)); // violations are told in a task of their own
    const consent = createConsentManager({ purposes: ['analytics'], policy: { version: '1', url: '/' } });
    googleConsentMode(consent, ${JSON.stringify(options)});
    await settled();
    const before = [...stopped];
    consent.acceptAll();
    await settled();
    const rest = (window.dataLayer ?? []).slice(2);
    parent.report(JSON.parse(JSON.stringify({ before, stopped, errors, rest: rest.map((one) => one.length ? [...one] : one) })));
  </script>`;
  document.body.append(frame);
  return reported;
}

it('D2: loads a container after the grant, and asks Google for nothing before it', async () => {
  expect(await attempts({ container: 'GTM-ABC123' })).toEqual({
    before: [],
    stopped: ['https://www.googletagmanager.com/gtm.js?id=GTM-ABC123&l=dataLayer'],
    errors: [],
    rest: [{ 'gtm.start': expect.any(Number), event: 'gtm.js' }],
  });
});

it('loads a tag with its start and its configuration, and a container of the shop from its own address', async () => {
  expect(await attempts({ container: 'G-ABC123' })).toMatchObject({
    stopped: ['https://www.googletagmanager.com/gtag/js?id=G-ABC123&l=dataLayer'],
    rest: [
      ['js', expect.any(String)],
      ['config', 'G-ABC123'],
    ],
  });
  expect(await attempts({ container: 'https://tags.shop.invalid/gtm.js?id=1' })).toMatchObject({
    stopped: ['https://tags.shop.invalid/gtm.js?id=1'],
  });
});

it('says that Trusted Types forbid the container, and goes on', async () => {
  const csp = `require-trusted-types-for 'script'; trusted-types another`;
  expect(await attempts({ container: 'G-ABC123' }, csp)).toMatchObject({
    errors: [expect.stringContaining('Permit the policy "rialto"')],
  });
});
