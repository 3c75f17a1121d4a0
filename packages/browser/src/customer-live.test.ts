import { expect, it } from 'vitest';
import {
  away,
  customer,
  customerPage,
  event,
  hanging,
  problem,
  type Respond,
  stream,
  streaming,
  tokenOf,
} from '../test/customer-page.ts';

const token = tokenOf('userId:c-42');
const answering =
  (version: number, tag = `${version}`): Respond =>
  () =>
    Response.json(customer(version), { headers: { etag: `"${tag}"` } });
const unchanged: Respond = () => new Response(null, { status: 304 });
const minutes = 60_000;

function listenTo(page: ReturnType<typeof customerPage>, options: object | undefined = { token }) {
  const seen: number[] = [];
  const stop = page.reader.follow(({ version }) => seen.push(version), options);
  return { seen, stop };
}

it('follows the customer with the last token, over the end of a stream and a hub that is away', async () => {
  const page = customerPage([
    answering(1),
    streaming([event(1), ': \n\n', 'event: other\ndata: {}\n\n', event(2)]),
    away,
    streaming([event(3)], true),
  ]);
  await page.reader.read({ token: () => token });
  const { seen, stop } = listenTo(page, undefined);
  await page.clock.advance(10_000);
  expect(seen).toEqual([1, 2, 3]);
  expect(page.paths()).toEqual(['read', 'stream', 'stream', 'stream']);
  expect(page.problems).toEqual(['hub_unreachable']);
  stop();
  stop();
  expect(page.asked.at(-1)?.signal?.aborted).toBe(true);
  await page.clock.advance(10 * minutes);
  expect(page.asked).toHaveLength(4);
});

it('says where it broke off: what the page has is not sent again', async () => {
  const page = customerPage([
    answering(4, '4-abc'),
    streaming([': unchanged\n\n', event(5)]),
    streaming([], true),
  ]);
  await page.reader.read({ token });
  const { seen } = listenTo(page);
  await page.clock.advance(2_000);
  expect(seen).toEqual([4, 5]);
  expect(page.asked[1]?.headers.get('last-event-id')).toBe('4-abc');
  expect(page.asked[2]?.headers.get('last-event-id')).toBe('5');
});

it('tells nobody twice what is the same, also where a hub sends it again', async () => {
  const page = customerPage([streaming([event(1), event(1)]), streaming([event(1), event(2)], true)]);
  const { seen } = listenTo(page);
  await page.clock.advance(2_000);
  expect(seen).toEqual([1, 2]);
});

