import type { CustomerContext } from '@rialto/core';
import type { DeliveryProblem } from '@rialto/core/delivery';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { passTime } from '../test/client.ts';
import { type HeldAnswer, type HeldHub, startHeldHub } from '../test/held-hub.ts';
import { createKyFetch } from './adapters/ky-fetch.ts';
import { type CustomerReadOptions, type CustomerReads, createCustomerReads } from './customer-reads.ts';
import { createHubHttp } from './hub-http.ts';
import { type CustomerQuery, createHubReader } from './read-hub.ts';

const card = { kind: 'loyalty_card', value: 'AX 47 11' };
const query: CustomerQuery = { identifier: card, purpose: 'service' };
const context = (version: number, id = 'p-1') => ({ version, purpose: 'service', subject: { id } });
const found = (version: number, id?: string): HeldAnswer => ({ body: context(version, id) });

interface Desk {
  readonly hub: HeldHub;
  readonly reads: CustomerReads;
  readonly clock: ManualClock;
  readonly problems: readonly DeliveryProblem[];
  /** Reads while the hub gives that answer to the question. */
  ask(answer: HeldAnswer | 'hang up', options?: CustomerReadOptions, of?: CustomerQuery): Promise<unknown>;
  /** Reads without an answer; time passes until it is over. */
  left(options?: CustomerReadOptions, of?: CustomerQuery): Promise<unknown>;
}

/** Reads before a hub that answers when it is told to, with a clock that stands still. */
async function openDesk(readTimeout = 2_000): Promise<Desk> {
  const hub = await startHeldHub();
  const clock = manualClock();
  const problems: DeliveryProblem[] = [];
  const closing = new AbortController();
  const fetch = createKyFetch(closing.signal);
  const http = createHubHttp({ fetch, endpoint: hub.endpoint, key: 'sk_test', clock, timeout: readTimeout });
  const reads = createCustomerReads({
    reader: createHubReader({ http, channel: 'store', clock }),
    clock,
    random: seededRandom(3),
    report: (problem) => problems.push(problem),
    readTimeout,
  });
  onTestFinished(async () => {
    reads.close();
    closing.abort();
    await hub.close();
  });
  const caught = (read: Promise<unknown>): Promise<unknown> => read.catch((error: unknown) => error);
  return {
    hub,
    reads,
    clock,
    problems,
    async ask(answer, options, of = query) {
      const read = caught(reads.customer(of, options));
      const held = await hub.next();
      if (answer === 'hang up') held.hangUp();
      else held.answer(answer);
      return read;
    },
    left: (options, of = query) => passTime(clock, caught(reads.customer(of, options)), 20),
  };
}

const unreachable = expect.objectContaining({ name: 'RialtoError', code: 'hub-unreachable' });
const stale = (version: number) => ({ ...context(version), stale: true });
const outOf = async (desk: Desk): Promise<void> => {
  for (let failure = 0; failure < 5; failure += 1) await desk.ask('hang up', { maxStale: 0 });
};

