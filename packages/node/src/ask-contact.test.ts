import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLane, passTime, secretKey } from '../test/client.ts';
import type { ScriptedAnswer } from '../test/stand-in-hub.ts';
import type { ConfirmationRequest, MayContactQuery } from './consent-calls.ts';

const ada = { kind: 'email', value: 'ada@example.org' } as const;
const query = { identifier: ada, purpose: 'marketing', channel: 'email' } as const;
const request = { identifier: ada, purposes: ['marketing'], text: 'Ja, schreibt mir.' } as const;
const may = '/v1/consent/may';
const confirmations = '/v1/consent/confirmations';
const no = (reason: string) => ({ may: false, state: 'unset', reason, validFor: 0, duties: [] });

describe('asking before a contact', () => {
  it('asks the hub each time, and passes on what it says', async () => {
    const { hub, client } = await openLane();
    const said = {
      may: true,
      state: 'soft_opt_in',
      reason: 'soft_opt_in',
      validFor: 60,
      duties: ['opt_out_in_message'],
    };
    hub.always(may, () => ({ body: said }));
    expect(await client.mayContact({ ...query, productGroup: 'garden' })).toEqual(said);
    await client.mayContact(query);
    expect(hub.requests.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
      { kind: 'email', value: ada.value, purpose: 'marketing', channel: 'email', product_group: 'garden' },
      { kind: 'email', value: ada.value, purpose: 'marketing', channel: 'email' },
    ]);
    expect(hub.requests[0]?.headers['x-write-key']).toBe(secretKey);
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['hangs up', { hangUp: true }, 'hub-unreachable'],
    ['is a login page of the Wi-Fi', { body: '<html>' }, 'hub-unreachable'],
    ['redirects', { status: 302, headers: { location: '/login' } }, 'hub-unreachable'],
    ['cannot read its store', { status: 503 }, 'hub-unreachable'],
    ['is overrun', { status: 429 }, 'hub-unreachable'],
    ['answers a list', { body: [true] }, 'hub-unreachable'],
    ['says yes as a text', { body: { may: 'true', state: 'granted', reason: 'granted' } }, 'hub-unreachable'],
    [
      'says yes to nobody’s grant',
      { body: { may: true, state: 'unset', reason: 'granted' } },
      'hub-unreachable',
    ],
    ['says yes to a refusal', { body: { may: true, state: 'denied', reason: 'refused' } }, 'hub-unreachable'],
    ['says yes without a reason', { body: { may: true, state: 'granted' } }, 'hub-unreachable'],
    ['does not know the key', { status: 401, body: { code: 'bad_key' } }, 'hub-refused'],
    ['cannot read the number', { status: 400, body: { code: 'invalid_query' } }, 'hub-refused'],
    ['is an older one', { status: 404 }, 'hub-refused'],
  ])('E4: is answered no where the hub %s', async (_what, answer, reason) => {
    const { hub, client, clock } = await openLane();
    hub.always(may, () => answer);
    expect(await passTime(clock, client.mayContact(query))).toEqual(no(reason));
  });

  it('E4: is answered no where the hub says nothing in time, and after the end', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(may, () => ({ silent: true }));
    expect(await passTime(clock, client.mayContact(query), 100)).toEqual(no('hub-unreachable'));
    await passTime(clock, client.close({ timeout: 0 }));
    expect(await passTime(clock, client.mayContact(query))).toEqual(no('hub-unreachable'));
  });

  it('E4: is never answered yes by whatever JSON but a grant, the exception or a contract', async () => {
    const { hub, client } = await openLane();
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({
        may: fc.jsonValue(),
        state: fc.jsonValue(),
        reason: fc.jsonValue(),
        validFor: fc.jsonValue(),
      }),
      fc.record({
        may: fc.constant(true),
        state: fc.constantFrom('granted', 'denied', 'pending', 'x'),
        reason: fc.string(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(body, async (said) => {
        hub.always(may, () => ({ body: JSON.stringify(said) }));
        const answer = await client.mayContact(query);
        if (answer.may)
          expect(['granted', 'soft_opt_in'].includes(answer.state) || answer.reason === 'necessary').toBe(
            true,
          );
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['nobody', { ...query, identifier: undefined }],
    ['an address that is empty', { ...query, identifier: { kind: 'email', value: '' } }],
    ['no purpose', { ...query, purpose: '' }],
    ['a channel that is none', { ...query, channel: 'fax' }],
    ['goods that are no text', { ...query, productGroup: 7 }],
    ['a misspelt name', { ...query, product_group: 'garden' }],
  ])('is refused as a mistake with %s', async (_what, wrong) => {
    const { hub, client } = await openLane();
    const rejected = client.mayContact(wrong as MayContactQuery);
    await expect(rejected).rejects.toMatchObject({ name: 'RialtoError', code: 'invalid-option' });
    await expect(rejected).rejects.not.toThrow(/ada@/);
    expect(hub.requests).toEqual([]);
  });
});

describe('asking for a confirmation', () => {
  it('C1: gives the token and the end of its time', async () => {
    const { hub, client } = await openLane();
    hub.always(confirmations, () => ({ body: { token: 'abc', expiresAt: '2026-12-01T00:00:00.000Z' } }));
    expect(
      await client.requestConfirmation({
        ...request,
        locale: 'de',
        policyVersion: '2026-11',
        reach: ['web'],
        ttl: 3_600,
      }),
    ).toEqual({ token: 'abc', expiresAt: '2026-12-01T00:00:00.000Z' });
    const [sent] = hub.requests;
    expect(sent?.method).toBe('POST');
    expect(JSON.parse(sent?.raw ?? '')).toEqual({
      identifier: ada,
      purposes: ['marketing'],
      text: 'Ja, schreibt mir.',
      locale: 'de',
      policy_version: '2026-11',
      reach: ['web'],
      ttl: 3_600,
    });
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['refuses', { status: 403, body: { code: 'key_not_allowed' } }, 'hub-refused'],
    ['hangs up', { hangUp: true }, 'hub-unreachable'],
    ['fails', { status: 500 }, 'hub-unreachable'],
    ['answers without a token', { body: {} }, 'hub-unreachable'],
    ['answers no JSON', { body: 'ok' }, 'hub-unreachable'],
  ])('rejects where the hub %s', async (_what, answer, code) => {
    const { hub, client, clock } = await openLane();
    hub.always(confirmations, () => answer);
    const asked = client.requestConfirmation(request);
    await expect(passTime(clock, asked)).rejects.toMatchObject({ name: 'RialtoError', code });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a card', { ...request, identifier: { kind: 'loyalty_card', value: '7' } }],
    ['no purposes', { ...request, purposes: [] }],
    ['no words', { ...request, text: ' ' }],
    ['a time that is too short', { ...request, ttl: 1 }],
    ['a misspelt name', { ...request, text_hash: 'x' }],
  ])('is refused as a mistake with %s', async (_what, wrong) => {
    const { hub, client } = await openLane();
    const rejected = client.requestConfirmation(wrong as ConfirmationRequest);
    await expect(rejected).rejects.toMatchObject({ code: 'invalid-option' });
    expect(hub.requests).toEqual([]);
  });
});
