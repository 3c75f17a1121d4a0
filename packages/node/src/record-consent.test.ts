import { type ConsentCell, limits, parseMessage, retailPlan } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { next, openLane, passTime, secretKey } from '../test/client.ts';
import { startStandInHub } from '../test/stand-in-hub.ts';
import { temporaryDirectory } from '../test/temp-directory.ts';
import type { RecordConsentCall } from './consent-calls.ts';
import { createClient } from './index.ts';

const proof = { method: 'screen', text: 'Dürfen wir Ihnen schreiben?', staff: 's-9', place: 'HH-4' } as const;
const yes = { purpose: 'marketing', channel: 'email', state: 'granted' } as const;
const no = { purpose: 'marketing', channel: 'phone', state: 'denied' } as const;

const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();

describe('a decision that is taken down', () => {
  it('C6: reaches the hub whole, as a record of what was said at the till', async () => {
    const { hub, client, news } = await openLane();
    const sent = client.recordConsent({
      ...proof,
      identifiers: [{ kind: 'loyalty_card', value: '7000 42' }],
      cells: [yes, no],
      decidedAt: new Date(1_700_000_000_000),
      actor: 'customer',
    });
    await client.flush();
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(hub.messages).toMatchObject([
      {
        type: 'track',
        event: 'Consent Recorded',
        messageId: sent.messageId,
        channel: 'store',
        context: { externalIds: [{ type: 'loyalty_card', id: '7000 42' }], touchpoint: { id: 'till-4' } },
        properties: { ...proof, cells: [yes, no], actor: 'customer', decided_at: '2023-11-14T22:13:20.000Z' },
      },
    ]);
    expect(news).toEqual(['delivered:accepted']);
  });

  it('C6: loses a grant without its proof and keeps the refusal beside it, and says what was missing', async () => {
    const { hub, client } = await openLane();
    const told = next(client, 'error');
    const sent = client.recordConsent({ userId: 'Ada-Lovelace', cells: [yes, no] });
    await client.flush();
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(hub.messages[0]?.properties).toEqual({ cells: [no] });
    const { code, message } = await told;
    expect(code).toBe('consent_incomplete');
    expect(message).toContain('marketing@email lacks method, text, staff, place');
    expect(message).not.toContain('Ada');
  });

  it('C6: of which nothing is left is dropped, with the reason', async () => {
    const { hub, client, news } = await openLane();
    const sent = client.recordConsent({ userId: 'c-42', cells: [yes] });
    const dropped = { status: 'dropped', reason: 'consent_incomplete' };
    expect(await sent.durable).toEqual(dropped);
    expect(await sent.delivered).toEqual(dropped);
    expect(news).toEqual(['error:consent_incomplete', 'dropped:consent_incomplete']);
    await client.flush();
    expect(hub.messages).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'yes'],
    ['no cells', { userId: 'c-42' }],
    ['cells that are a text', { userId: 'c-42', cells: 'granted' }],
    ['cells that are none', { userId: 'c-42', cells: [null, 7, [], {}] }],
    ['a proxy that was revoked', revoked],
    ['names of a proxy that was revoked', { identifiers: revoked, cells: [no] }],
  ])('never throws, and is dropped when it is %s', async (_what, call) => {
    const { hub, client } = await openLane();
    expect(await client.recordConsent(call as RecordConsentCall).delivered).toMatchObject({
      status: 'dropped',
    });
    expect(hub.messages).toEqual([]);
  });

  it('C6: loses no refusal to a field beside it that throws, is broken or comes back to itself', async () => {
    const { hub, client } = await openLane();
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    const call = {
      userId: 'c-42',
      cells: [no],
      get text() {
        throw new Error('their fault');
      },
      locale: 7n,
      staff: endless,
      timestamp: 'yesterday',
      messageId: 'x'.repeat(200),
      channel: 'fax',
    };
    const sent = client.recordConsent(call as unknown as RecordConsentCall);
    await client.flush();
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(hub.messages).toMatchObject([{ channel: 'store', properties: { cells: [no] } }]);
  });

  it('C6: loses no refusal to a name beside it that the hub would not take', async () => {
    const { hub, client } = await openLane();
    const told = next(client, 'error');
    const call = {
      userId: 'u'.repeat(300),
      anonymousId: { a: 1 },
      identifiers: [
        { kind: 'k'.repeat(50), value: '1' },
        null,
        { kind: 'loyalty_card', value: Number.NaN },
        { kind: 'loyalty_card', value: 7_000 },
      ],
      cells: [no],
    };
    const sent = client.recordConsent(call as unknown as RecordConsentCall);
    await client.flush();
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    const [message] = hub.messages;
    expect(message?.context?.externalIds).toMatchObject([{ type: 'loyalty_card', id: '7000' }]);
    expect(message).not.toHaveProperty('userId');
    expect(message).not.toHaveProperty('anonymousId');
    expect((await told).message).toContain('5 identifiers cannot be read');
    expect(parseMessage(message, retailPlan).ok).toBe(true);
  });

  it('C6: sends what was refused first, and by itself, where one message cannot hold the call', async () => {
    const { hub, client } = await openLane();
    const cells = Array.from({ length: 150 }, (_, at) => [
      { ...yes, channel: `x-${at}` } as const,
      { ...no, channel: `x-no-${at}` } as const,
    ]).flat();
    const sent = client.recordConsent({
      ...proof,
      text: 'ä'.repeat(8_000),
      userId: 'c-42',
      cells,
      messageId: 'form-7',
    });
    await client.flush();
    expect(await sent.durable).toEqual({ status: 'stored' });
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    const records = hub.messages.map(({ properties }) => properties?.cells as unknown as ConsentCell[]);
    const flat = records.flat();
    expect(flat.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 150 }, () => 'denied'),
      ...Array.from({ length: 150 }, () => 'granted'),
    ]);
    expect(new Set(hub.messages.map(({ messageId }) => messageId)).size).toBe(records.length);
    expect(hub.messages.at(-1)?.messageId).toBe('form-7');
    for (const message of hub.messages) {
      expect(parseMessage(message, retailPlan)).toMatchObject({ ok: true, value: { issues: [] } });
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(limits.messageBytes);
    }
  });

  it('waits on the disk while the hub is away, and is there after the next start', async () => {
    const path = temporaryDirectory();
    const hub = await startStandInHub();
    const options = {
      endpoint: hub.endpoint,
      key: secretKey,
      source: 'till-4',
      channel: 'store',
      queue: { path },
    } as const;
    await hub.close();
    const before = createClient(options);
    const sent = before.recordConsent({ ...proof, userId: 'c-42', cells: [yes] });
    expect(await sent.durable).toEqual({ status: 'stored' });
    await before.close({ timeout: 1 });
    const back = await startStandInHub(hub.port);
    const after = createClient(options);
    await after.flush({ timeout: 10_000 });
    expect(back.messages).toMatchObject([{ messageId: sent.messageId, properties: { cells: [yes] } }]);
    await after.close();
    await back.close();
  });

  it('is asked for anew at once: an answer from before it is not used again', async () => {
    const { hub, client } = await openLane();
    hub.always('/v1/consent/may', () => ({
      body: { may: true, state: 'granted', reason: 'granted', validFor: 60 },
    }));
    const view = { event: 'Product Viewed', userId: 'c-42', properties: { product_id: 'A1' } } as const;
    await client.track(view).durable;
    client.recordConsent({ userId: 'c-42', cells: [{ purpose: 'analytics', state: 'withdrawn' }] });
    await client.flush();
    hub.always('/v1/consent/may', () => ({
      body: { may: false, state: 'withdrawn', reason: 'refused', validFor: 60 },
    }));
    expect(await client.track(view).delivered).toEqual({ status: 'dropped', reason: 'refused:analytics' });
  });
});

describe('the use of a permission', () => {
  it('C3: is recorded with who called whom by which call', async () => {
    const { hub, client, clock } = await openLane({ channel: 'phone' });
    const sent = client.recordConsentUse({
      userId: 'c-42',
      purpose: 'marketing',
      channel: 'phone',
      staff: 's-9',
      reference: 'call-77',
      campaign_id: 'spring',
    });
    await passTime(clock, client.flush());
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(hub.messages).toMatchObject([
      {
        event: 'Consent Used',
        channel: 'phone',
        userId: 'c-42',
        properties: {
          purpose: 'marketing',
          channel: 'phone',
          staff: 's-9',
          reference: 'call-77',
          campaign_id: 'spring',
        },
      },
    ]);
    expect(await client.recordConsentUse(undefined as never).delivered).toMatchObject({ status: 'dropped' });
  });
});