describe('a read of a customer', () => {
  it('asks the hub each time, and gives what it says now: an offer may have been declined a moment ago', async () => {
    const { ask } = await openDesk();
    expect(await ask(found(1))).toEqual(context(1));
    expect(await ask(found(2))).toEqual(context(2));
  });

  it('is one request for all that ask the same at the same time, and an object of his own for each', async () => {
    const { hub, reads } = await openDesk();
    const both = [reads.customer(query), reads.customer({ ...query })] as const;
    (await hub.next()).answer(found(1));
    const [one, other] = await Promise.all(both);
    expect([one, other]).toEqual([context(1), context(1)]);
    expect(hub.count).toBe(1);
    expect(other).not.toBe(one);
  });

  it('gives a copy that nobody else can have changed', async () => {
    const { ask } = await openDesk();
    const first = (await ask(found(1))) as { version: number };
    first.version = 99;
    expect(await ask('hang up')).toEqual(stale(1));
  });

  it.each<[string, CustomerQuery]>([
    ['another person', { ...query, identifier: { ...card, value: 'AX 47 12' } }],
    ['another kind', { ...query, identifier: { ...card, kind: 'userId' } }],
    ['another purpose', { ...query, purpose: 'advice' }],
    ['another channel', { ...query, channel: 'phone' }],
  ])('for %s is another question', async (_what, other) => {
    const { ask } = await openDesk();
    await ask(found(1));
    expect(await ask(found(2), {}, other)).toEqual(context(2));
  });

  it('gives the copy, marked as one, when the hub is slow, and the late answer renews it', async () => {
    const { hub, ask, left, clock, reads } = await openDesk();
    await ask(found(1));
    await clock.advance(60_000);
    const began = clock.now();
    expect(await left()).toEqual(stale(1));
    expect(clock.now() - began).toBeLessThanOrEqual(340);
    (await hub.next()).answer(found(2));
    // The answer needs a real moment to come in.
    await expect.poll(() => reads.customer(query, { maxStale: 1_000 }).catch(() => 0)).toEqual(context(2));
    expect(hub.count).toBe(2);
  });

  it('gives the copy at once when the hub hangs up or is broken', async () => {
    const { ask, clock } = await openDesk();
    await ask(found(1));
    await clock.advance(60_000);
    const began = clock.now();
    expect(await ask('hang up')).toEqual(stale(1));
    expect(await ask({ status: 500 })).toEqual(stale(1));
    expect(await ask({ body: '<h1>Welcome</h1>' })).toEqual(stale(1));
    expect(clock.now()).toBe(began);
  });

  it('without a copy waits for its timeout, and the hub has longer to answer for the next one', async () => {
    const { hub, left, reads, clock } = await openDesk();
    const began = clock.now();
    expect(await left({ timeout: 100 })).toEqual(unreachable);
    expect(clock.now() - began).toBeLessThanOrEqual(140);
    (await hub.next()).answer(found(1));
    await expect.poll(() => reads.customer(query, { timeout: 1 }).catch(() => 0)).toEqual(context(1));
  });

  it('may take longer than the usual time, and the request with it', async () => {
    const { hub, reads, clock } = await openDesk();
    const read = reads.customer(query, { timeout: 10_000 });
    const held = await hub.next();
    await clock.advance(9_000);
    held.answer(found(1));
    expect(await read).toEqual(context(1));
  });

  it('lets the one who joins wait longer than the one who asked', async () => {
    const { hub, reads, clock } = await openDesk();
    const first = reads.customer(query).catch((error: unknown) => error);
    const second = reads.customer(query, { timeout: 10_000 });
    const held = await hub.next();
    await clock.advance(2_000);
    expect(await first).toEqual(unreachable);
    await clock.advance(5_000);
    held.answer(found(1));
    expect(await second).toEqual(context(1));
  });

  it('gives up the request after the time for an answer', async () => {
    const { hub, left } = await openDesk();
    expect(await left()).toEqual(unreachable);
    await (await hub.next()).abandoned;
  });
});

