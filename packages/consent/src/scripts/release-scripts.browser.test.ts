import type { ConsentGate } from '@rialto/core/model';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConsentManager } from '../index.ts';
import { releaseScripts } from './index.ts';

declare global {
  // What the scripts of these tests have done, in their order.
  var ran: string[];
}

const policy = { version: '2026-11', url: '/privacy' };
const ourModule = new URL('./index.ts', import.meta.url).href;
const managerModule = new URL('../index.ts', import.meta.url).href;
let stop: () => void = () => {};

beforeEach(() => {
  localStorage.clear();
  globalThis.ran = [];
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

const manager = () => createConsentManager({ purposes: ['analytics', 'marketing'], policy });
const release = (consent: ConsentGate = manager()) => {
  stop = releaseScripts(consent);
};

/** A file of one line: it needs a moment to load, as any file. */
const file = (name: string) =>
  URL.createObjectURL(new Blob([`ran.push('${name}')`], { type: 'text/javascript' }));

/** Everybody has heard of the choice, and what it permits has run. */
const released = () => Promise.resolve();

function blocked(attributes: Readonly<Record<string, string>>, text = ''): HTMLScriptElement {
  const script = document.createElement('script');
  script.setAttribute('type', 'text/plain');
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  script.text = text;
  document.body.append(script);
  return script;
}

it('D2: asks for no file before the grant, and for it once after it', async () => {
  const src = `/__vitest_test__/measure-${Math.random()}.js`;
  const requests = () =>
    performance.getEntriesByType('resource').filter(({ name }) => name.endsWith(src)).length;
  const consent = manager();
  blocked({ src, 'data-rialto-purpose': 'analytics' });
  release(consent);
  const other = document.createElement('script');
  other.src = `${src}?other`;
  const loaded = new Promise((resolve) => other.addEventListener('error', resolve));
  other.addEventListener('load', () => other.dispatchEvent(new Event('error')));
  document.body.append(other);
  await loaded; // a file that was asked for in the same turn has come, so ours would be on its way
  expect(requests()).toBe(0);
  consent.rejectAll();
  expect(document.querySelector<HTMLScriptElement>('[data-rialto-purpose]')?.type).toBe('text/plain');
  consent.acceptAll();
  await released();
  const script = document.querySelector<HTMLScriptElement>('[data-rialto-purpose]');
  await new Promise((resolve) => {
    for (const end of ['load', 'error']) script?.addEventListener(end, resolve);
  });
  expect(requests()).toBe(1);
});

it('runs a script with its text in it, right after the turn of the grant, once', async () => {
  const consent = manager();
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('now')`);
  release(consent);
  expect(ran).toEqual([]);
  consent.save({ analytics: true });
  expect(ran).toEqual([]);
  await released();
  expect(ran).toEqual(['now']);
  consent.withdraw('analytics');
  consent.save({ analytics: true, marketing: true });
  await released();
  expect(ran).toEqual(['now']);
});

it('needs every purpose that is named, apart by spaces or commas', async () => {
  const consent = manager();
  blocked({ 'data-rialto-purpose': ' analytics,marketing ' }, `ran.push('comma')`);
  blocked({ 'data-rialto-purpose': 'analytics marketing' }, `ran.push('space')`);
  blocked({ 'data-rialto-purpose': 'necessary' }, `ran.push('necessary')`);
  release(consent);
  consent.save({ analytics: true });
  await released();
  expect(ran).toEqual(['necessary']);
  consent.acceptAll();
  await released();
  expect(ran).toEqual(['necessary', 'comma', 'space']);
});

it('keeps the order of the document, whatever must be loaded first', async () => {
  const consent = manager();
  const done = new Promise<void>((resolve) => Object.assign(globalThis, { allRan: resolve }));
  blocked({ 'data-rialto-purpose': 'analytics', src: file('1') });
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('2')`);
  blocked({ 'data-rialto-purpose': 'analytics', src: file('3') });
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('4')`);
  blocked({ 'data-rialto-purpose': 'analytics', src: file('5'), 'data-type': 'text/javascript' });
  blocked({ 'data-rialto-purpose': 'analytics', 'data-type': 'module' }, `ran.push('6')`);
  blocked({ 'data-rialto-purpose': 'analytics', src: file('7'), defer: '' });
  blocked({ 'data-rialto-purpose': 'analytics', 'data-type': 'module' }, `ran.push('8'); allRan()`);
  release(consent);
  consent.acceptAll();
  await done;
  expect(ran).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
});

it('does not stop at a file that cannot be loaded', async () => {
  const consent = manager();
  const done = new Promise<void>((resolve) => Object.assign(globalThis, { allRan: resolve }));
  blocked({ 'data-rialto-purpose': 'analytics', src: 'blob:gone' });
  blocked({ 'data-rialto-purpose': 'analytics' }, 'allRan()');
  release(consent);
  consent.acceptAll();
  await done;
});

it('D2: runs nothing where the permission is taken back in the turn in which it was given', async () => {
  const consent = manager();
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('no')`);
  release(consent);
  consent.acceptAll();
  consent.withdraw('analytics');
  await released();
  expect(ran).toEqual([]);
});

