import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Channel, ConsentCell, CustomerContext } from '@rialto/core';
import { createHub } from '@rialto/hub';
import { type Client, createClient } from '@rialto/node';
import { describe, expect, it, onTestFinished } from 'vitest';

const keys = {
  till: 'sk_till_0123456789',
  phone: 'sk_phone_0123456789',
  shop: 'sk_shop_0123456789',
} as const;
const channels = { till: 'store', phone: 'phone', shop: 'web' } as const satisfies Record<string, Channel>;
const ada = { kind: 'userId', value: 'c-42' } as const;
const mail = { kind: 'email', value: 'ada@example.org' } as const;
const proof = {
  method: 'screen',
  text: 'Dürfen wir Ihnen schreiben?',
  locale: 'de',
  staff: 's-9',
  place: 'HH-4',
};
const cell = (channel: Channel | undefined, state: ConsentCell['state']): ConsentCell => ({
  purpose: 'marketing',
  ...(channel ? { channel } : {}),
  state,
});

/** A hub over real HTTP, with a till, a call centre and a shop's server. */
async function openHouse() {
  const hub = createHub({
    store: 'memory:',
    sources: Object.entries(keys).map(([name, secretKey]) => ({
      name,
      channel: channels[name as keyof typeof channels],
      secretKey,
    })),
  });
  const listener = getRequestListener(hub.fetch);
  let server: Server | undefined;
  let port = 0;
  const open = async (): Promise<void> => {
    server = createServer((request, response) => void listener(request, response));
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const shut = async (): Promise<void> => {
    const closing = server;
    await new Promise<void>((resolve) => {
      closing?.close(() => resolve());
      closing?.closeAllConnections();
    });
  };
  await open();
  const endpoint = `http://127.0.0.1:${port}`;
  const clientOf = (name: keyof typeof keys): Client =>
    createClient({
      endpoint,
      key: keys[name],
      source: name,
      channel: channels[name],
      queue: 'memory',
      flushAfter: 5,
    });
  const clients = { till: clientOf('till'), phone: clientOf('phone'), shop: clientOf('shop') };
  onTestFinished(async () => {
    await Promise.all(Object.values(clients).map((client) => client.close({ timeout: 100 })));
    await shut();
    await hub.close();
  });
  return { ...clients, endpoint, open, shut };
}

const may = (client: Client, channel: Channel, identifier: { kind: string; value: string } = ada) =>
  client.mayContact({ identifier, purpose: 'marketing', channel });

/** What a stream says, to be awaited one by one. */
function follow(client: Client, identifier: { kind: string; value: string } = ada) {
  const seen: CustomerContext[] = [];
  const waiting = new Set<() => void>();
  const stop = client.onCustomer({ identifier, purpose: 'service' }, (customer) => {
    seen.push(customer);
    for (const look of waiting) look();
  });
  onTestFinished(stop);
  return (matches: (customer: CustomerContext) => boolean): Promise<CustomerContext> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = seen.find(matches);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
}

const stateOf = ({ permissions }: CustomerContext, channel: Channel | undefined) =>
  permissions.cells.find((one) => one.purpose === 'marketing' && one.channel === channel)?.state;

describe('a word given in one channel', () => {
  it('C7, X1: holds in all: a withdrawal at the till reaches an open stream and every sender at once', async () => {
    const { till, phone, shop } = await openHouse();
    const seen = follow(shop);
    const granted = till.recordConsent({
      ...proof,
      userId: ada.value,
      cells: [cell('email', 'granted'), cell('sms', 'granted')],
      reach: ['web'],
    });
    expect(await granted.delivered).toEqual({ status: 'accepted' });
    const before = await seen((customer) => stateOf(customer, 'email') === 'granted');
    expect(before.permissions.cells[0]?.reach).toEqual(['store', 'web']);
    expect(before.permissions.reachableOn.toSorted()).toEqual(['email', 'sms']);
    expect(await may(phone, 'email')).toMatchObject({ may: true, reason: 'granted' });

    // Nothing but the wish: no form, no words, nobody who took it down.
    const withdrawn = till.recordConsent({ userId: ada.value, cells: [cell('email', 'withdrawn')] });
    expect(await withdrawn.delivered).toEqual({ status: 'accepted' });
    // The receipt is there, so the hub has it: from here on nobody may write.
    expect(await may(phone, 'email')).toMatchObject({ may: false, state: 'withdrawn' });
    const after = await seen((customer) => stateOf(customer, 'email') === 'withdrawn');
    expect(after.permissions.reachableOn).toEqual(['sms']);
    expect(await may(shop, 'sms')).toMatchObject({ may: true });
  });

  it('C5, C7: an objection on the phone ends every channel, and the parcel still comes', async () => {
    const { till, phone, shop } = await openHouse();
    await till.recordConsent({
      ...proof,
      evidence: 'form-3',
      userId: ada.value,
      cells: [
        cell(undefined, 'granted'),
        cell('email', 'granted'),
        cell('phone', 'granted'),
        cell('post', 'granted'),
      ],
    }).delivered;
    const open = await shop.customer({ identifier: ada, purpose: 'marketing' });
    expect(open).toHaveProperty('campaigns');
    await phone.recordConsent({ userId: ada.value, cells: [cell(undefined, 'objected')] }).delivered;
    for (const channel of ['email', 'phone', 'post', 'sms', 'web'] as const) {
      expect(await may(shop, channel)).toMatchObject({ may: false, state: 'objected' });
    }
    const closed = await shop.customer({ identifier: ada, purpose: 'marketing' });
    expect(closed).not.toHaveProperty('campaigns');
    expect(closed?.offers).toMatchObject({ active: [], suppressed: [{ reason: 'no-permission' }] });
    expect(await shop.mayContact({ identifier: ada, purpose: 'necessary', channel: 'email' })).toMatchObject({
      may: true,
    });
    const shipped = shop.track({
      event: 'Order Shipped',
      userId: ada.value,
      properties: { order_id: 'o-7' },
    });
    expect(await shipped.delivered).toEqual({ status: 'accepted' });
  });

  it('C6: is no yes by default at the till, whatever the till sends', async () => {
    const { till, shop } = await openHouse();
    const call = { ...proof, userId: ada.value, cells: [{ purpose: 'marketing', channel: 'email' }] };
    expect(await till.recordConsent(call as never).delivered).toEqual({
      status: 'dropped',
      reason: 'consent_incomplete',
    });
    expect(await may(shop, 'email')).toMatchObject({ may: false, state: 'unset' });
  });
});

describe('the call centre', () => {
  it('C3: may call on a recorded yes alone, and records each call', async () => {
    const { phone } = await openHouse();
    const spoken = { ...proof, method: 'spoken', userId: ada.value, cells: [cell('phone', 'granted')] };
    expect(await phone.recordConsent(spoken).delivered).toMatchObject({ status: 'dropped' });
    expect(await may(phone, 'phone')).toMatchObject({ may: false, state: 'unset' });
    await phone.recordConsent({ ...spoken, evidence: 'rec-77' }).delivered;
    expect(await may(phone, 'phone')).toMatchObject({ may: true, duties: ['record_use'] });
    const use = phone.recordConsentUse({
      userId: ada.value,
      purpose: 'marketing',
      channel: 'phone',
      staff: 's-9',
    });
    expect(await use.delivered).toEqual({ status: 'accepted' });
  });
});

describe('an existing customer', () => {
  it('C4: is written to about the goods she bought, until she says no once', async () => {
    const { till, shop } = await openHouse();
    const exception = { sale: 'r-17', notice: 'receipt-footer-3', product_group: 'garden' };
    const noted = { ...cell('email', 'soft_opt_in'), exception };
    await till.recordConsent({ userId: ada.value, cells: [noted] }).delivered;
    const ask = (productGroup?: string) =>
      shop.mayContact({
        identifier: ada,
        purpose: 'marketing',
        channel: 'email',
        ...(productGroup ? { productGroup } : {}),
      });
    expect(await ask('garden')).toMatchObject({
      may: true,
      state: 'soft_opt_in',
      duties: ['opt_out_in_message'],
    });
    expect(await ask('toys')).toMatchObject({ may: false });
    expect(await ask()).toMatchObject({ may: false });
    await shop.track({ event: 'Unsubscribed', userId: ada.value, properties: {} }).delivered;
    expect(await ask('garden')).toMatchObject({ may: false, state: 'withdrawn' });
    await till.recordConsent({ userId: ada.value, cells: [noted] }).delivered;
    expect(await ask('garden')).toMatchObject({ may: false, state: 'withdrawn' });
  });
});

describe('a newsletter', () => {
  it('C1, C2: is permitted by the button behind the link, for e-mail alone, once', async () => {
    const { shop, endpoint } = await openHouse();
    const { token } = await shop.requestConfirmation({
      identifier: mail,
      purposes: ['marketing'],
      text: 'Ja, schreibt mir.',
      locale: 'de',
    });
    expect(await may(shop, 'email', mail)).toMatchObject({ may: false, state: 'pending' });
    const link = `${endpoint}/v1/consent/confirm?token=${token}`;
    const page = await fetch(link, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('Ja, schreibt mir.');
    await fetch(link, { method: 'HEAD' });
    expect(await may(shop, 'email', mail)).toMatchObject({ may: false });
    const press = () =>
      fetch(`${endpoint}/v1/consent/confirm`, { method: 'POST', body: new URLSearchParams({ token }) });
    const pressed = await Promise.all([press(), press(), press()]);
    expect(pressed.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await may(shop, 'email', mail)).toMatchObject({ may: true });
    expect(await may(shop, 'phone', mail)).toMatchObject({ may: false });
    expect(await may(shop, 'sms', mail)).toMatchObject({ may: false });
  });
});

describe('a hub that is away', () => {
  it('E4, P5: permits nothing, and what was taken down meanwhile counts when it is stored, not before', async () => {
    const { till, shop, shut, open } = await openHouse();
    await shut();
    const sent = till.recordConsent({ ...proof, userId: ada.value, cells: [cell('email', 'granted')] });
    expect(await sent.durable).toEqual({ status: 'stored' });
    expect(await may(shop, 'email')).toEqual({
      may: false,
      state: 'unset',
      reason: 'hub-unreachable',
      validFor: 0,
      duties: [],
    });
    await open();
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(await may(shop, 'email')).toMatchObject({ may: true });
  });
});
