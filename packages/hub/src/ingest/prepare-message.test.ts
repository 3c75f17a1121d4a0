import { hashIdentifier, type ParsedMessage, parseMessage, retailPlan } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { type PrepareOptions, prepareMessage } from './prepare-message.ts';

const receivedAt = Date.parse('2026-11-22T10:00:00Z');
const source = { name: 'till-1', channel: 'store', trusted: true } as const;

const parsed = (message: object): ParsedMessage => {
  const result = parseMessage({ messageId: 'm-1', ...message }, retailPlan);
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.issues)}`);
  return result.value;
};
const prepare = (message: object, options: Partial<PrepareOptions> = {}) =>
  prepareMessage(parsed(message), { source, receivedAt, ...options });
const eventOf = async (message: object) => (await prepare(message)).event;

const track = (fields: object = {}) => ({
  type: 'track',
  event: 'Sale Completed',
  properties: { receipt_number: 'r-1', total: '19.99', currency: 'EUR', store_id: 7 },
  ...fields,
});

describe('what the log keeps of a message', () => {
  it('takes name, purposes, direction, phase and amount from the plan', async () => {
    expect(await eventOf(track())).toMatchObject({
      source: 'till-1',
      messageId: 'm-1',
      name: 'Sale Completed',
      purposes: ['necessary'],
      direction: 'inbound',
      interaction: true,
      phase: 'purchase',
      amount: '19.99',
      currency: 'EUR',
      trusted: true,
    });
  });

  it('keeps the page, the campaign and the touchpoint of an event, and neither address nor device', async () => {
    const kept = {
      page: { path: '/lamps', title: 'Lamps' },
      campaign: { source: 'newsletter' },
      touchpoint: { id: 'till-4', staff: 's-7' },
      library: { name: 'analytics.js', version: '2' },
    };
    const context = {
      ...kept,
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      device: { id: 'd-1' },
      traits: { a: 1 },
    };
    expect((await eventOf(track({ context }))).context).toEqual(kept);
    expect((await eventOf(track())).context).toBeUndefined();
  });

  it.each([
    { because: 'the event says so', fields: { properties: { direction: 'outbound' } }, expected: 'outbound' },
    {
      because: 'the touchpoint outweighs the event',
      fields: { properties: { direction: 'outbound' }, context: { touchpoint: { direction: 'inbound' } } },
      expected: 'inbound',
    },
    { because: 'the plan says so', fields: { properties: {} }, expected: 'inbound' },
  ])('is $expected because $because', async ({ fields, expected }) => {
    const call = { type: 'track', event: 'Call Started', ...fields };
    expect((await eventOf(call)).direction).toBe(expected);
  });

  it('keeps the times as the client wrote them beside the corrected one', async () => {
    const times = { timestamp: '2026-11-22T11:59:00Z', sentAt: '2026-11-22T12:00:00Z' };
    expect(await eventOf(track(times))).toMatchObject({
      originalTimestamp: times.timestamp,
      sentAt: times.sentAt,
      happenedAt: Date.parse('2026-11-22T09:59:00Z'),
      receivedAt,
    });
  });

  it.each([
    { because: 'the message names one of ours', fields: { channel: 'phone' }, expected: 'phone' },
    { because: 'the source has one', fields: {}, expected: 'store' },
    { because: '`server` is no place to meet a customer', fields: { channel: 'server' }, expected: 'store' },
    {
      because: 'RudderStack means by `web` what it runs on',
      fields: { channel: 'web', context: { library: { name: 'RudderLabs JavaScript SDK', version: '3' } } },
      expected: 'store',
    },
  ])('has the channel $expected because $because', async ({ fields, expected }) => {
    expect((await eventOf(track(fields))).channel).toBe(expected);
  });

  it.each([
    { because: 'the touchpoint names it', context: { touchpoint: { place: 'till 4' } }, expected: 'till 4' },
    { because: 'the event names the store', context: {}, expected: '7' },
  ])('has the place $expected because $because', async ({ context, expected }) => {
    expect((await eventOf(track({ context }))).place).toBe(expected);
  });

  it.each([
    { name: 'the property training', fields: { properties: { total: 1, training: true } }, expected: true },
    { name: 'the property test', fields: { properties: { total: 1, test: true } }, expected: true },
    { name: 'the touchpoint', fields: { context: { touchpoint: { test: true } } }, expected: true },
    { name: 'nothing', fields: {}, expected: false },
  ])('is training: $expected when $name says so', async ({ fields, expected }) => {
    expect((await eventOf(track(fields))).training).toBe(expected);
  });

  it('lets the touchpoint say who began, and that the device is shared', async () => {
    const context = { touchpoint: { direction: 'outbound', device: { shared: true } } };
    expect(await eventOf(track({ context }))).toMatchObject({ direction: 'outbound', shared: true });
  });

  it('S1: keeps the session of an event, and nothing that tells one device from another', async () => {
    const session = { sessionId: '5f0c', sessionStart: true };
    const context = { ...session, userAgent: 'x', ip: '192.0.2.7', device: { id: 'y' } };
    expect((await eventOf(track({ context }))).context).toEqual(session);
  });

  it('finds the traits of a RudderStack identify in its context, under the message’s own', async () => {
    const { traits } = await eventOf({
      type: 'identify',
      userId: 'c-1',
      context: { traits: { name: 'Ada', city: 'Hamburg' } },
      traits: { name: 'Ada L.' },
    });
    expect(traits).toEqual({ name: 'Ada L.', city: 'Hamburg' });
  });

  it('does not keep the traits that a client drags along on other messages', async () => {
    expect((await eventOf(track({ context: { traits: { email: 'ada@example.org' } } }))).traits).toEqual({});
    expect((await eventOf(track({ traits: { email: 'ada@example.org' } }))).traits).toEqual({});
  });

  it('puts what Segment writes beside the properties among them', async () => {
    const event = await eventOf({ type: 'page', name: 'Home', category: 'Start', properties: { path: '/' } });
    expect(event).toMatchObject({
      name: 'page',
      interaction: true,
      properties: { name: 'Home', category: 'Start', path: '/' },
    });
  });
});

describe('the stamp', () => {
  it.each([
    { because: 'there is none', context: {}, expected: undefined },
    {
      because: 'Segment’s form is ours',
      context: { consent: { categoryPreferences: { analytics: true, marketing: false } } },
      expected: { analytics: true, marketing: false },
    },
    {
      because: 'RudderStack lists what is allowed and what is denied',
      context: { consentManagement: { allowedConsentIds: ['analytics'], deniedConsentIds: ['marketing'] } },
      expected: { analytics: true, marketing: false },
    },
    {
      because: 'in a contradiction the refusal stands, whichever form says it',
      context: {
        consent: { categoryPreferences: { analytics: true, marketing: false } },
        consentManagement: { allowedConsentIds: ['marketing'], deniedConsentIds: ['analytics'] },
      },
      expected: { analytics: false, marketing: false },
    },
  ])('is $expected because $because', async ({ context, expected }) => {
    expect((await eventOf(track({ context }))).stamp).toEqual(expected);
  });
});

describe('identifiers', () => {
  it('come from every place where a message can state them, each in its one form, contacts hashed', async () => {
    const { event, issues } = await prepare({
      type: 'identify',
      userId: ' c-1 ',
      anonymousId: 'a-1',
      traits: { email: ' Ada@Example.org', phone: '+49 30 901820' },
      context: { externalIds: [{ id: '7000-42', type: 'loyalty_card' }] },
    });
    expect(issues).toEqual([]);
    expect(event.identifiers).toEqual([
      { kind: 'userId', value: 'c-1' },
      { kind: 'anonymousId', value: 'a-1' },
      { kind: 'loyalty_card', value: '700042' },
      { kind: 'email', value: await hashIdentifier({ kind: 'email', value: 'ada@example.org' }) },
      { kind: 'phone', value: await hashIdentifier({ kind: 'phone', value: '+4930901820' }) },
    ]);
  });

  it('are stated once where a message repeats itself', async () => {
    const externalIds = [{ id: 'c-1', type: 'userId' }];
    const { identifiers } = await eventOf(track({ userId: 'c-1', context: { externalIds } }));
    expect(identifiers).toEqual([{ kind: 'userId', value: 'c-1' }]);
  });

  it('include the former id of an alias, and of nothing else', async () => {
    const ids = { userId: 'c-1', previousId: 'a-1' };
    expect((await eventOf({ type: 'alias', ...ids })).identifiers).toContainEqual({
      kind: 'anonymousId',
      value: 'a-1',
    });
    expect((await eventOf(track(ids))).identifiers).toEqual([{ kind: 'userId', value: 'c-1' }]);
  });

  it('that are not understood are left out and named, without what they were', async () => {
    const { event, issues } = await prepare({
      type: 'identify',
      traits: { email: 'not an address', phone: '040 123456' },
      context: { externalIds: [{ id: 'x', type: '__proto__' }] },
    });
    expect(event.identifiers).toEqual([]);
    expect(issues.map(({ path }) => path)).toEqual(['context.externalIds.0', 'traits.email', 'traits.phone']);
    expect(JSON.stringify(issues)).not.toMatch(/123456|not an address/);
  });

  it('know a country’s phone numbers where the hub has one', async () => {
    const { event } = await prepare({ type: 'identify', traits: { phone: '030 901820' } }, { country: 'DE' });
    expect(event.identifiers).toHaveLength(1);
  });

  it('are hashed with the hub’s key where it has one', async () => {
    const hashKey = new Uint8Array(32).fill(7);
    const { event } = await prepare({ type: 'identify', traits: { email: 'a@b.example' } }, { hashKey });
    expect(event.identifiers[0]?.value).toMatch(/^hmac:[0-9a-f]{64}$/);
  });
});