it('does not wait for what a browser never loads: a nomodule script', async () => {
  const consent = manager();
  blocked({ 'data-rialto-purpose': 'analytics', src: file('old browsers'), nomodule: '' });
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('behind it')`);
  release(consent);
  consent.acceptAll();
  await released();
  expect(ran).toEqual(['behind it']);
});

it('runs nothing that waits for its turn once the permission is gone', async () => {
  const consent = manager();
  const first = blocked({ 'data-rialto-purpose': 'marketing', src: file('first'), id: 'first' });
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('second')`);
  release(consent);
  consent.acceptAll();
  await released();
  consent.withdraw('analytics');
  expect(first.isConnected).toBe(false);
  await new Promise((resolve) => document.querySelector('#first')?.addEventListener('load', resolve));
  expect(ran).toEqual(['first']);
});

it('finds what is inserted later, also deep within something, and nothing after the stop', async () => {
  const consent = manager();
  release(consent);
  consent.acceptAll();
  const insert = (name: string) => {
    const box = document.createElement('div');
    const script = blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('${name}')`);
    box.append(script);
    document.body.append(box);
    return Promise.resolve(); // observers are told before this goes on
  };
  await insert('later');
  expect(ran).toEqual(['later']);
  document.body.insertAdjacentHTML(
    'beforeend',
    `<p><script type="Text/Plain" data-rialto-purpose="analytics">ran.push('markup')</script></p>`,
  );
  await Promise.resolve();
  expect(ran).toEqual(['later', 'markup']);
  stop();
  stop();
  await insert('too late');
  consent.rejectAll();
  consent.acceptAll();
  expect(ran).toEqual(['later', 'markup']);
});

it('runs each once, with two at work, and when the page puts the old element back', async () => {
  const consent = manager();
  const old = blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('once')`);
  release(consent);
  const stopSecond = releaseScripts(consent);
  consent.acceptAll();
  document.body.append(old);
  await Promise.resolve();
  stopSecond();
  expect(ran).toEqual(['once']);
});

it('carries everything over that the element says, the nonce too', async () => {
  const consent = manager();
  const said = {
    'data-rialto-purpose': 'analytics',
    'data-type': 'module',
    'data-site': '7',
    id: 'tag',
    async: '',
    crossorigin: 'anonymous',
    integrity: 'sha256-AAAA',
    referrerpolicy: 'no-referrer',
    src: 'blob:nowhere',
  };
  blocked(said).nonce = 'abc';
  release(consent);
  consent.acceptAll();
  await released();
  const script = document.querySelector<HTMLScriptElement>('#tag');
  expect(script).toMatchObject({
    type: 'module',
    async: true,
    crossOrigin: 'anonymous',
    integrity: 'sha256-AAAA',
    referrerPolicy: 'no-referrer',
    nonce: 'abc',
    src: 'blob:nowhere',
  });
  expect(script?.dataset).toMatchObject({ site: '7', rialtoPurpose: 'analytics' });
});

it('takes attributes with names that only markup can have, and handlers', async () => {
  const consent = manager();
  document.body.innerHTML = `<script type="text/plain" data-rialto-purpose="analytics" id="odd"
    @load="x" "="y" onload="this.dataset.heard = 1">ran.push('odd')</script>`;
  release(consent);
  consent.acceptAll();
  await released();
  expect(ran).toEqual(['odd']);
  const odd = document.querySelector<HTMLScriptElement>('#odd');
  odd?.dispatchEvent(new Event('load'));
  expect(odd?.dataset.heard).toBe('1');
  expect(odd?.getAttribute('@load')).toBe('x');
});

it('E4: never runs what has an unknown purpose or none, and says once what there is', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const consent = manager();
  for (const purpose of ['analitics', 'analytics tea', '', '  ', '__proto__'])
    blocked({ 'data-rialto-purpose': purpose }, `ran.push('${purpose}')`);
  release(consent);
  consent.acceptAll();
  document.body.append(document.createElement('p'));
  await Promise.resolve();
  expect(ran).toEqual([]);
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    'Rialto: a script has the purpose "analitics". Use: necessary, analytics, marketing.',
    'Rialto: a script has the purpose "analytics tea". Use: necessary, analytics, marketing.',
    'Rialto: a script has the purpose "". Use: necessary, analytics, marketing.',
    'Rialto: a script has the purpose "  ". Use: necessary, analytics, marketing.',
    'Rialto: a script has the purpose "__proto__". Use: necessary, analytics, marketing.',
  ]);
});