describe('a copy', () => {
  it.each([
    ['five minutes', undefined, 300_000],
    ['as long as was said', { maxStale: 60_000 }, 60_000],
  ])('is given for %s', async (_what, options, age) => {
    const { ask, clock } = await openDesk();
    await ask(found(1));
    await clock.advance(age);
    expect(await ask('hang up', options)).toEqual(stale(1));
    await clock.advance(1);
    expect(await ask('hang up', options)).toEqual(unreachable);
  });

  it('is neither given nor made where none is wanted', async () => {
    const { ask, clock } = await openDesk();
    await ask(found(1), { maxStale: 0 });
    await clock.advance(5);
    expect(await ask('hang up')).toEqual(unreachable);
    await ask(found(1));
    expect(await ask('hang up', { maxStale: 0 })).toEqual(unreachable);
    expect(await ask(found(2), { maxStale: 0 })).toEqual(context(2));
    await clock.advance(5_000);
    expect(await ask('hang up')).toEqual(stale(2));
  });

  it('is not given when the clock was put back: nobody knows how old it is', async () => {
    const { hub, reads, clock } = await openDesk();
    let offset = 0;
    const shifted = { ...clock, now: () => clock.now() - offset };
    const fetch = createKyFetch(new AbortController().signal);
    const http = createHubHttp({ fetch, endpoint: hub.endpoint, key: 'sk', clock: shifted, timeout: 2_000 });
    const reader = createHubReader({ http, channel: 'store', clock: shifted });
    const parts = { reader, clock: shifted, random: seededRandom(1), report: () => {}, readTimeout: 2_000 };
    const other = createCustomerReads(parts);
    const read = other.customer(query);
    (await hub.next()).answer(found(1));
    await read;
    offset = 3_600_000;
    const late = other.customer(query).catch((error: unknown) => error);
    (await hub.next()).hangUp();
    expect(await late).toEqual(unreachable);
    other.close();
    reads.close();
  });

  it('goes when the hub no longer knows the person', async () => {
    const { ask, clock } = await openDesk();
    await ask(found(1));
    await clock.advance(5_000);
    expect(await ask({ status: 404 })).toBeUndefined();
    expect(await ask('hang up')).toEqual(unreachable);
  });

  it.each([401, 403])('goes with all others when the hub says %i', async (status) => {
    const { ask, clock } = await openDesk();
    const other = { ...query, identifier: { kind: 'userId', value: 'c-9' } };
    await ask(found(1));
    await ask(found(1, 'p-2'), {}, other);
    await clock.advance(5_000);
    expect(await ask({ status, body: { code: 'bad_key' } })).toMatchObject({ code: 'hub-refused' });
    expect(await ask('hang up', {}, other)).toEqual(unreachable);
  });

  it('goes when the person is forgotten, however the card is written, and under all identifiers', async () => {
    const { ask, reads, clock } = await openDesk();
    const byId = { ...query, identifier: { kind: 'userId', value: 'c-42' } };
    const stranger = { ...query, identifier: { kind: 'userId', value: 'c-9' } };
    await ask(found(1));
    await ask(found(1), {}, byId);
    await ask(found(1, 'p-2'), {}, stranger);
    await clock.advance(5_000);
    reads.forget([{ kind: 'loyalty_card', value: 'ax47-11' }]);
    expect(await ask('hang up')).toEqual(unreachable);
    expect(await ask('hang up', {}, byId)).toEqual(unreachable);
    expect(await ask('hang up', {}, stranger)).toMatchObject({ stale: true });
  });

  it('is not made of an answer to a question from before, and nobody new is told it', async () => {
    const { hub, reads, ask, clock } = await openDesk();
    const before = reads.customer(query);
    const held = await hub.next();
    reads.forget(card);
    expect(await ask(found(2))).toEqual(context(2));
    held.answer(found(1));
    expect(await before).toEqual(context(1));
    await clock.advance(5_000);
    expect(await ask('hang up')).toEqual(stale(2));
  });

  it('is not made until the hub has what changes it', async () => {
    const { reads, ask, clock } = await openDesk();
    let settle = (): void => {};
    const settled = new Promise<void>((_, reject) => {
      settle = () => reject(new Error('whatever comes of it'));
    });
    reads.forget(card, settled);
    expect(await ask(found(1))).toEqual(context(1));
    reads.renew(query, context(1) as unknown as CustomerContext);
    expect(await ask('hang up')).toEqual(unreachable);
    settle();
    await clock.advance(0);
    expect(await ask(found(2))).toEqual(context(2));
    await clock.advance(5_000);
    expect(await ask('hang up')).toEqual(stale(2));
  });

  it('is renewed by a live stream', async () => {
    const { reads, ask } = await openDesk();
    reads.renew(query, context(7) as unknown as CustomerContext);
    expect(await ask('hang up')).toEqual(stale(7));
  });
});

