import { RialtoError } from '@rialto/core';
import { manualClock } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { card, contextOf, lamp, openingTime, openTill, settle, testClient } from '../../test/till.ts';
import { type PersonListener, personChanges } from '../person-changes.ts';
import type { TillCustomer } from './customer-desk.ts';

const unreachable = () => Promise.reject(new RialtoError('hub-unreachable', 'No answer.'));

describe('the customer at the till', () => {
  it('T17: goes with the receipt, and is forgotten after it', async () => {
    const { till, client } = openTill();
    client.answers.set('7000-42', async () => contextOf('ada'));
    const customer = await till.identify(card('7000-42'));
    expect(customer).toMatchObject({
      identifier: card('7000-42'),
      context: { subject: { id: 'ada' } },
      asOf: '2026-11-25T08:59:00.000Z',
      offline: false,
    });
    expect(client.asked).toEqual([card('7000-42')]);
    expect(till.customer()).toBe(customer);
    till.sale({ lines: [lamp] });
    expect(till.customer()).toBeUndefined();
    till.sale({ lines: [lamp] });
    expect(client.tracked.map(({ event, people }) => [event, ...people])).toEqual([
      ['Loyalty Member Identified', 'loyalty_card:7000-42'],
      ['Sale Completed', 'loyalty_card:7000-42'],
      ['Sale Completed'],
    ]);
  });

  it('T17: by the own id of the business travels as userId', () => {
    const { till, client } = openTill();
    void till.identify({ kind: 'qr', value: 'rialto:1:userId:c-42' });
    till.sale({ lines: [lamp] });
    expect(client.tracked.at(-1)).toMatchObject({ userId: 'c-42' });
    expect(client.tracked[0]?.properties).toMatchObject({ method: 'qr' });
  });

  it.each<[string, (till: ReturnType<typeof openTill>['till']) => unknown]>([
    ['a sale', (till) => till.sale({ lines: [lamp] })],
    ['a return', (till) => till.return({ lines: [lamp] })],
    ['an exchange', (till) => till.exchange({ returned: [lamp], taken: [lamp] })],
    ['a void', (till) => till.void()],
    ['a pick-up', (till) => till.pickup({ orderId: 'o', orderChannel: 'web' })],
    ['a basket put aside', (till) => till.suspend({ lines: [lamp] })],
    ['a basket that is nowhere', (till) => till.resume({ original: { receiptNumber: 'x' } })],
    ['forget', (till) => till.forget()],
    ['another member of staff', (till) => till.signIn('s-8')],
    ['training', (till) => till.setTraining(true)],
    ['the end of the day', (till) => till.closeDay()],
    ['the beginning of a day', (till) => till.openDay('2026-11-26')],
    ['a code that cannot be read', (till) => till.identify({ kind: 'qr', value: '?' })],
    ['a sale with a mistake', (till) => till.sale({ total: 0.1 })],
  ])('T17: is forgotten after %s', (_what, happens) => {
    const { till } = openTill();
    void till.identify(card('7000-42'));
    expect(till.customer()).toMatchObject({ identifier: card('7000-42') });
    happens(till);
    expect(till.customer()).toBeUndefined();
  });

  it('T17: stays when the same member of staff signs in again', () => {
    const { till } = openTill();
    void till.identify(card('7000-42'));
    till.signIn('s-7');
    expect(till.customer()).toBeDefined();
  });

  it('T18: whose answer comes after the receipt is not shown to the next', async () => {
    const { till, client, clock } = openTill();
    const late = Promise.withResolvers<ReturnType<typeof contextOf>>();
    client.answers.set('7000-42', () => late.promise);
    const shown: (TillCustomer | undefined)[] = [];
    const ada = till.identify(card('7000-42'));
    till.sale({ lines: [lamp] });
    const bob = till.identify(card('7000-43'));
    till.on('customer', (customer) => shown.push(customer));
    late.resolve(contextOf('ada'));
    expect(await ada).toBeUndefined();
    expect(till.customer()).toEqual({ identifier: card('7000-43'), offline: false });
    await clock.advance(1_000);
    expect(await bob).toBeUndefined();
    expect(shown).toEqual([]);
    till.sale({ lines: [lamp] });
    expect(client.tracked.at(-1)?.people).toEqual(['loyalty_card:7000-43']);
  });

  it('T18: who waits for an answer is not given the next customer', async () => {
    const { till, client, clock } = openTill();
    const ada = till.identify(card('7000-42'));
    client.answers.set('7000-43', async () => contextOf('bob'));
    expect(await till.identify(card('7000-43'))).toMatchObject({ context: { subject: { id: 'bob' } } });
    await clock.advance(1_000);
    expect(await ada).toBeUndefined();
  });

  it('T18: whose answer comes after the receipt is not shown to the same one again either', async () => {
    const { till, client } = openTill();
    const late = Promise.withResolvers<ReturnType<typeof contextOf>>();
    client.answers.set('7000-42', () => late.promise);
    void till.identify(card('7000-42'));
    till.forget();
    client.answers.set('7000-42', () => new Promise(() => {}));
    void till.identify(card('7000-42'));
    late.resolve(contextOf('ada'));
    await settle();
    expect(till.customer()).not.toHaveProperty('context');
  });

  it('T19: is waited for until the deadline, and shown when the answer comes later', async () => {
    const { till, client, clock } = openTill({ identifyTimeout: 300 });
    const late = Promise.withResolvers<ReturnType<typeof contextOf>>();
    client.answers.set('7000-42', () => late.promise);
    const shown: unknown[] = [];
    till.on('customer', (customer) => shown.push(customer?.context?.subject.id));
    const asked = till.identify(card('7000-42'));
    await clock.advance(300);
    expect(await asked).toBeUndefined();
    late.resolve(contextOf('ada'));
    await settle();
    expect(till.customer()).toMatchObject({ context: { subject: { id: 'ada' } } });
    till.forget();
    expect(shown).toEqual([undefined, 'ada', undefined]);
  });

  it('T19: of whom the hub knows nothing is a customer all the same', async () => {
    const offline = { read: () => ({ customer: contextOf('old'), asOf: '2026-11-01T00:00:00Z' }) };
    const { till, client, problems } = openTill({ offline });
    client.answers.set('7000-42', async () => undefined);
    expect(await till.identify(card('7000-42'))).toBeUndefined();
    expect(till.customer()).toEqual({ identifier: card('7000-42'), offline: false });
    expect(problems).toEqual([]);
  });

  it('T19: whom the key may not read is announced, and not looked up in the copies', async () => {
    const offline = { read: () => ({ customer: contextOf('old'), asOf: '2026-11-01T00:00:00Z' }) };
    const { till, client, problems } = openTill({ offline });
    client.answers.set('7000-42', () => Promise.reject(new RialtoError('hub-refused', 'Check the key.')));
    expect(await till.identify(card('7000-42'))).toBeUndefined();
    client.answers.set('7000-42', () => Promise.reject(new Error('ada@example.org')));
    expect(await till.identify(card('7000-42'))).toBeUndefined();
    expect(problems).toEqual(['customer_unreadable', 'customer_unreadable']);
  });

  it.each([
    ['at once where there is no network', unreachable, 0],
    ['after the deadline where the hub hangs', () => new Promise<never>(() => {}), 1_000],
  ])('T19: is known from the copy %s', async (_when, answer, wait) => {
    const copy = contextOf('ada', {
      permissions: {
        asOf: '2026-11-24T08:00:00.000Z',
        cells: [
          { purpose: 'marketing', channel: 'email', state: 'granted', since: '2026-01-01' },
          { purpose: 'marketing', channel: 'phone', state: 'soft_opt_in', since: '2026-01-01' },
          { purpose: 'marketing', channel: 'sms', state: 'denied', since: '2026-01-01' },
        ],
        reachableOn: ['email', 'phone'],
      },
    });
    const asked: unknown[] = [];
    const offline = {
      read: (query: object) => {
        asked.push(query);
        return { customer: copy, asOf: '2026-11-24T08:00:00.000Z' };
      },
    };
    const client = testClient();
    const { till, clock } = openTill({ offline, client });
    client.answers.set('7000-42', answer);
    const identified = till.identify(card('7000-42'));
    await clock.advance(wait);
    const customer = await identified;
    expect(customer).toMatchObject({
      offline: true,
      asOf: '2026-11-24T08:00:00.000Z',
      context: { subject: { id: 'ada' } },
    });
    expect(asked).toEqual([{ identifier: card('7000-42'), purpose: 'service' }]);
    expect(till.customer()).toBe(customer);
  });

  it('T20: has permitted nothing where she is known from a copy; what she refused stays', async () => {
    const permissions = {
      asOf: '2026-11-24T08:00:00.000Z',
      cells: [
        { purpose: 'marketing', state: 'granted', since: '2026-01-01' },
        { purpose: 'marketing', channel: 'phone', state: 'soft_opt_in', since: '2026-01-01' },
        { purpose: 'analytics', state: 'denied', since: '2026-01-01' },
      ],
      reachableOn: ['email'],
    } as const;
    const { till, client } = openTill({
      offline: { read: () => ({ customer: contextOf('ada', { permissions }), asOf: permissions.asOf }) },
    });
    client.answers.set('7000-42', unreachable);
    const customer = await till.identify(card('7000-42'));
    expect(customer?.context.permissions).toMatchObject({ cells: [{ state: 'denied' }], reachableOn: [] });
  });

  it('T19: a copy that cannot be read is announced, and stops nothing', async () => {
    const offline = {
      read: () => {
        throw new Error('ada@example.org');
      },
    };
    const { till, client, problems, words } = openTill({ offline });
    client.answers.set('7000-42', unreachable);
    expect(await till.identify(card('7000-42'))).toBeUndefined();
    expect(problems).toEqual(['offline_copy_unreadable']);
    expect(words.join()).not.toMatch(/ada/);
  });
});