it('tells a new listener at once what the page has, and shares one stream among all', async () => {
  const live = stream();
  const page = customerPage([live.respond]);
  const first = listenTo(page);
  await page.clock.advance(0);
  live.write(event(1));
  await page.clock.advance(0);
  const second = listenTo(page, { token: tokenOf('userId:c-42', ['self'], 'renewed') });
  await Promise.resolve().then(() => page.clock.advance(0));
  expect([first.seen, second.seen]).toEqual([[1], [1]]);
  live.write(event(2));
  await page.clock.advance(0);
  expect([first.seen, second.seen]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  first.stop();
  live.write(event(3));
  await page.clock.advance(0);
  expect([first.seen, second.seen]).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
  expect(live.isLeft()).toBe(false);
  second.stop();
  await page.clock.advance(0);
  expect(live.isLeft()).toBe(true);
  expect(page.asked).toHaveLength(1);
});

it('takes what a live stream said last for fresh', async () => {
  const page = customerPage([streaming([event(1)], true)]);
  listenTo(page);
  await page.clock.advance(0);
  expect(await page.reader.read()).toEqual(customer(1));
  expect(page.paths()).toEqual(['stream']);
});

it('tells a stream’s listeners what a read brings', async () => {
  const page = customerPage([streaming([event(1)], true), answering(2)]);
  const { seen } = listenTo(page);
  await page.clock.advance(0);
  await page.reader.read({ fresh: true });
  expect(seen).toEqual([1, 2]);
});

it('takes a stream that has gone silent for dead, and connects again', async () => {
  const dead = stream();
  const page = customerPage([dead.respond, streaming([event(2)], true)]);
  const { seen } = listenTo(page);
  await page.clock.advance(0);
  dead.write(event(1));
  await page.clock.advance(30_000);
  dead.write(': \n\n');
  await page.clock.advance(30_000);
  expect(dead.isLeft()).toBe(false);
  await page.clock.advance(20_000);
  expect(dead.isLeft()).toBe(true);
  expect(seen).toEqual([1, 2]);
  expect(page.paths()).toEqual(['stream', 'stream']);
});

it.each<[string, readonly Respond[]]>([
  ['a hub without one', [() => problem(404, 'not_found')]],
  ['a method that is not allowed', [() => problem(405, 'method_not_allowed')]],
  ['a proxy that has not learnt it', [() => new Response('no', { status: 501 })]],
  ['a page of a proxy', [() => new Response('<html>', { headers: { 'content-type': 'text/html' } })]],
  ['an answer that is kept back', [hanging]],
  ['a stream of which nothing comes', [streaming([], true)]],
  ['a stream that is cut three times before anything came', [streaming([]), streaming([]), streaming([])]],
])('polls where there is no stream: %s', async (_name, responses) => {
  const page = customerPage([...responses, answering(1), unchanged, answering(2), hanging]);
  const { seen } = listenTo(page);
  await page.clock.advance(5_500);
  expect(seen).toEqual([1]);
  await page.clock.advance(32_000);
  expect(seen).toEqual([1, 2]);
  const polls = page.asked.filter(({ path }) => path === 'read');
  expect(polls.slice(0, 3).map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"1"', '"1"']);
  expect(page.problems).toEqual([]);
});

it('tries the stream again after some minutes of polling', async () => {
  const page = customerPage([() => problem(404, 'not_found'), answering(1), ...Array(19).fill(unchanged)]);
  const { seen } = listenTo(page);
  await page.clock.advance(4 * minutes);
  expect(page.paths().filter((path) => path === 'stream')).toHaveLength(1);
  page.thenAnswer(...Array(8).fill(streaming([event(2)], true)));
  await page.clock.advance(2 * minutes);
  expect(page.paths().filter((path) => path === 'stream').length).toBeGreaterThan(1);
  expect(seen).toEqual([1, 2]);
});

it('goes back to the stream when the hub answers no poll either: it is away, and not its stream', async () => {
  const page = customerPage([() => problem(404, 'not_found'), away, streaming([event(1)], true)]);
  const { seen } = listenTo(page);
  await page.clock.advance(20_000);
  expect(page.paths()).toEqual(['stream', 'read', 'stream']);
  expect(seen).toEqual([1]);
  expect(page.problems).toEqual(['hub_unreachable']);
});

it('polls on for a customer of whom the hub has not heard yet', async () => {
  const page = customerPage([
    () => problem(404, 'not_found'),
    () => problem(404, 'unknown_customer'),
    answering(1),
  ]);
  const { seen } = listenTo(page);
  await page.clock.advance(16_000);
  expect(seen).toEqual([1]);
  expect(page.problems).toEqual([]);
});

it('lets the stream go while the page is hidden, and goes on where it was when it is seen again', async () => {
  const live = stream();
  const page = customerPage([live.respond, streaming([event(2)], true)]);
  const { seen } = listenTo(page);
  await page.clock.advance(0);
  live.write(event(1));
  await page.clock.advance(0);
  page.show(false);
  await page.clock.advance(10 * minutes);
  expect(live.isLeft()).toBe(true);
  expect(page.asked).toHaveLength(1);
  page.show(true);
  await page.clock.advance(0);
  expect(seen).toEqual([1, 2]);
  expect(page.asked[1]?.headers.get('last-event-id')).toBe('1');
  expect(page.problems).toEqual([]);
});

it('begins nothing on a page that is hidden, and does not poll there', async () => {
  const page = customerPage([() => problem(404, 'not_found'), answering(1), answering(2)]);
  page.show(false);
  const { seen } = listenTo(page);
  await page.clock.advance(10 * minutes);
  expect(page.asked).toHaveLength(0);
  page.show(true);
  await page.clock.advance(0);
  expect(seen).toEqual([1]);
  page.show(false);
  await page.clock.advance(4 * minutes);
  expect(page.asked).toHaveLength(2);
  page.show(true);
  await page.clock.advance(0);
  expect(page.asked).toHaveLength(3);
});

it('does not wait out its pause when the page or the network comes back', async () => {
  const page = customerPage([away, away, away, streaming([event(1)], true)]);
  const { seen } = listenTo(page);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await page.clock.advance(0);
    page.show(true);
  }
  await page.clock.advance(0);
  expect(seen).toEqual([1]);
});

it('gives up on a token that is refused, says so, and begins again with another', async () => {
  const page = customerPage([() => problem(401, 'token_expired')]);
  const { seen } = listenTo(page);
  await page.clock.advance(2 * minutes);
  expect(page.problems).toEqual(['hub_refused']);
  expect(page.asked).toHaveLength(1);
  page.thenAnswer(streaming([event(2)], true), answering(2));
  await page.reader.read({ token: tokenOf('userId:c-42', ['self'], 'renewed') });
  await page.clock.advance(1_000);
  expect(seen).toEqual([2]);
});

it('asks a function for another token when one is refused', async () => {
  const made: string[] = [];
  const renewing = () => tokenOf('userId:c-42', ['self'], `${made.push('one more')}`);
  const page = customerPage([() => problem(401, 'token_expired'), streaming([event(1)], true)]);
  const { seen } = listenTo(page, { token: renewing });
  await page.clock.advance(20_000);
  expect(seen).toEqual([1]);
  expect(new Set(page.asked.map(({ headers }) => headers.get('authorization'))).size).toBe(2);
});

it('follows who a function’s token stands for when that is somebody else by now', async () => {
  let who = 'userId:ada';
  const page = customerPage([streaming([event(1)]), streaming([event(2)], true)]);
  const { seen } = listenTo(page, { token: () => tokenOf(who) });
  await page.clock.advance(0);
  who = 'userId:bob';
  await page.clock.advance(40_000);
  page.thenAnswer(streaming([event(3)], true));
  await page.clock.advance(5 * minutes);
  expect(seen.slice(0, 2)).toEqual([1, 2]);
  expect(page.asked.at(-1)?.headers.get('authorization')).toBe(`Bearer ${tokenOf('userId:bob')}`);
  expect(page.asked.at(-1)?.headers.get('last-event-id')).toBeNull();
});

it('survives a listener that throws, at once or later, and one that stops itself', async () => {
  const live = stream();
  const page = customerPage([live.respond]);
  const seen: number[] = [];
  page.reader.follow(
    () => {
      throw new Error('mine');
    },
    { token },
  );
  page.reader.follow((async () => Promise.reject(new Error('mine, later'))) as () => void, { token });
  const stop = page.reader.follow(({ version }) => {
    seen.push(version);
    stop();
  });
  const other = listenTo(page);
  await page.clock.advance(0);
  live.write(event(1));
  await page.clock.advance(0);
  live.write(event(2));
  await page.clock.advance(0);
  expect(seen).toEqual([1]);
  expect(other.seen).toEqual([1, 2]);
  expect(page.problems).toEqual(Array(4).fill('listener_failed'));
});

it('survives events that are no customer', async () => {
  const page = customerPage([
    streaming(['event: customer\ndata: {\n\n', 'event: customer\ndata: 7\n\n', event(1)], true),
  ]);
  const { seen } = listenTo(page);
  await page.clock.advance(1_000);
  expect(seen).toEqual([1]);
  expect(page.problems).toEqual([]);
});

it('stops with reset, for good', async () => {
  const live = stream();
  const page = customerPage([live.respond]);
  const { seen, stop } = listenTo(page);
  await page.clock.advance(0);
  live.write(event(1));
  await page.clock.advance(0);
  page.reader.reset();
  await page.clock.advance(10 * minutes);
  expect(live.isLeft()).toBe(true);
  expect(page.asked).toHaveLength(1);
  expect(page.listeners()).toBe(0);
  stop();
  expect(seen).toEqual([1]);
});

it('begins nothing that was stopped, or reset, before it was loaded', async () => {
  const page = customerPage();
  listenTo(page).stop();
  listenTo(page);
  page.reader.reset();
  await page.clock.advance(minutes);
  expect(page.asked).toHaveLength(0);
});

it('drops what it has when a purpose is withdrawn, and hears from the stream what may be shown still', async () => {
  const live = stream();
  const page = customerPage([live.respond]);
  const { seen } = listenTo(page);
  await page.clock.advance(0);
  live.write(event(1));
  await page.clock.advance(0);
  page.thenAnswer(streaming([event(2)], true));
  page.withdraw('personalization');
  const late = listenTo(page);
  await page.clock.advance(1_000);
  expect(seen).toEqual([1, 2]);
  expect(late.seen).toEqual([2]);
  expect(page.asked[1]?.headers.get('last-event-id')).toBeNull();
});

it('forgets a customer whom the hub does not know any more', async () => {
  const page = customerPage([
    streaming([event(1)]),
    streaming([': waiting\n\n'], true),
    () => problem(404, 'unknown_customer'),
  ]);
  listenTo(page);
  await page.clock.advance(2_000);
  await expect(page.reader.read()).rejects.toMatchObject({ code: 'hub-refused' });
});

it('needs a token, and forgets it with reset', async () => {
  const page = customerPage([answering(1), streaming([], true)]);
  const follow = () => page.reader.follow(() => {});
  expect(follow).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  await page.reader.read({ token });
  follow();
  page.reader.reset();
  expect(follow).toThrow(expect.objectContaining({ code: 'not-signed-in' }));
  expect(() => page.reader.follow(undefined as never, { token })).toThrow(/needs a function/);
});

it('says so where what follows cannot be loaded', async () => {
  const page = customerPage();
  page.beforeLoad(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  listenTo(page);
  await page.clock.advance(0);
  expect(page.problems).toEqual(['hub_unreachable']);
});
