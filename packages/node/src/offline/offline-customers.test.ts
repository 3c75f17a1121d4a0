import { join } from 'node:path';
import type { Identifier } from '@rialto/core';
import { RialtoError } from '@rialto/core';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { passTime } from '../../test/client.ts';
import { type ScriptedAnswer, type StandInHub, startStandInHub } from '../../test/stand-in-hub.ts';
import { bytesIn, temporaryDirectory } from '../../test/temp-directory.ts';
import { createKyFetch } from '../adapters/ky-fetch.ts';
import { createCustomerReads } from '../customer-reads.ts';
import { createHubHttp } from '../hub-http.ts';
import { type PersonListener, personChanges } from '../person-changes.ts';
import { createHubReader } from '../read-hub.ts';
import { createOfflineCustomersWith, type OfflineCustomers } from './offline-customers.ts';
import type { CustomerReader, OfflineCustomersOptions } from './offline-options.ts';

const path = '/v1/customer';
const secret = 'a secret of the store, not of the till';
const card = (value: string): Identifier => ({ kind: 'loyalty_card', value });
const [ada, ben, cem] = [card('ADA-4711'), card('BEN-4712'), card('CEM-4713')];
const hour = 3_600_000;

/** What the hub says of the one whom it is asked about. */
const contextOf = (value: string | null) => ({
  version: 1,
  purpose: 'service',
  subject: { id: `p-${value}` },
  traits: { facts: { firstName: `Name of ${value}` } },
});

interface Store {
  readonly hub: StandInHub;
  readonly clock: ManualClock;
  readonly directory: string;
  readonly problems: readonly string[];
  /** Who is in the set; may be changed. */
  people: readonly Identifier[];
  /** How the hub answers for a card; left out: with its context. */
  readonly answers: Map<string, ScriptedAnswer>;
  /** A till that starts. */
  start(change?: Partial<OfflineCustomersOptions>): OfflineCustomers;
  read(offline: OfflineCustomers, of: Identifier): string | undefined;
  refresh(offline: OfflineCustomers): Promise<object>;
}

async function openStore(clock = manualClock()): Promise<Store> {
  const hub = await startStandInHub();
  const directory = temporaryDirectory();
  const problems: string[] = [];
  const answers = new Map<string, ScriptedAnswer>();
  hub.always(path, ({ url }) => {
    const value = url.searchParams.get('value');
    return answers.get(value ?? '') ?? answers.get('*') ?? { body: contextOf(value) };
  });
  const closing = new AbortController();
  const http = createHubHttp({
    ...{ fetch: createKyFetch(closing.signal), endpoint: hub.endpoint, key: 'sk_test', clock },
    timeout: 2_000,
  });
  const client = createCustomerReads({
    reader: createHubReader({ http, channel: 'store', clock }),
    ...{ clock, random: seededRandom(1), report: () => {}, readTimeout: 2_000 },
  });
  const started: OfflineCustomers[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map((offline) => offline.close()));
    client.close();
    closing.abort();
    await hub.close();
  });
  const store: Store = {
    ...{ hub, clock, directory, problems, answers },
    people: [ada, ben],
    start(change) {
      const offline = createOfflineCustomersWith(
        {
          ...{ client, secret, path: join(directory, 'copies') },
          customers: async () => store.people,
          onError: ({ code }) => problems.push(code),
          ...change,
        },
        { clock, random: seededRandom(2) },
      );
      started.push(offline);
      return offline;
    },
    read: (offline, identifier) =>
      offline.read({ identifier, purpose: 'service' })?.customer.traits?.facts.firstName as string,
    refresh: (offline) => passTime(clock, offline.refresh(), 50),
  };
  return store;
}