const granted = {
  asOf: '2026-11-25T08:59:00.000Z',
  cells: [
    { purpose: 'marketing', state: 'granted', since: '2026-01-01' },
    { purpose: 'analytics', state: 'denied', since: '2026-01-01' },
  ],
  reachableOn: ['email'],
} as const;
const withoutGrants = { cells: [{ purpose: 'analytics', state: 'denied' }], reachableOn: [] };

describe('what is not the word of the hub of this moment', () => {
  it('T20: permits nothing where the hub was slow and the client gave a copy', async () => {
    const { till, client } = openTill();
    client.answers.set('7000-42', async () => ({
      ...contextOf('ada', { permissions: granted, asOf: '2026-11-25T08:57:00.000Z' }),
      stale: true,
    }));
    const customer = await till.identify(card('7000-42'));
    expect(customer).toMatchObject({ offline: true, asOf: '2026-11-25T08:57:00.000Z' });
    expect(customer?.context.permissions).toMatchObject(withoutGrants);
    expect(customer?.context).not.toHaveProperty('stale');
    expect(till.customer()).toBe(customer);
  });

  it('T15, T20: permits nothing of a customer whose basket was aside', async () => {
    const { till, client } = openTill();
    client.answers.set('7000-42', async () => contextOf('ada', { permissions: granted }));
    const before = await till.identify(card('7000-42'));
    expect(before?.context.permissions.cells).toHaveLength(2);
    till.suspend({ lines: [lamp] });
    const { customer } = till.resume();
    expect(customer).toMatchObject({ offline: true, asOf: before?.asOf });
    expect(customer?.context?.permissions).toMatchObject(withoutGrants);
    expect(till.customer()).toBe(customer);
  });

  it('T20: permits nothing once she has decided anew at this till', async () => {
    const listeners = new Set<PersonListener>();
    const client = Object.assign(testClient(), {
      [personChanges](listener: PersonListener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const tell = (person: ReturnType<typeof card>): void => {
      for (const listener of listeners) listener([person], Promise.resolve());
    };
    const { till } = openTill({ client });
    client.answers.set('7000-42', async () => contextOf('ada', { permissions: granted }));
    const before = await till.identify(card('7000-42'));
    tell(card('7000-43'));
    expect(till.customer()).toBe(before);
    tell(card('7000-42'));
    expect(till.customer()?.context?.permissions).toMatchObject(withoutGrants);
    till.forget();
    tell(card('7000-42'));
    expect(till.customer()).toBeUndefined();
    await till.close();
    expect(listeners.size).toBe(0);
  });

  it('T19: is no longer shown once the hub says that it knows nobody', async () => {
    const offline = { read: () => ({ customer: contextOf('ada'), asOf: '2026-11-24T08:00:00.000Z' }) };
    const { till, client, clock } = openTill({ offline });
    const late = Promise.withResolvers<undefined>();
    client.answers.set('7000-42', () => late.promise);
    const identified = till.identify(card('7000-42'));
    await clock.advance(1_000);
    expect(await identified).toMatchObject({ offline: true });
    late.resolve(undefined);
    await settle();
    expect(till.customer()).toEqual({ identifier: card('7000-42'), offline: false });
  });

  it('T17: is forgotten also after a receipt that a fault of ours kept from being made', () => {
    const clock = manualClock(openingTime);
    const { till, problems } = openTill({ clock });
    void till.identify(card('7000-42'));
    const { now } = clock;
    Object.assign(clock, {
      now: () => {
        throw new Error('no time');
      },
    });
    expect(till.sale({ lines: [lamp] }).receiptNumber).toBe('');
    Object.assign(clock, { now });
    expect(problems).toEqual(['till_failed']);
    expect(till.customer()).toBeUndefined();
  });

  it('T17: is forgotten with a member of staff whose id cannot be read', () => {
    const { till, problems } = openTill();
    void till.identify(card('7000-42'));
    till.signIn('');
    expect(till.customer()).toBeUndefined();
    expect(problems).toEqual(['invalid_call']);
  });
});