describe('reads before a hub that is not well', () => {
  it('B1, B2, B8: fail at once after five failures, say until when, and announce it once', async () => {
    const desk = await openDesk();
    const { hub, reads, problems, clock } = desk;
    await outOf(desk);
    const before = hub.count;
    const error: unknown = await reads.customer(query).catch((caught) => caught);
    expect(error).toEqual(unreachable);
    const until = Date.parse(/until (\S+Z)/.exec(String(error))?.[1] ?? '') - clock.now();
    expect(until).toBeGreaterThanOrEqual(500);
    expect(until).toBeLessThanOrEqual(1_000);
    expect(hub.count).toBe(before);
    expect(problems.map(({ code }) => code)).toEqual(['hub_unreachable']);
    expect(JSON.stringify(problems) + String(error)).not.toContain('AX');
  });

  it('give the copy at once, without a request', async () => {
    const desk = await openDesk();
    await desk.ask(found(1));
    await desk.clock.advance(2_000);
    await outOf(desk);
    const before = desk.hub.count;
    expect(await desk.reads.customer(query)).toEqual(stale(1));
    expect(desk.hub.count).toBe(before);
  });

  it('B1: count an answer after a second as a failure, and still give it', async () => {
    const { hub, reads, clock } = await openDesk();
    for (let at = 0; at < 5; at += 1) {
      const read = reads.customer(query, { maxStale: 0 });
      const held = await hub.next();
      await clock.advance(1_000);
      held.answer(found(at));
      expect(await read).toEqual(context(at));
    }
    await expect(reads.customer(query)).rejects.toEqual(unreachable);
  });

  it('B1: take a refusal and an unknown person for life', async () => {
    const { ask, hub } = await openDesk();
    for (const status of [404, 400, 401, 403]) {
      for (let failure = 0; failure < 4; failure += 1) await ask({ status: 502 });
      await ask({ status });
    }
    expect(hub.count).toBe(20);
  });

  it('B5: let one through after the pause, and all when it is answered', async () => {
    const desk = await openDesk();
    const { hub, reads, clock, problems, ask } = desk;
    await outOf(desk);
    await clock.advance(1_000);
    const trial = reads.customer(query);
    const other = { ...query, identifier: { kind: 'userId', value: 'c-9' } };
    await expect(reads.customer(other)).rejects.toThrow(/one question finds out/);
    // Who asks the same is told the same.
    const same = reads.customer(query);
    (await hub.next()).answer(found(1));
    expect([await trial, await same]).toEqual([context(1), context(1)]);
    expect(await ask(found(2), {}, other)).toEqual(context(2));
    expect(problems).toHaveLength(1);
  });

  it.each([429, 503])('B4: leave it alone for as long as its %i says', async (status) => {
    const { ask, reads, clock, hub, problems } = await openDesk();
    expect(await ask({ status, headers: { 'retry-after': '120' } })).toEqual(unreachable);
    await clock.advance(119_999);
    await expect(reads.customer(query)).rejects.toThrow(/is left alone until/);
    expect(hub.count).toBe(1);
    await clock.advance(501);
    expect(await ask(found(1))).toEqual(context(1));
    expect(problems).toHaveLength(1);
  });
});

describe('reads that are closed', () => {
  it('end what is under way, forget everything, and announce nothing', async () => {
    const { hub, reads, ask, problems } = await openDesk();
    await ask(found(1));
    const open = [...Array(8).keys()].map((at) =>
      reads.customer({ ...query, identifier: { kind: 'userId', value: `c-${at}` } }).catch((error) => error),
    );
    const held = await Promise.all(open.map(() => hub.next()));
    reads.close();
    reads.close();
    expect(await Promise.all(open)).toEqual(open.map(() => unreachable));
    await Promise.all(held.map(({ abandoned }) => abandoned));
    await expect(reads.customer(query)).rejects.toMatchObject({ code: 'closed' });
    reads.renew(query, context(7) as unknown as CustomerContext);
    expect(problems).toEqual([]);
  });
});

it.each<[string, unknown]>([
  ['a timeout of nothing', { timeout: 0 }],
  ['a timeout of an hour', { timeout: 3_600_000 }],
  ['a timeout that is text', { timeout: '2000' }],
  ['a negative age', { maxStale: -1 }],
  ['an endless age', { maxStale: Number.POSITIVE_INFINITY }],
  ['a misspelt option', { maxAge: 1 }],
  ['a number', 7],
  ['null', null],
])('refuses %s', async (_what, options) => {
  const { reads, hub } = await openDesk();
  await expect(reads.customer(query, options as never)).rejects.toMatchObject({ code: 'invalid-option' });
  expect(hub.count).toBe(0);
});