describe('offline copies', () => {
  it('are fetched for the set, and read at once, also after a restart without a network', async () => {
    const store = await openStore();
    const { hub, start, read, clock } = store;
    const offline = start();
    expect(read(offline, ada)).toBeUndefined();
    expect(await store.refresh(offline)).toEqual({ kept: 2, failed: 0 });
    expect([read(offline, ada), read(offline, ben), read(offline, cem)]).toEqual([
      'Name of ADA-4711',
      'Name of BEN-4712',
      undefined,
    ]);
    await offline.close();
    await hub.close();
    await clock.advance(hour);
    const again = start();
    // A card is the same one with spaces, and the time is that of the hub's word.
    const copy = again.read({ identifier: card('ada 4711'), purpose: 'service' });
    expect(copy?.customer).toEqual(contextOf('ADA-4711'));
    expect(Date.parse(copy?.asOf ?? '')).toBeLessThanOrEqual(clock.now() - hour);
    expect(store.problems).toEqual([]);
  });

  it('leave no word about anybody on the disk', async () => {
    const { start, refresh, directory } = await openStore();
    const offline = start();
    await refresh(offline);
    await offline.close();
    const bytes = bytesIn(directory);
    expect(bytes.length).toBeGreaterThan(300);
    for (const word of ['ADA', '4711', 'Name', 'loyalty', 'service', 'firstName', secret]) {
      expect(bytes.toLowerCase()).not.toContain(word.toLowerCase());
    }
  });

  it('are given for the purpose for which they were fetched, and for no other', async () => {
    const { start, refresh, read, hub } = await openStore();
    const offline = start({ purpose: 'service' });
    await refresh(offline);
    expect(hub.requests.every(({ url }) => url.searchParams.get('purpose') === 'service')).toBe(true);
    expect(offline.read({ identifier: ada, purpose: 'marketing' })).toBeUndefined();
    expect(read(offline, ada)).toBeDefined();
    await offline.close();
    const other = start({ purpose: 'marketing' });
    expect(other.read({ identifier: ada, purpose: 'marketing' })).toBeUndefined();
    expect(other.read({ identifier: ada, purpose: 'service' })).toBeUndefined();
  });

  it('are gone after a day, with the network away', async () => {
    const { start, refresh, read, clock, hub } = await openStore();
    const offline = start();
    await refresh(offline);
    await hub.close();
    await clock.advance(23 * hour);
    expect(read(offline, ada)).toBeDefined();
    await clock.advance(hour + 10_000);
    expect(read(offline, ada)).toBeUndefined();
  });

  it('go when somebody leaves the set, is unknown to the hub, or may not be shown', async () => {
    const store = await openStore();
    const { start, refresh, read, answers } = store;
    store.people = [ada, ben, cem];
    const offline = start();
    await refresh(offline);
    store.people = [ben, cem];
    answers.set('BEN-4712', { status: 404 });
    answers.set('CEM-4713', { status: 403 });
    expect(await refresh(offline)).toEqual({ kept: 0, failed: 1 });
    await offline.close();
    const again = start();
    expect([ada, ben, cem].map((one) => read(again, one))).toEqual([undefined, undefined, undefined]);
  });

  it('stay while the hub is away, and the pauses of the round grow until it gives up', async () => {
    const store = await openStore();
    const { start, refresh, read, answers, hub, clock } = store;
    const offline = start();
    await refresh(offline);
    answers.set('*', { status: 500 });
    store.people = Array.from({ length: 50 }, (_, at) => card(`X-${at}`)).concat(ada);
    const before = hub.requests.length;
    const began = clock.now();
    expect(await refresh(offline)).toEqual({ kept: 0, failed: 51 });
    expect(clock.now() - began).toBeGreaterThanOrEqual(5_000 + 10_000 + 20_000 + 40_000 + 60_000);
    expect(hub.requests.length - before).toBeLessThanOrEqual(12);
    expect(read(offline, ada)).toBeDefined();
    expect(read(offline, ben)).toBeUndefined();
    // It is not long until the next try.
    answers.clear();
    store.people = [ada, ben];
    await passTime(
      clock,
      hub.waitFor(({ url }) => url.searchParams.get('value') === 'BEN-4712', 2),
      500,
    );
    expect(clock.now() - began).toBeLessThan(10 * 60_000);
  });

  it('are kept of all others when the hub stumbles over one', async () => {
    const store = await openStore();
    store.answers.set('ADA-4711', { hangUp: true });
    store.people = [ada, ben, cem];
    const offline = store.start();
    expect(await store.refresh(offline)).toEqual({ kept: 2, failed: 1 });
  });

  it('are renewed by themselves, soon after the start and every quarter of an hour', async () => {
    const { start, hub, clock } = await openStore();
    start();
    const asked = ({ url }: { url: URL }): boolean => url.pathname === path;
    const began = clock.now();
    await passTime(clock, hub.waitFor(asked, 2), 100);
    expect(clock.now() - began).toBeLessThanOrEqual(11_000);
    await passTime(clock, hub.waitFor(asked, 6), 500);
    const passed = clock.now() - began;
    expect(passed).toBeGreaterThanOrEqual(2 * 0.95 * 900_000);
    expect(passed).toBeLessThanOrEqual(2 * 1.05 * 900_000 + 20_000);
  });

  it('are fetched two at a time, once for all who want it now', async () => {
    const store = await openStore();
    const { start, clock } = store;
    let [now, most] = [0, 0];
    store.people = Array.from({ length: 20 }, (_, at) => card(`X-${at}`));
    const client: CustomerReader = {
      async customer() {
        now += 1;
        most = Math.max(most, now);
        await clock.advance(0);
        now -= 1;
        return undefined;
      },
    };
    const offline = start({ client });
    const both = Promise.all([offline.refresh(), offline.refresh()]);
    const began = clock.now();
    const [one, other] = await passTime(clock, both, 10);
    expect(one).toBe(other);
    expect(most).toBe(2);
    expect(clock.now() - began).toBeGreaterThanOrEqual(500);
  });
});

