import { join } from 'node:path';
import type { CustomerContext } from '@rialto/core';
import { createClient } from '@rialto/node';
import { type Browser, chromium, type Page } from 'playwright';
import { browserArgs } from '../../scripts/find-browser.ts';
import type { Stage } from './stage.ts';

/** One step of the journey: what happens, and what the hub must then know. */
interface Step {
  readonly title: string;
  readonly play: () => Promise<unknown>;
  /** The event and the channel by which the step shows in the timeline. */
  readonly shows: { readonly event: string; readonly channel: string };
}

/** What a played journey left behind. */
export interface JourneyReport {
  readonly missing: readonly string[];
  readonly customer: CustomerContext | undefined;
}

/** How to play. */
export interface JourneyOptions {
  readonly browserPath: string;
  /** Where pictures of the pages are put; left out: none are taken. */
  readonly pictures?: string | undefined;
  /** Called before each step. */
  readonly onStep?: (number: number, title: string) => void;
}

const who = { kind: 'loyalty_card', value: '7000-42' } as const;

/**
 * Plays the customer's journey through the real pages and the real packages, and asks the hub afterwards.
 *
 * @example
 * ```ts
 * const { missing } = await playJourney(stage, { browserPath });
 * ```
 */
export async function playJourney(stage: Stage, options: JourneyOptions): Promise<JourneyReport> {
  const browser = await chromium.launch({ executablePath: options.browserPath, args: browserArgs });
  const campaigns = createClient({
    endpoint: stage.hub,
    key: stage.campaignKey,
    source: 'campaigns',
    channel: 'sms',
    queue: 'memory',
    flushAfter: 100,
  });
  try {
    const steps = await rehearse(stage, browser, campaigns, options);
    for (const [index, { title, play }] of steps.entries()) {
      options.onStep?.(index + 1, title);
      await play();
    }
    await campaigns.flush({ timeout: 10_000 });
    const customer = await campaigns.customer({ identifier: who, purpose: 'service', channel: 'phone' });
    const touches = customer?.timeline?.touches ?? [];
    const missing = steps
      .filter(
        ({ shows }) =>
          !touches.some(({ event, channel }) => event === shows.event && channel === shows.channel),
      )
      .map(({ title, shows }) => `${title}: no "${shows.event}" by ${shows.channel} in the timeline`);
    return { missing: [...missing, ...unmet(customer)], customer };
  } finally {
    await campaigns.close();
    await browser.close();
  }
}

/** What must hold at the end, beside the timeline. */
function unmet(customer: CustomerContext | undefined): string[] {
  const suppressed = customer?.offers?.suppressed ?? [];
  const facts: readonly [string, boolean][] = [
    ['the customer is known by name', customer?.traits?.facts.first_name === 'Ada'],
    ['the order is in the context', customer?.orders?.list.some(({ state }) => state === 'shipped') ?? false],
    [
      'the lamp that was bought is not offered again',
      suppressed.some(({ productId, reason }) => productId === 'A1' && reason === 'owned'),
    ],
    [
      'the rug that was declined in the store is not offered again',
      suppressed.some(({ productId, reason }) => productId === 'A4' && reason === 'declined'),
    ],
    ['the complaint is closed', customer?.cases?.list.some(({ state }) => state === 'closed') ?? false],
    ['no cart is left open', customer?.now?.carts.length === 0],
  ];
  return facts.filter(([, holds]) => !holds).map(([fact]) => `Not so: ${fact}`);
}

async function rehearse(
  stage: Stage,
  browser: Browser,
  campaigns: ReturnType<typeof createClient>,
  { pictures }: JourneyOptions,
): Promise<readonly Step[]> {
  // Three windows, as on three machines: a page in the background draws once in two seconds.
  const open = async () => (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const [shop, till, desk] = [await open(), await open(), await open()];
  const picture = async (page: Page, name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  await Promise.all([shop.goto(stage.shop), till.goto(stage.till), desk.goto(stage.desk)]);
  await picture(shop, 'shop-asks');

  return [
    {
      title: 'Radio: the spot names a code, Ada types it in the shop',
      shows: { event: 'Ad Exposed', channel: 'radio' },
      async play() {
        await shop.getByRole('button', { name: 'Accept all' }).click();
        await shop.getByRole('button', { name: 'Sign in as Ada' }).click();
        await shop.getByText('Hello, Ada').waitFor();
        await shop.getByLabel('Code from the spot').fill('RADIO7');
        await shop.getByRole('button', { name: 'Redeem' }).click();
        await shop.getByText('Thank you.').waitFor();
      },
    },
    {
      title: 'Web: she looks at the lamp and puts it into her cart',
      shows: { event: 'Product Added', channel: 'web' },
      async play() {
        const lamp = shop.locator('[data-product=A1]');
        await lamp.getByRole('link', { name: 'Look at Lamp' }).click();
        await lamp.getByRole('button', { name: 'Add' }).click();
        await shop.getByText('1 × Lamp').waitFor();
        await picture(shop, 'shop-cart');
      },
    },
    {
      title: 'Store: the adviser sees the cart, advises, and hears that she wants no rug',
      shows: { event: 'Advice Given', channel: 'store' },
      async play() {
        await till.getByLabel('Loyalty card').fill(who.value);
        await till.getByRole('button', { name: 'Show customer' }).click();
        await till.getByText('1 × Lamp (web)').waitFor();
        await till.getByLabel('About').fill('light for a reading chair');
        await till.getByRole('button', { name: 'Note it' }).click();
        await till.getByRole('button', { name: 'The customer says no' }).click();
        await till.getByText('Do not offer: declined.').waitFor();
        await picture(till, 'till');
      },
    },
    {
      title: 'Web: she buys the lamp at home',
      shows: { event: 'Order Completed', channel: 'web' },
      async play() {
        await shop.getByRole('button', { name: 'Buy now' }).click();
        await shop.locator('[data-product=A1]').getByText('You own this').waitFor();
        await picture(shop, 'shop-owned');
      },
    },
    {
      title: 'SMS: the parcel is on its way',
      shows: { event: 'Message Sent', channel: 'sms' },
      async play() {
        const before = await campaigns.customer({ identifier: who, purpose: 'service', channel: 'sms' });
        const orderId = before?.orders?.list[0]?.id ?? 'unknown';
        const shipped = { order_id: orderId };
        await campaigns.track({ event: 'Order Shipped', identifiers: [who], properties: shipped }).delivered;
        const message = { message_id: `sms-${orderId}`, message_channel: 'sms', order_id: orderId } as const;
        await campaigns.track({ event: 'Message Sent', identifiers: [who], properties: message }).delivered;
      },
    },
    {
      title: 'E-mail: the shade is scratched, she complains',
      shows: { event: 'Case Opened', channel: 'email' },
      async play() {
        await desk.getByRole('textbox', { name: 'Number' }).fill('c-42');
        await desk.getByRole('button', { name: 'Open', exact: true }).click();
        await desk.getByText('Ada, c-42').waitFor();
        await desk.getByRole('textbox', { name: 'About' }).fill('the shade is scratched');
        await desk.getByRole('button', { name: 'Open case' }).click();
        await desk.getByText('open', { exact: true }).waitFor();
        await picture(desk, 'desk');
      },
    },
    {
      title: 'Social media: the new shade is on its way, the case is solved',
      shows: { event: 'Case Closed', channel: 'social' },
      async play() {
        await desk.getByRole('button', { name: 'Solved, by social media' }).click();
        await desk.getByText('closed', { exact: true }).waitFor();
      },
    },
  ];
}
