import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../model/wire-limits.ts';
import { definePlan } from '../plan/define-plan.ts';
import { retailPlan } from '../plan/retail-plan.ts';
import { parseMessage } from './parse-message.ts';

const track = (change: object = {}) => ({
  type: 'track',
  messageId: 'm1',
  event: 'Product Viewed',
  userId: 'c-42',
  properties: { product_id: 'A1' },
  ...change,
});
const parse = (value: unknown) => parseMessage(value, retailPlan);
const codeOf = (value: unknown) => {
  const parsed = parse(value);
  return parsed.ok ? 'ok' : parsed.code;
};
/** `levels` nested objects, the outermost counted. */
const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`);

describe('a message that is refused', () => {
  it.each<[string, unknown, string]>([
    ['no object', 'track', 'invalid_message'],
    ['null', null, 'invalid_message'],
    ['a list', [], 'invalid_message'],
    ['no type', { messageId: 'm1' }, 'invalid_message'],
    ['a type that nobody knows', track({ type: 'delete' }), 'invalid_message'],
    ['no id', track({ messageId: undefined }), 'invalid_message'],
    ['an empty id', track({ messageId: '' }), 'invalid_message'],
    ['an id that is a number', track({ messageId: 7 }), 'invalid_message'],
    ['an id that is too long', track({ messageId: 'x'.repeat(101) }), 'invalid_message'],
    ['a userId that is an object', track({ userId: {} }), 'invalid_message'],
    ['a userId that is too long', track({ userId: 'x'.repeat(257) }), 'invalid_message'],
    ['properties that are a list', track({ properties: [] }), 'invalid_message'],
    ['properties that are a text', track({ properties: 'x' }), 'invalid_message'],
    ['a context that is a text', track({ context: 'x' }), 'invalid_message'],
    [
      'a stamp that is no yes or no',
      track({ context: { consent: { categoryPreferences: { analytics: 'yes' } } } }),
      'invalid_message',
    ],
    ['identifiers without a type', track({ context: { externalIds: [{ id: '1' }] } }), 'invalid_message'],
    [
      'too many identifiers',
      track({ context: { externalIds: Array(21).fill({ id: '1', type: 'email' }) } }),
      'invalid_message',
    ],
    ['a direction that is none', track({ context: { touchpoint: { direction: 'up' } } }), 'invalid_message'],
    ['an event that is not in the plan', track({ event: 'Tea Drunk' }), 'unknown_event'],
    ['an event without a name', track({ event: undefined }), 'unknown_event'],
    ['an event named like a trap', track({ event: '__proto__' }), 'unknown_event'],
    ['an event named like another trap', track({ event: 'constructor' }), 'unknown_event'],
    ['a name that is too long', track({ event: 'x'.repeat(201) }), 'invalid_message'],
    ['properties of the wrong type', track({ properties: { product_id: {} } }), 'invalid_properties'],
    ['properties that lack what is needed', track({ properties: {} }), 'invalid_properties'],
    [
      'a decision on a purpose that the plan does not know',
      track({
        event: 'Consent Recorded',
        properties: { cells: [{ purpose: 'telepathy', state: 'granted' }] },
      }),
      'invalid_properties',
    ],
    ['no properties where some are needed', track({ properties: undefined }), 'invalid_properties'],
    ['properties that are nested too deep', track({ properties: nested(limits.depth) }), 'too_deep'],
    ['a message that is nested 100,000 deep', nested(100_000), 'too_deep'],
    ['lists that are nested 100,000 deep', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), 'too_deep'],
  ])('has %s', (_, value, code) => {
    expect(codeOf(value)).toBe(code);
  });

  it('may be nested as deep as the limit', () => {
    expect(codeOf(track({ properties: { product_id: 'A1', more: nested(limits.depth - 2) } }))).toBe('ok');
    expect(codeOf(track({ properties: { product_id: 'A1', more: nested(limits.depth - 1) } }))).toBe(
      'too_deep',
    );
  });

  it.each([
    [track({ event: 'Tea Drunk' }), 'm1'],
    [track({ messageId: 'x'.repeat(150) }), 'x'.repeat(150)],
    [{ messageId: 7 }, ''],
    [null, ''],
  ])('is answered under the id that its client knows', (value, messageId) => {
    expect(parse(value)).toMatchObject({ ok: false, messageId });
  });

  it('is told the place of each fault, and never the value', () => {
    const parsed = parse(track({ properties: { product_id: ['secret'], price: 'secret' } }));
    expect(parsed).toMatchObject({
      ok: false,
      issues: [{ path: 'properties.product_id' }, { path: 'properties.price' }],
    });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });
});

it('G9: loses no decision for a purpose beside it that the plan does not know, and says what it left out', () => {
  const known = { purpose: 'marketing', state: 'withdrawn' };
  const parsed = parseMessage(
    track({
      event: 'Consent Recorded',
      properties: { cells: [{ purpose: 'telepathy', state: 'granted' }, known] },
    }),
    retailPlan,
  );
  expect(parsed).toMatchObject({
    ok: true,
    value: { issues: [{ path: 'properties.cells.0.purpose' }], message: { properties: { cells: [known] } } },
  });
});

describe('C6: a refusal in malformed company', () => {
  const no = { purpose: 'marketing', channel: 'phone', state: 'denied' };
  const yes = { purpose: 'marketing', channel: 'email', state: 'granted' };
  const read = (properties: object) => {
    const parsed = parseMessage(track({ event: 'Consent Recorded', properties }), retailPlan);
    return parsed.ok
      ? { properties: parsed.value.message.properties, paths: parsed.value.issues.map(({ path }) => path) }
      : parsed.issues;
  };

  it.each<[string, unknown]>([
    ['staff', null],
    ['place', ''],
    ['text', 'x'.repeat(16_385)],
    ['text_hash', 7],
    ['evidence', ['a']],
    ['locale', 'x'.repeat(257)],
    ['reach', ['fax']],
    ['ui', {}],
    ['valid_until', null],
  ])('stands beside a bad %s, and so does a grant', (field, value) => {
    const { paths, ...rest } = read({ cells: [yes, no], method: 'save', [field]: value }) as {
      paths: string[];
    };
    expect(rest).toEqual({ properties: { cells: [yes, no], method: 'save' } });
    expect(paths[0]).toMatch(`properties.${field}`);
  });

  it.each<[string, unknown]>([
    ['valid_until', 'soon'],
    ['decided_at', 7],
    ['actor', 'Guardian'],
  ])(
    'stands alone beside a %s that nobody can read: no grant is made longer, older or another’s',
    (field, value) => {
      expect(read({ cells: [yes, no], [field]: value })).toEqual({
        properties: { cells: [no] },
        paths: [`properties.${field}`],
      });
    },
  );

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'no'],
    ['a state that there is not', { ...yes, state: 'yes' }],
    ['no purpose', { state: 'denied' }],
    ['a purpose of a bad name', { ...no, purpose: '__proto__' }],
    ['a grant for a channel that nobody knows', { ...yes, channel: 'fax' }],
  ])('stands beside a cell that is %s', (_what, cell) => {
    expect(read({ cells: [cell, no] })).toMatchObject({ properties: { cells: [no] } });
    expect(read({ cells: [cell] })).toMatchObject([{ path: expect.stringContaining('properties.cells.0') }]);
  });

  it('stands for all channels where nobody knows its own, and without an exception that is malformed', () => {
    expect(
      read({
        cells: [
          { ...no, channel: 'fax' },
          { ...no, exception: 'none' },
        ],
      }),
    ).toEqual({
      properties: { cells: [{ purpose: 'marketing', state: 'denied' }, no] },
      paths: ['properties.cells.0.channel', 'properties.cells.1.exception'],
    });
    expect(read({ cells: [{ ...yes, channel: null }] })).toMatchObject({
      properties: { cells: [{ purpose: 'marketing', state: 'granted' }] },
    });
  });

  it('stands among more cells than a record holds', () => {
    expect(read({ cells: [...Array.from({ length: 300 }, () => yes), no] })).toMatchObject({
      properties: { cells: [no, ...Array.from({ length: 199 }, () => yes)] },
      paths: ['properties.cells'],
    });
  });

  it('makes no decision of a rehearsal whose flag cannot be read', () => {
    expect(read({ cells: [no], training: 'yes' })).toMatchObject([{ path: 'properties.training' }]);
  });
});

describe('a message that is taken', () => {
  it('has the purposes and the definition of its event', () => {
    expect(parse(track())).toMatchObject({
      ok: true,
      value: { purposes: ['analytics'], definition: { phase: 'consideration' }, revenue: undefined },
    });
  });

  it.each([
    ['page', ['analytics']],
    ['screen', ['analytics']],
    ['identify', ['necessary']],
    ['group', ['necessary']],
    ['alias', ['linking']],
  ])('of the type %s has the purposes %j', (type, purposes) => {
    expect(parse({ type, messageId: 'm1' })).toMatchObject({
      ok: true,
      value: { purposes, definition: undefined },
    });
  });

  it.each<[string, unknown, object]>([
    ['a number for a userId', { userId: 42 }, { userId: '42' }],
    ['an empty userId', { userId: ' ' }, { userId: undefined }],
    [
      'null for whatever is not there',
      { userId: null, traits: null, context: null, timestamp: null, name: null },
      { userId: undefined, traits: undefined, context: undefined },
    ],
    [
      'null within its context',
      { context: { traits: null, consent: null, touchpoint: { place: null }, externalIds: null } },
      { context: { traits: undefined, touchpoint: { place: undefined } } },
    ],
    [
      'a time that cannot be read',
      { timestamp: 'yesterday', sentAt: 7, originalTimestamp: 'x'.repeat(99) },
      { timestamp: undefined, sentAt: undefined, originalTimestamp: undefined },
    ],
    ['a time', { timestamp: '2026-11-22T09:00:00+01:00' }, { timestamp: '2026-11-22T09:00:00+01:00' }],
    ['a channel of ours', { channel: 'store' }, { channel: 'store' }],
    ["RudderStack's channel", { channel: 'server' }, { channel: undefined }],
    ['a channel that is garbage', { channel: { x: 1 } }, { channel: undefined }],
    [
      'fields that nobody knows',
      { integrations: { All: true }, _metadata: {} },
      { integrations: { All: true } },
    ],
  ])('may have %s', (_, change, message) => {
    expect(parse(track(change as object))).toMatchObject({ ok: true, value: { message } });
  });

  it('does not let __proto__ or constructor through into anything', () => {
    const text =
      '{"type":"track","messageId":"m1","event":"Product Viewed","__proto__":{"polluted":1},"properties":{"product_id":"A1","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},"context":{"__proto__":{"polluted":1},"traits":{"__proto__":{"polluted":1}}}}';
    const parsed = parse(JSON.parse(text));
    expect(parsed.ok).toBe(true);
    const message = parsed.ok ? parsed.value.message : {};
    expect('polluted' in message).toBe(false);
    expect('polluted' in (parsed.ok ? (parsed.value.message.properties ?? {}) : {})).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  it.each<[string, string, object, string | undefined]>([
    [
      'the total of an order',
      'Order Completed',
      { order_id: 'o', total: '19.99', revenue: 5, currency: 'EUR' },
      '19990000 EUR',
    ],
    [
      'its revenue where it has no total',
      'Order Completed',
      { order_id: 'o', total: null, revenue: 5, currency: 'EUR' },
      '5000000 EUR',
    ],
    [
      'an unknown currency where it names none',
      'Order Completed',
      { order_id: 'o', total: 5 },
      '5000000 XXX',
    ],
    [
      'what goes back',
      'Order Refunded',
      { order_id: 'o', refund_amount: 2, currency: 'EUR' },
      '-2000000 EUR',
    ],
    [
      'what goes back, also where a shop writes it with a minus',
      'Order Refunded',
      { order_id: 'o', refund_amount: -2, currency: 'EUR' },
      '-2000000 EUR',
    ],
    ['nothing of an order without an amount', 'Order Completed', { order_id: 'o' }, undefined],
    ['nothing of what is only looked at', 'Product Viewed', { product_id: 'A1', total: 5 }, undefined],
  ])('adds to revenue %s', (_, event, properties, expected) => {
    const parsed = parse(track({ event, properties }));
    const revenue = parsed.ok ? parsed.value.revenue : undefined;
    expect(parsed.ok).toBe(true);
    expect(revenue && `${revenue.micros} ${revenue.currency}`).toBe(expected);
  });

  it("may be a retailer's own", () => {
    const plan = definePlan({
      extends: retailPlan,
      events: {
        'Tea Drunk': { properties: z.object({ cups: z.number() }), purposes: ['analytics', 'marketing'] },
      },
    });
    expect(parseMessage(track({ event: 'Tea Drunk', properties: { cups: 2 } }), plan)).toMatchObject({
      ok: true,
      value: { purposes: ['analytics', 'marketing'] },
    });
    expect(parseMessage(track({ event: 'Tea Drunk', properties: { cups: 'two' } }), plan)).toMatchObject({
      code: 'invalid_properties',
    });
  });
});

describe('what unmodified clients send', () => {
  const at = '2026-11-22T09:00:00.000Z';
  it.each<[string, object]>([
    [
      '@segment/analytics-node',
      {
        type: 'track',
        timestamp: at,
        messageId: 'node-next-1700000000000-3e0b6c2e-5d3f',
        userId: 'c-42',
        event: 'Product Viewed',
        properties: { product_id: 'A1' },
        context: { library: { name: '@segment/analytics-node', version: '2.2.0' } },
        integrations: {},
        _metadata: { nodeVersion: '24.0.0', jsRuntime: 'node' },
      },
    ],
    [
      '@segment/analytics-next',
      {
        type: 'page',
        timestamp: at,
        sentAt: at,
        messageId: 'ajs-next-1700000000000-3e0b6c2e',
        anonymousId: '3e0b',
        userId: null,
        writeKey: 'wk',
        category: null,
        name: null,
        properties: { path: '/', referrer: '', search: '', title: 'Shop', url: 'https://shop.example/' },
        context: {
          page: { path: '/' },
          userAgent: 'Mozilla/5.0',
          userAgentData: { brands: [], mobile: false, platform: 'Linux' },
          locale: 'de',
          timezone: 'Europe/Berlin',
          campaign: {},
          library: { name: 'analytics.js', version: 'next-1.84.0' },
        },
        integrations: {},
        _metadata: {
          bundled: ['Segment.io'],
          unbundled: [],
          bundledIds: [],
          retryCount: 0,
          failedInitializations: [],
        },
      },
    ],
    [
      '@segment/analytics-next with its stamp',
      {
        type: 'track',
        messageId: 'ajs-next-2',
        event: 'Product Viewed',
        properties: { product_id: 'A1' },
        context: { consent: { categoryPreferences: { analytics: true, marketing: false } } },
      },
    ],
    [
      'RudderStack JS',
      {
        type: 'identify',
        channel: 'web',
        originalTimestamp: at,
        sentAt: at,
        messageId: '3e0b6c2e',
        userId: 'c-42',
        anonymousId: '3e0b',
        event: null,
        properties: null,
        traits: null,
        context: {
          traits: { email: 'ada@example.org' },
          sessionId: 1_700_000_000_000,
          sessionStart: true,
          consentManagement: {
            allowedConsentIds: ['analytics'],
            deniedConsentIds: [],
            provider: 'custom',
            resolutionStrategy: 'or',
          },
          'ua-ch': {},
          app: { name: 'RudderLabs JavaScript SDK', namespace: 'com.rudderlabs.javascript' },
          library: { name: 'RudderLabs JavaScript SDK', version: '3.0.0' },
          screen: { density: 1 },
          campaign: {},
          page: {},
          network: null,
          os: { name: '', version: '' },
        },
        integrations: { All: true },
      },
    ],
    [
      'RudderStack node',
      {
        type: 'track',
        channel: 'server',
        messageId: '3e0b6c2e',
        originalTimestamp: at,
        sentAt: at,
        userId: 42,
        event: 'Product Viewed',
        properties: { product_id: 'A1' },
        context: { library: { name: '@rudderstack/rudder-sdk-node', version: '2.0.0' } },
        _metadata: { nodeVersion: '24.0.0' },
      },
    ],
    [
      'Jitsu JS',
      {
        type: 'track',
        messageId: 'abc',
        event: 'Product Viewed',
        properties: { product_id: 'A1' },
        userId: undefined,
        anonymousId: 'x',
        groupId: undefined,
        timestamp: at,
        sentAt: at,
        writeKey: '***',
        context: {
          library: { name: '@jitsu/js', version: '1.11.0', env: 'browser' },
          ip: '',
          page: {},
          campaign: {},
          screen: {},
          traits: {},
          clientIds: { ga4: undefined },
          userAgent: 'Mozilla/5.0',
        },
      },
    ],
  ])('is taken from %s', (_, message) => {
    expect(parse(JSON.parse(JSON.stringify(message)))).toMatchObject({ ok: true });
  });
});
