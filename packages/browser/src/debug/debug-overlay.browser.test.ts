import type { Message } from '@rialto/core/model';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import type { PageHub, TestGate } from '../../test/page-hub.ts';
import { type PageTrackers, pageTrackers, product, type StartTracker } from '../../test/page-trackers.ts';
import { browserClock } from '../adapters/browser-clock.ts';
import type { Tracker, TrackerOptions } from '../index.ts';
import { openDebug } from './debug-overlay.ts';
import type { DebugParts } from './debug-source.ts';

let hub: PageHub;
let gate: TestGate;
let start: StartTracker;
let close: PageTrackers['close'];
let device: readonly string[];

interface Devtools {
  send(command: string, parameters: object): Promise<unknown>;
}

beforeEach(async () => {
  ({ hub, gate, start, close } = await pageTrackers());
  await page.viewport(1280, 800);
  device = [];
});
afterEach(async () => {
  await close();
  expect(host()).toBeNull();
  document.body.replaceChildren();
});

/** As little as an overlay needs. */
const parts = (): DebugParts => ({
  watchers: new Set(),
  clock: browserClock,
  announcer: { on: () => () => {} },
  store: { peek: async () => [], size: async () => ({ events: 0, bytes: 0 }) },
  exists: async () => false,
  transport: { send: async () => ({ outcome: 'answered', results: [] }) },
  pipeline: { held: () => 0 },
  recheck: () => ({ verdict: 'pass', reason: 'granted' }),
  permission: { now: () => 'undecided' },
  identity: { lastAnonymousId: () => undefined, userId: () => undefined },
  storage: new Map(),
  events: {},
  shared: undefined,
});

