import { createAnnouncer } from '@rialto/core/delivery';
import type { CustomerContext } from '@rialto/core/model';
import { manualClock, seededRandom } from '@rialto/core/testing';
import { expect, it } from 'vitest';
import { createCustomerReader } from './customer.ts';
import * as link from './customer-link.ts';

const customer = (version: number) => ({ version }) as CustomerContext;
const problem = (status: number, code: string) => Response.json({ status, code, title: 'No' }, { status });
const event = (version: number) =>
  `event: customer\nid: ${version}\ndata: ${JSON.stringify(customer(version))}\n\n`;

type Respond = (url: string, init: RequestInit) => Response | Promise<Response>;

function setUp(...script: readonly Respond[]) {
  const asked: { url: string; bearer: string | null; signal: AbortSignal | null | undefined }[] = [];
  const left = [...script];
  const clock = manualClock();
  const announcer = createAnnouncer();
  const problems: string[] = [];
  announcer.on('error', ({ code }) => problems.push(code));
  const reader = createCustomerReader({
    endpoint: '/rialto',
    channel: 'web',
    clock,
    random: seededRandom(),
    announcer,
    load: async () => link,
    fetch: async (url, init) => {
      asked.push({ url, bearer: new Headers(init.headers).get('authorization'), signal: init.signal });
      const respond = left.shift();
      return respond ? respond(url, init) : hanging(url, init);
    },
  });
  return { reader, asked, clock, problems };
}

/** A hub that does not answer until it is left. */
const hanging: Respond = (_url, { signal }) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

/** A stream that sends these, and then ends or stays. */
const streaming =
  (texts: readonly string[], stays = false): Respond =>
  (_url, { signal }) =>
    new Response(
      new ReadableStream<string>({
        start(controller) {
          for (const text of texts) controller.enqueue(text);
          if (!stays) controller.close();
          signal?.addEventListener('abort', () => controller.error(signal.reason));
        },
      }).pipeThrough(new TextEncoderStream()),
    );

it('reads the customer context with a token, for a purpose', async () => {
  const { reader, asked } = setUp(() => Response.json(customer(7)));
  expect(await reader.read({ token: 'ct_1', purpose: 'personalization' })).toEqual(customer(7));
  expect(asked[0]).toMatchObject({
    url: '/rialto/v1/customer?channel=web&purpose=personalization',
    bearer: 'Bearer ct_1',
  });
});

it.each<[string, Respond, string, RegExp]>([
  ['a token that is refused', () => problem(401, 'bad_token'), 'hub-refused', /401 bad_token/],
  [
    'a customer who is not known',
    () => problem(404, 'unknown_customer'),
    'hub-refused',
    /404 unknown_customer/,
  ],
  ['a hub that is busy', () => problem(503, 'busy'), 'hub-unreachable', /503/],
  ['too many questions', () => problem(429, 'slow_down'), 'hub-unreachable', /429/],
  [
    'no network',
    () => Promise.reject(new TypeError('Failed to fetch')),
    'hub-unreachable',
    /does not answer/,
  ],
  ['a page of a proxy', () => new Response('<html>'), 'hub-unreachable', /not a hub/],
])('rejects kindly: %s', async (_name, respond, code, message) => {
  const { reader } = setUp(respond);
  await expect(reader.read({ token: 'ct_1' })).rejects.toMatchObject({ name: 'RialtoError', code });
  await expect(setUp(respond).reader.read({ token: 'ct_1' })).rejects.toThrow(message);
});

it('does not wait for ever', async () => {
  const { reader, clock } = setUp(hanging);
  const read = expect(reader.read({ token: 'ct_1' })).rejects.toMatchObject({ code: 'hub-unreachable' });
  await clock.advance(10_000);
  await read;
});

it('follows the customer with the last token, over the end of a stream and a hub that is away', async () => {
  const { reader, asked, clock, problems } = setUp(
    () => Response.json(customer(1)),
    streaming([event(1), ': \n\n', 'event: other\ndata: {}\n\n', event(2)]),
    () => Promise.reject(new TypeError('Failed to fetch')),
    streaming([event(3)], true),
  );
  await reader.read({ token: () => 'ct_fresh' });
  const seen: number[] = [];
  const stop = reader.follow(({ version }) => seen.push(version));
  await clock.advance(120_000);
  expect(seen).toEqual([1, 2, 3]);
  expect(asked.map(({ url }) => url.split('?')[0]).slice(1)).toEqual(
    Array(3).fill('/rialto/v1/customer/stream'),
  );
  expect(problems).toEqual(['hub_unreachable']);
  stop();
  expect(asked.at(-1)?.signal?.aborted).toBe(true);
  await clock.advance(600_000);
  expect(asked).toHaveLength(4);
});

it('gives up on a token that is refused, says so, and asks a function for another', async () => {
  const fixed = setUp(() => problem(401, 'bad_token'));
  fixed.reader.follow(() => {}, { token: 'ct_old' });
  await fixed.clock.advance(120_000);
  expect(fixed.problems).toEqual(['hub_refused']);
  expect(fixed.asked).toHaveLength(1);

  const made: string[] = [];
  const token = () => `ct_${made.push('one more')}`;
  const renewed = setUp(() => problem(401, 'bad_token'), streaming([event(1)], true));
  const seen: number[] = [];
  renewed.reader.follow(({ version }) => seen.push(version), { token });
  await renewed.clock.advance(120_000);
  expect(seen).toEqual([1]);
  expect(renewed.asked.map(({ bearer }) => bearer)).toEqual(['Bearer ct_1', 'Bearer ct_2']);
});

it('survives a listener that throws', async () => {
  const { reader, clock, problems } = setUp(streaming([event(1), event(2)], true));
  const seen: number[] = [];
  reader.follow(
    ({ version }) => {
      seen.push(version);
      throw new Error('mine');
    },
    { token: 'ct_1' },
  );
  await clock.advance(0);
  expect(seen).toEqual([1, 2]);
  expect(problems).toEqual(['listener_failed', 'listener_failed']);
});

it('needs a token, and forgets it with reset', async () => {
  const { reader, asked } = setUp(() => Response.json(customer(1)), streaming([], true));
  const follow = () => reader.follow(() => {});
  expect(follow).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  await reader.read({ token: 'ct_1' });
  follow();
  await Promise.resolve();
  reader.reset();
  expect(asked.at(-1)?.signal?.aborted).toBe(true);
  expect(follow).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  expect(() => reader.follow(undefined as never, { token: 'ct_1' })).toThrow(/needs a function/);
});
