import { expect, it } from 'vitest';
import {
  away,
  customer,
  customerPage,
  hanging,
  problem,
  type Respond,
  tokenOf,
} from '../test/customer-page.ts';

const token = tokenOf('userId:c-42');
const answering =
  (version: number, tag?: string): Respond =>
  () =>
    Response.json(customer(version), { headers: tag ? { etag: `"${tag}"` } : {} });
const unchanged: Respond = () => new Response(null, { status: 304 });

it('reads the customer context with a token, for a purpose', async () => {
  const { reader, asked } = customerPage([answering(7)]);
  expect(await reader.read({ token: 'ct_1', purpose: 'personalization' })).toEqual(customer(7));
  expect(asked[0]?.url).toBe('/rialto/v1/customer?channel=web&purpose=personalization');
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer ct_1');
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
  ['no network', away, 'hub-unreachable', /does not answer/],
  ['a page of a proxy', () => new Response('<html>'), 'hub-unreachable', /not a hub/],
  ['a list', () => Response.json([]), 'hub-unreachable', /not a hub/],
])('rejects kindly: %s', async (_name, respond, code, message) => {
  const { reader } = customerPage([respond]);
  await expect(reader.read({ token })).rejects.toMatchObject({ name: 'RialtoError', code });
  await expect(customerPage([respond]).reader.read({ token })).rejects.toThrow(message);
});

it('rejects kindly where the token cannot be had', async () => {
  const { reader } = customerPage();
  const down = () => Promise.reject(new Error('the shop is down'));
  await expect(reader.read({ token: down })).rejects.toMatchObject({ code: 'hub-unreachable' });
  await expect(reader.read({ token: () => '' })).rejects.toMatchObject({ code: 'not-signed-in' });
  await expect(reader.read({ token: (() => undefined) as never })).rejects.toMatchObject({
    code: 'not-signed-in',
  });
});

it('does not wait for ever', async () => {
  const { reader, clock } = customerPage([hanging]);
  const read = expect(reader.read({ token })).rejects.toMatchObject({ code: 'hub-unreachable' });
  await clock.advance(10_000);
  await read;
});