const host = () => document.querySelector('rialto-debug');
const all = (selector: string) => [...(host()?.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
const one = (selector: string) => all(selector)[0];
const button = (name: string) => all('header button').find(({ textContent }) => textContent === name);
const rows = () => all('.events > li').filter(({ hidden }) => !hidden);
/** The rows by their words: name, what the gate said, where it is. */
const listed = () =>
  rows().map((row) =>
    ['.name', '.gate', '.where'].map((cell) => row.querySelector(cell)?.textContent ?? '').join(' | '),
  );
const section = (title: string) =>
  all('.state section').find((part) => part.querySelector('h3')?.textContent === title)?.textContent ?? '';

async function open(tracker: Tracker): Promise<void> {
  tracker.debug();
  await vi.waitUntil(() => one('.purposes'));
}

describe('the list', () => {
  it('shows what is tracked from now on, newest first, with the reason of the gate and where it is', async () => {
    const tracker = start();
    await open(tracker);
    tracker.track('Product Viewed', product, { touchpoint: { id: 'home-hero' } });
    tracker.track('Order Completed', { order_id: 'O-1', total: 1, currency: 'EUR', products: [product] });
    await expect
      .poll(listed)
      .toEqual([
        'Order Completed | needs no permission | in the queue',
        'Product Viewed | waits for your choice: analytics | held in memory',
      ]);
    expect(rows()[1]?.querySelector('.place')?.textContent).toBe('home-hero');
    gate.choose('denied', 'analytics');
    await expect
      .poll(() => listed().filter((text) => text.startsWith('Product')))
      .toEqual(['Product Viewed | let go: refused analytics | let go']);
    await tracker.flush();
    await expect.poll(listed).toContain('Order Completed | needs no permission | delivered');
  });

  it('shows what waited before it was opened, and says that the rest is not listed', async () => {
    const tracker = start();
    gate.choose('granted');
    await tracker.track('Product Viewed', product).durable;
    await open(tracker);
    await expect.poll(listed).toContain('Product Viewed | passed before | in the queue');
    expect(one('.note')?.textContent).toMatch(/^Opened at .* What was tracked before is not listed/);
  });

  it("opens a row with its properties, its way and the hub's issues", async () => {
    const tracker = start();
    gate.set('granted');
    await open(tracker);
    hub.answer(({ messages }) => rejection(messages));
    tracker.track('Product Viewed', product);
    await tracker.flush();
    await expect
      .poll(listed)
      .toEqual(['Product Viewed | permitted | rejected: properties do not fit the plan']);
    const row = one('.row');
    row?.click();
    expect(row?.getAttribute('aria-expanded')).toBe('true');
    const details = one('.details')?.textContent;
    for (const text of ['"price": 19.99', 'analytics', 'properties.price must be a number', 'on its way'])
      expect(details).toContain(text);
    row?.click();
    expect(one('.details')?.checkVisibility()).toBe(false);
  });

  it('shows an event as it was tracked, and one that no JSON can hold without its properties', async () => {
    const tracker = start();
    await open(tracker);
    const facts: Record<string, unknown> = { mark: 'before' };
    tracker.page('First', facts);
    facts.mark = 'after';
    facts.itself = facts;
    tracker.page('Second', facts);
    await expect
      .poll(listed)
      .toEqual([
        'Second | waits for your choice: analytics | dropped: it cannot be written as JSON',
        'First | waits for your choice: analytics | held in memory',
      ]);
    for (const row of all('.row')) row.click();
    expect(rows()[1]?.textContent).toContain('"mark": "before"');
  });

  it('shows what an event holds as text, whatever it is', async () => {
    const tracker = start();
    await open(tracker);
    const name = '<img src=x onerror="window.harmed=true">';
    tracker.page(name, { [name]: name });
    await expect.poll(() => one('.name')?.textContent).toBe(name);
    one('.row')?.click();
    expect(all('img')).toEqual([]);
    expect(one('.details')?.textContent).toContain('onerror');
  });

  it('is filtered, paused, gone on with and cleared', async () => {
    const tracker = start();
    await open(tracker);
    tracker.page('Home');
    tracker.track('Product Viewed', product);
    await expect.poll(() => rows().length).toBe(2);
    await userEvent.fill(one('input') as HTMLElement, 'lamp');
    expect(listed()).toHaveLength(1);
    expect(one('.count')?.textContent).toBe('1 of 2 events');
    await userEvent.fill(one('input') as HTMLElement, 'nowhere');
    expect(one('.empty')?.textContent).toBe('No event has these words.');
    await userEvent.fill(one('input') as HTMLElement, '');
    button('Pause')?.click();
    tracker.page('Later');
    await expect.poll(() => one('.count')?.textContent).toBe('2 events, 1 more since the pause');
    expect(rows()).toHaveLength(2);
    button('Pause')?.click();
    expect(rows()).toHaveLength(3);
    button('Clear')?.click();
    expect(rows()).toEqual([]);
    expect(one('.empty')?.textContent).toContain('Nothing yet');
    expect((await tracker.flush()).pending).toBe(3);
  });

  it('keeps the focus and what is open while others come', async () => {
    const tracker = start();
    await open(tracker);
    tracker.page('One');
    await expect.poll(() => rows().length).toBe(1);
    const row = one('.row');
    row?.focus();
    row?.click();
    tracker.page('Two');
    await expect.poll(() => rows().length).toBe(2);
    expect(host()?.shadowRoot?.activeElement).toBe(row);
    expect(row?.getAttribute('aria-expanded')).toBe('true');
    expect(rows()[0]?.textContent).toContain('Two');
  });
});

describe('the state', () => {
  it('shows what is permitted, what waits and where, and who it is, and changes nothing by looking', async () => {
    const tracker = start({ events: { 'Fitting Booked': ['fitting'] } });
    await open(tracker);
    expect(section('Consent')).toContain('analyticswaits for your choice');
    expect(section('Consent')).toContain('fitting');
    expect(section('Queue')).toContain('in memory');
    expect(section('Identity')).toContain('is not used before a choice');
    tracker.page();
    await expect.poll(() => section('Queue')).toContain('Held for a choice1 event');
    expect(localStorage).toHaveLength(0);
    gate.set('granted', 'analytics');
    await expect.poll(() => section('Queue')).toContain('Storedon the device');
    await expect.poll(() => section('Consent')).toContain('analyticspermitted');
    await tracker.flush();
    await expect.poll(() => section('Identity')).toContain(tracker.anonymousId()?.slice(0, 8));
    expect(section('Identity')).not.toContain(tracker.anonymousId());
    await expect.poll(() => section('Deliveries')).toMatch(/1 event, .* in .*1 accepted/);
  });

  it.each<[string, Partial<TrackerOptions>, () => void]>([
    ['on a shared device', { device: { shared: true } }, () => {}],
    [
      'where the device stores nothing, though it was found out before',
      {},
      () =>
        vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
          throw new Error('private');
        }),
    ],
  ])('says that the queue is in memory %s', async (_, options, prepare) => {
    prepare();
    const tracker = start(options);
    gate.set('granted');
    await tracker.track('Product Viewed', product).durable;
    await open(tracker);
    await expect.poll(() => section('Queue')).toMatch(/1 event.*in memory, lost with the page/);
    vi.restoreAllMocks();
  });

  it('shows a hub that does not answer, and when it is asked again', async () => {
    const tracker = start();
    gate.set('granted');
    await open(tracker);
    hub.answer(() => new Response('', { status: 503, headers: { 'retry-after': '9' } }));
    tracker.page();
    await tracker.flush();
    await expect.poll(() => section('Queue')).toMatch(/at \d\d:\d\d:\d\d, as the hub asked/);
    expect(section('Deliveries')).toContain('status 503, tried again after 9 s');
    expect(section('Errors')).toContain('hub_unreachable');
    expect(listed()[0]).toContain('in the queue again: status 503');
  });
});