it('E4: runs nothing where the gate throws or talks nonsense', async () => {
  blocked({ 'data-rialto-purpose': 'analytics' }, `ran.push('no')`);
  const on = () => () => {};
  for (const decide of [
    () => {
      throw new Error('broken');
    },
    () => 'yes' as never,
    () => undefined as never,
  ]) {
    release({ decide, on });
    await released();
    stop();
  }
  expect(ran).toEqual([]);
});

it.each([
  [undefined, {}],
  [{}, {}],
  [manager(), { reloadOnWithdrawl: true }],
  [manager(), { reloadOnWithdrawal: 'yes' }],
  [manager(), null],
])('refuses what it cannot use: %j, %j', (consent, options) => {
  expect(() => releaseScripts(consent as never, options as never)).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  );
});

/** A page of its own with a Content-Security-Policy; answers what its `report` is called with. */
async function openPage(csp: string, body: string): Promise<{ frame: HTMLIFrameElement; report: unknown }> {
  const frame = document.createElement('iframe');
  const reported = new Promise((resolve) => Object.assign(globalThis, { report: resolve }));
  frame.srcdoc = `<!doctype html><meta http-equiv="content-security-policy" content="${csp}"><body>${body}`;
  document.body.append(frame);
  return { frame, report: await reported };
}
const pageCode = (then: string, options = '{}') => `<script type="module" nonce="n1">
  import { createConsentManager } from '${managerModule}';
  import { releaseScripts } from '${ourModule}';
  const errors = []; const violations = [];
  console.error = (text) => errors.push(text);
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
  const consent = createConsentManager({ purposes: ['analytics'], policy: { version: '1', url: '/' } });
  releaseScripts(consent, ${options});
  ${then}
</script>`;
const two = `<script type="text/plain" nonce="n1" data-rialto-purpose="analytics">window.one = 1</script>
  <script type="text/plain" data-rialto-purpose="analytics">window.two = 2</script>
  <script type="text/plain" data-rialto-purpose="analytics" src="/__vitest_test__/three.js"></script>`;

it('runs under a strict policy what has the nonce, and nothing else', async () => {
  const { report } = await openPage(
    `script-src 'nonce-n1' 'self'; require-trusted-types-for 'script'; trusted-types rialto`,
    two + pageCode('consent.acceptAll(); await null; parent.report([window.one, window.two, errors]);'),
  );
  expect(report).toEqual([1, undefined, []]);
});

it('says once that Trusted Types do not permit its policy, and runs nothing', async () => {
  const { report } = await openPage(
    `require-trusted-types-for 'script'; trusted-types another`,
    two +
      pageCode(
        'consent.acceptAll(); await null; parent.report([window.one, window.two, errors.length, String(errors)]);',
      ),
  );
  expect(report).toEqual([undefined, undefined, 1, expect.stringContaining('Permit the policy "rialto"')]);
});

it('touches no policy before the first grant', async () => {
  const { report } = await openPage(
    `require-trusted-types-for 'script'; trusted-types another`,
    two + pageCode('consent.rejectAll(); await null; parent.report([errors, violations]);'),
  );
  expect(report).toEqual([[], []]);
});

it.each([
  ['{ reloadOnWithdrawal: true }', 'unloaded'],
  ['{}', 'still there'],
])('after a withdrawal, with %s, the page is %s', async (options, outcome) => {
  const { frame } = await openPage(
    '',
    two + pageCode('window.consent = consent; consent.acceptAll(); await null; parent.report();', options),
  );
  const page = frame.contentWindow as Window & { consent?: ReturnType<typeof manager>; one?: number };
  expect(page.one).toBe(1);
  const unloaded = new Promise((resolve) => page.addEventListener('pagehide', () => resolve('unloaded')));
  page.consent?.withdraw('analytics');
  const other = openPage('', '<script>parent.report()</script>').then(() => 'still there');
  expect(await Promise.race([unloaded, other])).toBe(outcome);
});

it('waits for the end of a script that the parser has only half read', async () => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const page = frame.contentDocument as Document;
  const started = new Promise((resolve) => Object.assign(globalThis, { report: resolve }));
  page.open();
  page.write(`<!doctype html><script>
    window.ran = [];
    Promise.all([import('${managerModule}'), import('${ourModule}')]).then(([theirs, ours]) => {
      const consent = theirs.createConsentManager({ purposes: ['analytics'], policy: { version: '1', url: '/' } });
      consent.acceptAll();
      ours.releaseScripts(consent);
      parent.report();
    });
  </script>`);
  await started;
  page.write(`<script type="text/plain" data-rialto-purpose="analytics">ran.push('whole');`);
  await Promise.resolve();
  page.write(` ran.push('script')</script>`);
  page.close();
  await Promise.resolve();
  expect((frame.contentWindow as unknown as { ran: string[] }).ran).toEqual(['whole', 'script']);
});