it('rejects, and tries again at the next call, where what reads cannot be loaded', async () => {
  const { reader, beforeLoad } = customerPage([answering(1)]);
  beforeLoad(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  await expect(reader.read({ token })).rejects.toMatchObject({ code: 'hub-unreachable' });
  expect(await reader.read({ token })).toEqual(customer(1));
});

it('asks once for all who ask at the same time, and gives the token function one call', async () => {
  const { reader, asked } = customerPage([answering(1)]);
  let calls = 0;
  const fetchToken = async () => {
    calls += 1;
    return tokenOf('userId:c-42', ['self'], `${calls}`);
  };
  const all = await Promise.all([1, 2, 3, 4].map(() => reader.read({ token: fetchToken })));
  expect(all).toEqual(Array(4).fill(customer(1)));
  expect([asked.length, calls]).toEqual([1, 1]);
});

it('answers from the tab without asking, in the same task, and without a token too', async () => {
  const { reader, asked } = customerPage([answering(1)]);
  await reader.read({ token, purpose: 'self' });
  const order: string[] = [];
  const nextTask = new Promise<void>((resolve) => {
    setTimeout(() => {
      order.push('next task');
      resolve();
    });
  });
  await Promise.all([
    reader.read({ token, purpose: 'self' }).then(() => order.push('with token')),
    reader.read().then(() => order.push('without')),
    reader.read({ token: () => token, purpose: 'self' }).then(() => order.push('by function')),
  ]);
  await nextTask;
  expect(order.at(-1)).toBe('next task');
  expect(order).toHaveLength(4);
  expect(asked).toHaveLength(1);
});

it('gives what it has after some seconds and asks behind whether it holds still', async () => {
  const { reader, asked, clock } = customerPage([answering(1, 'one'), unchanged, answering(2, 'two')]);
  await reader.read({ token });
  await clock.advance(6_000);
  expect(await reader.read()).toEqual(customer(1));
  await clock.advance(0);
  expect(asked[1]?.headers.get('if-none-match')).toBe('"one"');
  await clock.advance(4_000);
  expect(await reader.read()).toEqual(customer(1));
  expect(asked).toHaveLength(2);
  await clock.advance(6_000);
  expect(await reader.read()).toEqual(customer(1));
  await clock.advance(0);
  expect(await reader.read()).toEqual(customer(2));
  expect(asked).toHaveLength(3);
});

it('asks before it answers where what it has is older than a minute', async () => {
  const { reader, clock } = customerPage([answering(1), answering(2)]);
  await reader.read({ token });
  await clock.advance(61_000);
  expect(await reader.read()).toEqual(customer(2));
});

it('keeps what it has when it cannot be asked behind whether it holds, and tells nobody of it', async () => {
  const { reader, clock, problems } = customerPage([answering(1), away]);
  await reader.read({ token });
  await clock.advance(10_000);
  expect(await reader.read()).toEqual(customer(1));
  await clock.advance(0);
  expect(await reader.read()).toEqual(customer(1));
  expect(problems).toEqual([]);
});

it('forgets what it has when the hub refuses it by now', async () => {
  const { reader, clock } = customerPage([answering(1), () => problem(404, 'unknown_customer')]);
  await reader.read({ token });
  await clock.advance(10_000);
  expect(await reader.read()).toEqual(customer(1));
  await clock.advance(0);
  const next = expect(reader.read()).rejects.toMatchObject({ code: 'hub-unreachable' });
  await clock.advance(10_000);
  await next;
});

it('asks anew for who wants it fresh, also while another asks', async () => {
  const { reader, asked } = customerPage([answering(1), answering(2)]);
  const [first, second] = await Promise.all([reader.read({ token }), reader.read({ token, fresh: true })]);
  expect([first, second]).toEqual([customer(1), customer(2)]);
  expect(asked).toHaveLength(2);
  expect(await reader.read()).toEqual(customer(2));
});

it('lets no older answer overwrite a newer one', async () => {
  const at = (second: number, version: number) =>
    ({ ...customer(version), asOf: `2026-11-22T09:00:0${second}.000Z` }) as const;
  let late: () => void = () => {};
  const { reader } = customerPage([
    () =>
      new Promise((resolve) => {
        late = () => resolve(Response.json(at(1, 1)));
      }),
    () => Response.json(at(2, 2)),
  ]);
  const first = reader.read({ token });
  expect(await reader.read({ token, fresh: true })).toMatchObject({ version: 2 });
  late();
  expect(await first).toMatchObject({ version: 2 });
  expect(await reader.read()).toMatchObject({ version: 2 });
});

it('never lets another customer, purpose or token read what it has', async () => {
  const { reader, asked } = customerPage([1, 2, 3, 4, 5].map((version) => answering(version)));
  const ada = tokenOf('userId:ada', ['self', 'service']);
  expect(await reader.read({ token: ada })).toEqual(customer(1));
  expect(await reader.read({ token: tokenOf('userId:bob', ['self', 'service']) })).toEqual(customer(2));
  expect(await reader.read({ token: ada, purpose: 'service' })).toEqual(customer(3));
  expect(await reader.read({ token: tokenOf('userId:ada', ['self']) })).toEqual(customer(4));
  expect(await reader.read({ token: 'no JWT' })).toEqual(customer(5));
  expect(await reader.read({ token: tokenOf('userId:ada', ['self', 'service'], 'renewed') })).toEqual(
    customer(1),
  );
  expect(asked).toHaveLength(5);
});

it('sees that a token function has become somebody else’s', async () => {
  let who = 'userId:ada';
  const page = customerPage([answering(1), answering(2)]);
  const mine = () => tokenOf(who);
  expect(await page.reader.read({ token: mine })).toEqual(customer(1));
  who = 'userId:bob';
  await page.clock.advance(31_000);
  expect(await page.reader.read({ token: mine })).toEqual(customer(2));
});

it('asks a token function for another where the hub refuses what it gave before', async () => {
  const { reader, asked, clock } = customerPage([
    answering(1),
    () => problem(401, 'token_expired'),
    answering(2),
  ]);
  let made = 0;
  const fetchToken = () => {
    made += 1;
    return tokenOf('userId:c-42', ['self'], `${made}`);
  };
  await reader.read({ token: fetchToken });
  await clock.advance(10_000);
  expect(await reader.read({ fresh: true })).toEqual(customer(2));
  expect(new Set(asked.map(({ headers }) => headers.get('authorization'))).size).toBe(2);
  expect(made).toBe(2);
});

it('gives up within the time that a component waits, and keeps what comes later for the next one', async () => {
  let answerLate: (response: Response) => void = () => {};
  const { reader, clock, asked } = customerPage([
    () =>
      new Promise((resolve) => {
        answerLate = resolve;
      }),
  ]);
  const read = expect(reader.read({ token, within: 300 })).rejects.toMatchObject({
    name: 'RialtoError',
    code: 'hub-unreachable',
    message: expect.stringContaining('300 ms'),
  });
  await clock.advance(300);
  await read;
  answerLate(Response.json(customer(1)));
  await clock.advance(0);
  expect(await reader.read({ within: 0 })).toEqual(customer(1));
  expect(asked).toHaveLength(1);
});

it('gives up within the time also while what reads is loaded still', async () => {
  const { reader, clock, beforeLoad } = customerPage();
  beforeLoad(() => new Promise(() => {}));
  const read = expect(reader.read({ token, within: 300 })).rejects.toMatchObject({ code: 'hub-unreachable' });
  await clock.advance(300);
  await read;
});

it('needs a token', async () => {
  const { reader } = customerPage();
  await expect(reader.read()).rejects.toMatchObject({ code: 'not-signed-in' });
  await expect(reader.read({ within: 10 })).rejects.toMatchObject({ code: 'not-signed-in' });
});

it('forgets customer and token with reset, and gives nobody what was asked before it', async () => {
  let answerLate: (response: Response) => void = () => {};
  const { reader, clock } = customerPage([
    answering(1),
    () =>
      new Promise((resolve) => {
        answerLate = resolve;
      }),
    answering(3),
  ]);
  await reader.read({ token });
  const underWay = expect(reader.read({ fresh: true })).rejects.toMatchObject({ code: 'not-signed-in' });
  await clock.advance(0);
  reader.reset();
  reader.reset();
  answerLate(Response.json(customer(2)));
  await underWay;
  await expect(reader.read()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(await reader.read({ token })).toEqual(customer(3));
});

it('gives nobody what was asked before a reset while what reads was loaded', async () => {
  const { reader, beforeLoad, asked } = customerPage([answering(1)]);
  let loaded: () => void = () => {};
  beforeLoad(
    () =>
      new Promise((resolve) => {
        loaded = resolve;
      }),
  );
  const read = expect(reader.read({ token })).rejects.toMatchObject({ code: 'not-signed-in' });
  reader.reset();
  loaded();
  await read;
  expect(asked).toHaveLength(0);
});

it.each([
  ['another customer context', () => Response.json(customer(2))],
  ['that nothing has changed', () => new Response(null, { status: 304 })],
])('gives nobody what was asked before a purpose was withdrawn: %s', async (_, late) => {
  let answerLate: (response: Response) => void = () => {};
  const page = customerPage([
    answering(1),
    () =>
      new Promise((resolve) => {
        answerLate = resolve;
      }),
    answering(3),
  ]);
  await page.reader.read({ token });
  const underWay = page.reader.read({ fresh: true });
  await page.clock.advance(0);
  page.withdraw('personalization');
  answerLate(late());
  expect(await underWay).toEqual(customer(3));
  expect(await page.reader.read()).toEqual(customer(3));
});

it('keeps nothing in the tab without permission to store', async () => {
  const { reader, tab } = customerPage([answering(1)]);
  await reader.read({ token });
  expect(tab.text).toBeUndefined();
});

it('knows on the next page of the tab what the last one read, but not for long', async () => {
  const tab = { text: undefined, permitted: true };
  await customerPage([answering(1, 'one')], tab).reader.read({ token });
  const next = customerPage([unchanged], tab);
  await next.clock.advance(10_000);
  expect(await next.reader.read({ token: tokenOf('userId:c-42', ['self'], 'of the next page') })).toEqual(
    customer(1),
  );
  await next.clock.advance(0);
  expect(next.asked[0]?.headers.get('if-none-match')).toBe('"one"');
  const later = customerPage([answering(2)], tab);
  await later.clock.advance(120_000);
  expect(await later.reader.read({ token })).toEqual(customer(2));
});

it('reads what the tab has for its own customer and purpose only, and only while storing is permitted', async () => {
  const tab = { text: undefined, permitted: true };
  await customerPage([answering(1)], tab).reader.read({ token });
  expect(
    await customerPage([answering(2)], { ...tab }).reader.read({ token: tokenOf('userId:bob') }),
  ).toEqual(customer(2));
  expect(await customerPage([answering(3)], { ...tab }).reader.read({ token, purpose: 'self' })).toEqual(
    customer(3),
  );
  expect(await customerPage([answering(4)], { ...tab, permitted: false }).reader.read({ token })).toEqual(
    customer(4),
  );
  const withdrawn = customerPage([answering(5)], { ...tab });
  withdrawn.withdraw('marketing');
  expect(await withdrawn.reader.read({ token })).toEqual(customer(5));
});

it('keeps no token in the tab, and nothing for a token that it cannot read', async () => {
  const tab = { text: undefined as string | undefined, permitted: true };
  await customerPage([answering(1)], tab).reader.read({ token });
  expect(tab.text).toContain('"version":1');
  expect(tab.text).not.toContain(token.split('.')[1]);
  expect(tab.text).not.toContain('signature');
  tab.text = undefined;
  await customerPage([answering(1)], tab).reader.read({ token: 'opaque' });
  expect(tab.text ?? '').not.toContain('"version":1');
});

it.each(['garbage', 'null', '[]', '{"a":1}', '{"__proto__":{"customer":{}}}'])(
  'survives a tab that holds %j',
  async (text) => {
    const { reader } = customerPage([answering(1)], { text, permitted: true });
    expect(await reader.read({ token })).toEqual(customer(1));
  },
);

it('clears the tab with reset, also on a page that has read nobody', async () => {
  const tab = { text: undefined as string | undefined, permitted: true };
  await customerPage([answering(1)], tab).reader.read({ token });
  customerPage([], tab).reader.reset();
  expect(tab.text).toBeUndefined();
  const page = customerPage([answering(1)], tab);
  await page.reader.read({ token });
  page.withdraw('marketing');
  expect(tab.text).toBeUndefined();
});

it('listens to nothing any more after reset', async () => {
  const page = customerPage([answering(1)]);
  await page.reader.read({ token });
  expect(page.listeners()).toBeGreaterThan(0);
  page.reader.reset();
  await page.clock.advance(0);
  expect(page.listeners()).toBe(0);
});

it('asks with what can be renewed, and not with a text that came later', async () => {
  const { reader, asked, clock } = customerPage([answering(1), answering(2)]);
  const renewing = () => tokenOf('userId:c-42', ['self'], `${clock.now()}`);
  await reader.read({ token: renewing });
  await clock.advance(40_000);
  await reader.read({ token: tokenOf('userId:c-42', ['self'], 'a text'), fresh: true });
  expect(asked[1]?.headers.get('authorization')).toBe(`Bearer ${renewing()}`);
});