describe('offline copies of one who withdraws', () => {
  it('go from memory and disk, and are not made of what was asked for before', async () => {
    const store = await openStore();
    const { start, refresh, read } = store;
    let settle = (): void => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const offline = start();
    await refresh(offline);
    offline.forget(card('ada 4711'), settled);
    expect([read(offline, ada), read(offline, ben)]).toEqual([undefined, 'Name of BEN-4712']);
    expect(await refresh(offline)).toEqual({ kept: 1, failed: 1 });
    expect(read(offline, ada)).toBeUndefined();
    const restarted = start();
    expect(read(restarted, ada)).toBeUndefined();
    settle();
    await refresh(offline);
    expect(read(offline, ada)).toBeDefined();
  });

  it('go by what the client itself says', async () => {
    const store = await openStore();
    let tell: PersonListener | undefined;
    let stopped = false;
    const client = {
      customer: async () => contextOf('x') as never,
      [personChanges](listener: PersonListener) {
        tell = listener;
        return () => {
          stopped = true;
        };
      },
    };
    const offline = store.start({ client });
    await store.refresh(offline);
    expect(store.read(offline, ada)).toBeDefined();
    tell?.([{ kind: 'userId', value: 'c-1' }, ada], Promise.resolve());
    expect(store.read(offline, ada)).toBeUndefined();
    expect(store.read(offline, ben)).toBeDefined();
    await offline.close();
    expect(stopped).toBe(true);
  });
});