describe('the overlay', () => {
  it('is one, however often it is opened, and is gone with Escape, the button or the tracker', async () => {
    const opener = document.createElement('button');
    document.body.append(opener);
    opener.focus();
    const tracker = start();
    await open(tracker);
    tracker.debug();
    await vi.waitUntil(() => host()?.shadowRoot?.activeElement === one('.panel'));
    expect(document.querySelectorAll('rialto-debug')).toHaveLength(1);
    await userEvent.fill(one('input') as HTMLElement, 'lamp');
    await userEvent.keyboard('{Escape}');
    expect((one('input') as HTMLInputElement).value).toBe('');
    await userEvent.keyboard('{Escape}');
    expect(host()).toBeNull();
    expect(document.activeElement).toBe(opener);
    await open(tracker);
    one('.close')?.click();
    expect(host()).toBeNull();
    await open(tracker);
    await tracker.close();
    expect(host()).toBeNull();
  });

  it('keeps nothing of itself at the tracker, however often it is closed', () => {
    const ends = () => {};
    const stops = [ends];
    for (let n = 0; n < 3; n += 1) {
      openDebug({ ...parts(), stops });
      expect(stops).toHaveLength(2);
      one('.close')?.click();
      expect(stops).toEqual([ends]);
    }
  });

  it('leaves the tracker as it was, and nothing on the device', async () => {
    const tracker = start();
    await open(tracker);
    await userEvent.fill(one('input') as HTMLElement, 'lamp');
    await userEvent.keyboard('{Escape}{Escape}');
    device = Object.keys(localStorage);
    expect([device, document.cookie, sessionStorage.length]).toEqual([[], '', 0]);
    tracker.track('Order Completed', { order_id: 'O-1', total: 1, currency: 'EUR', products: [product] });
    expect((await tracker.flush()).delivered).toBe(1);
  });

  it('copies what is listed as JSON, or says that it may not', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
    const tracker = start();
    await open(tracker);
    tracker.track('Product Viewed', product);
    tracker.page('Home');
    await userEvent.fill(one('input') as HTMLElement, 'lamp');
    await expect.poll(() => rows().length).toBe(1);
    await expect.poll(() => section('Queue')).toContain('2 events');
    button('Copy')?.click();
    await expect.poll(() => one('[role=status]')?.textContent).toBe('Copied 1 as JSON.');
    const copied = JSON.parse(written.mock.calls[0]?.[0] ?? '');
    expect(copied).toMatchObject({
      state: { held: 2 },
      events: [{ now: 'held in memory', message: { event: 'Product Viewed' } }],
      deliveries: [],
      errors: [],
    });
    written.mockRejectedValueOnce(new Error('not here'));
    button('Copy')?.click();
    await expect.poll(() => one('[role=status]')?.textContent).toContain('may not copy');
    written.mockRestore();
  });

  it('cannot be changed by the styles of the page, and changes none of them', async () => {
    const style = document.createElement('style');
    style.textContent =
      'body *, rialto-debug { display: none; color: red !important; font-size: 40px; position: static !important } button { border: 9px solid }';
    const own = document.createElement('button');
    document.body.append(style, own);
    own.style.display = 'block';
    const before = JSON.stringify({ ...getComputedStyle(own) });
    const tracker = start();
    await open(tracker);
    const panel = one('.panel') as HTMLElement;
    expect(panel.checkVisibility()).toBe(true);
    const { fontSize, color } = getComputedStyle(panel);
    expect([fontSize, color]).not.toContain('40px');
    expect(color).not.toBe('rgb(255, 0, 0)');
    expect(getComputedStyle(host() as Element).position).toBe('fixed');
    expect(JSON.stringify({ ...getComputedStyle(own) })).toBe(before);
    expect(document.adoptedStyleSheets).toHaveLength(0);
  });

  it('stands under a strict policy with Trusted Types', async () => {
    const frame = document.createElement('iframe');
    const script = new URL('../../test/open-overlay.ts', import.meta.url).href;
    const policy =
      "default-src 'self'; style-src 'self'; script-src 'self'; require-trusted-types-for 'script'";
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="${script}"></script><body>`;
    document.body.append(frame);
    const inside = () => frame.contentDocument?.querySelector('rialto-debug')?.shadowRoot;
    const row = await vi.waitUntil(() => inside()?.querySelector<HTMLElement>('.row'), { timeout: 10_000 });
    row.click();
    expect(inside()?.querySelector('.details')?.textContent).toContain('"event": "<b>"');
    const panel = inside()?.querySelector('.panel') as Element;
    expect(frame.contentWindow?.getComputedStyle(panel).display).toBe('flex');
    expect(frame.contentDocument?.documentElement.dataset).not.toHaveProperty('refused');
  });

  it('folds, and goes out of the way to the top', async () => {
    const tracker = start();
    await open(tracker);
    const panel = one('.panel') as HTMLElement;
    button('Fold')?.click();
    expect(panel.getBoundingClientRect().height).toBeLessThan(60);
    button('Unfold')?.click();
    button('To the top')?.click();
    expect(panel.getBoundingClientRect().top).toBe(0);
    button('To the bottom')?.click();
    expect(panel.getBoundingClientRect().bottom).toBe(innerHeight);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 700],
    ['light', 320],
    ['dark', 320],
  ] as const)('has nothing that axe-core finds, %s and %s px wide', async (scheme, width) => {
    const devtools = cdp() as unknown as Devtools;
    const media = (value: string) =>
      devtools.send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value }],
      });
    await media(scheme);
    await page.viewport(width, 720);
    try {
      const tracker = start();
      await open(tracker);
      await fill(tracker);
      one('.row')?.click();
      expect(await findings()).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
      if (width < 700) {
        button('State')?.click();
        expect(one('.list')?.checkVisibility()).toBe(false);
        expect(await findings()).toEqual([]);
      }
    } finally {
      await media('');
      await page.viewport(1280, 800);
    }
  });
});

/** One event of each tone. */
async function fill(tracker: Tracker): Promise<void> {
  gate.set('granted', 'personalization');
  gate.set('denied', 'marketing');
  hub.answer(({ messages }) => rejection(messages));
  tracker.track('Order Completed', { order_id: 'O-1', total: 1, currency: 'EUR', products: [product] });
  await tracker.flush();
  hub.answer(() => new Response('', { status: 401 }), 'always');
  tracker.track('Product Viewed', product, { touchpoint: { id: 'home-hero' } });
  tracker.track('Order Completed', { order_id: 'O-2', total: 1, currency: 'EUR', products: [product] });
  await tracker.flush();
  await expect.poll(() => rows().length).toBe(3);
  await expect.poll(() => section('Errors')).toContain('hub_refused');
}

function rejection(messages: readonly Message[]): Response {
  const issues = [{ path: 'properties.price', message: 'must be a number' }];
  return Response.json({
    results: messages.map(({ messageId }) => ({
      messageId,
      status: 'rejected',
      code: 'invalid_properties',
      issues,
    })),
  });
}

async function findings(): Promise<readonly string[]> {
  const { violations } = await axe.run(host() as Element, {
    resultTypes: ['violations'],
    rules: { 'target-size': { enabled: true } },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}