describe('offline copies that meet trouble', () => {
  it('start without, and say so, when the file was tampered with or the secret is another', async () => {
    const { start, refresh, read, problems } = await openStore();
    const offline = start();
    await refresh(offline);
    await offline.close();
    const other = start({ secret: `${secret}!` });
    expect(read(other, ada)).toBeUndefined();
    expect(problems).toEqual(['offline_unreadable']);
    expect(await refresh(other)).toEqual({ kept: 2, failed: 0 });
    await other.close();
    expect(read(start({ secret: `${secret}!` }), ada)).toBeDefined();
  });

  it.each<[string, () => never | Promise<never>]>([
    [
      'throws',
      () => {
        throw new Error('theirs');
      },
    ],
    ['rejects', () => Promise.reject(new Error('theirs'))],
    ['gives no list', () => Promise.resolve(7 as never)],
    ['never ends', () => new Promise(() => {})],
  ])('keep what is there when the set %s', async (_what, customers) => {
    const { start, refresh, read, problems } = await openStore();
    const offline = start();
    await refresh(offline);
    await offline.close();
    const again = start({ customers });
    expect(await refresh(again)).toEqual({ kept: 0, failed: 0 });
    expect(read(again, ada)).toBeDefined();
    expect(problems).toEqual(['offline_set_failed']);
  });

  it('leave out what is no identifier, and take one person once', async () => {
    const store = await openStore();
    store.people = [ada, card('ada 4711'), null, 7, { kind: 'email' }, card('')] as never;
    const offline = store.start();
    expect(await store.refresh(offline)).toEqual({ kept: 1, failed: 0 });
    expect(store.problems).toEqual(['offline_set_failed']);
  });

  it('keep the first ten thousand, and say so', async () => {
    const store = await openStore();
    let asked = 0;
    store.people = Array.from({ length: 10_050 }, (_, at) => card(`X-${at}`));
    const client: CustomerReader = {
      customer: async () => {
        asked += 1;
        if (asked === 3) throw new RialtoError('closed', 'enough for a test');
        return undefined;
      },
    };
    const offline = store.start({ client });
    expect(await store.refresh(offline)).toMatchObject({ kept: 0, failed: 9_998 });
    expect(store.problems).toEqual(['offline_full']);
  });

  it('survive a listener that throws', async () => {
    const { start, refresh } = await openStore();
    const onError = (): never => {
      throw new Error('theirs');
    };
    const offline = start({ onError, customers: () => Promise.reject(new Error('theirs')) });
    expect(await refresh(offline)).toEqual({ kept: 0, failed: 0 });
  });

  it('give nothing for what is no question', async () => {
    const { start, refresh } = await openStore();
    const offline = start();
    await refresh(offline);
    for (const query of [undefined, null, 7, {}, { purpose: 'service' }, { identifier: ada }]) {
      expect(offline.read(query as never)).toBeUndefined();
    }
    expect(() => offline.forget({} as never)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });

  it('give nothing and ask nothing after the end, in the middle of a round too', async () => {
    const store = await openStore();
    const { start, clock, hub } = store;
    store.people = Array.from({ length: 30 }, (_, at) => card(`X-${at}`));
    const offline = start();
    const round = offline.refresh();
    await passTime(
      clock,
      hub.waitFor(() => true, 4),
      10,
    );
    await Promise.all([offline.close(), offline.close()]);
    expect(await round).toMatchObject({ kept: expect.any(Number) });
    const { length } = hub.requests;
    expect(await offline.refresh()).toEqual({ kept: 0, failed: 0 });
    expect(store.read(offline, card('X-0'))).toBeUndefined();
    await clock.advance(2 * 900_000);
    expect(hub.requests.length).toBe(length);
    const again = start();
    expect(store.read(again, card('X-0'))).toBe('Name of X-0');
  });
});

it.each<[string, object]>([
  ['no client', { client: undefined }],
  ['no path', { path: '' }],
  ['a short secret', { secret: 'short' }],
  ['a secret that is no text', { secret: 7 }],
  ['a list for the set', { customers: [] }],
  ['a purpose that nobody knows', { purpose: 'spying' }],
  ['a channel that nobody knows', { channel: 'shop' }],
  ['a store that is no name', { store: 4 }],
  ['an age of a month', { maxAge: 30 * 86_400_000 }],
  ['a refresh every second', { refreshEvery: 1_000 }],
  ['no function to tell', { onError: 'console' }],
  ['a misspelt option', { maxage: 1 }],
])('refuses %s, and repeats no secret', async (_what, change) => {
  const { start } = await openStore();
  expect(() => start(change as never)).toThrow(
    expect.objectContaining({ code: 'invalid-option', message: expect.not.stringContaining('short"') }),
  );
});
