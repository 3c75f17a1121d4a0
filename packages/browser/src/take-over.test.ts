import { describe, expect, it, vi } from 'vitest';
import type { Stub, StubCall } from './snippet.ts';
import { takeOver } from './take-over.ts';
import type { TrackerOptions } from './tracker-options.ts';
import type { Tracker } from './tracker-types.ts';

const needed = { endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web' };
const gate = { decide: () => ({ verdict: 'hold', reason: 'undecided' }) as const, on: () => () => {} };

/** A tracker that notes what it is told to do. */
function stage(noted: readonly (readonly unknown[])[] = []) {
  const told: unknown[][] = [];
  const said: string[] = [];
  const made: TrackerOptions[] = [];
  const stops: string[] = [];
  const makers: unknown[] = [];
  const note =
    (verb: string, result?: unknown) =>
    (...args: unknown[]) => {
      told.push([verb, ...args]);
      return result;
    };
  const tracker = {
    track: note('track', 'a receipt'),
    page: note('page'),
    identify: note('identify'),
    flush: note('flush', Promise.resolve('a report')),
    on: (name: string) => {
      if (name === 'nonsense') throw new Error('There is no such announcement.');
      told.push(['on', name]);
      return () => stops.push(name);
    },
  } as unknown as Tracker;
  const stub = noted.map((call) => [...call]) as StubCall[] as Stub;
  const begin = () =>
    takeOver(stub, {
      createTracker(options) {
        if (!options.endpoint) throw new Error('endpoint is missing');
        made.push(options);
        return tracker;
      },
      captures: { add: (more) => void makers.push(more), read: () => [] },
      consent: () => gate,
      say: (problem) => said.push(problem),
    });
  return { stub, begin, told, said, made, stops, makers };
}

describe('the script tag', () => {
  it('waits for create, and replays in order with the times of the calls', () => {
    const { stub, begin, told } = stage([
      ['track', 'Cart Viewed', {}],
      ['page'],
      ['track', 'Cart Viewed', {}, { timestamp: 7 }],
    ]);
    for (const call of stub) call.time = 1_700_000_000_000;
    begin();
    expect(told).toEqual([]);
    stub.push(['create', needed]);
    expect(told).toEqual([
      ['track', 'Cart Viewed', {}, { timestamp: 1_700_000_000_000 }],
      ['page', undefined, undefined, { timestamp: 1_700_000_000_000 }],
      ['track', 'Cart Viewed', {}, { timestamp: 7 }],
    ]);
  });

  it('gives the page the tracker under the same name, and makes one alone', () => {
    const { stub, begin, made, said } = stage([['create', needed]]);
    begin();
    expect((stub as unknown as Tracker).track('Cart Viewed')).toBe('a receipt');
    stub.push(['create', needed]);
    expect(made).toHaveLength(1);
    expect(said).toEqual(['create was called twice; the first one counts.']);
  });

  it('asks the consent manager of its own script unless the page names a gate', () => {
    const theirs = { ...gate };
    const [one, other] = [stage([['create', needed]]), stage([['create', { ...needed, consent: theirs }]])];
    one.begin();
    other.begin();
    expect(one.made[0]?.consent).toBe(gate);
    expect(other.made[0]?.consent).toBe(theirs);
  });

  it('says what is wrong with the options instead of throwing it, and takes better ones later', () => {
    const { stub, begin, told, said } = stage([['page'], ['create', {}], ['create']]);
    begin();
    expect(said).toEqual(['endpoint is missing', expect.any(String)]);
    stub.push(['create', needed]);
    expect(told).toHaveLength(1);
  });

  it('says what cannot be done, and goes on', () => {
    const { begin, told, said } = stage([
      ['create', needed],
      ['trakc', 'X'],
      ['on', 'nonsense'],
      ['constructor'],
      [Object.create(null)],
      ['page'],
    ]);
    begin();
    expect(said).toEqual([
      'There is no trakc().',
      'There is no such announcement.',
      'There is no constructor().',
      'There is no object().',
    ]);
    expect(told).toEqual([['page']]);
  });

  it.each([[undefined], ['text'], [7], [{}]])('leaves alone what is no call: %j', (odd) => {
    const { stub, begin, told } = stage([['create', needed]]);
    begin();
    stub.push(odd as unknown as StubCall);
    expect(told).toEqual([]);
  });

  it('keeps the promises of the stub, and its ways to stop listening', async () => {
    const { stub, begin, told, stops } = stage([
      ['flush'],
      ['on', 'dropped'],
      ['on', 'delivered'],
      ['create', needed],
    ]);
    const answered = new Promise((done) => Object.assign(stub[0] as StubCall, { done }));
    Object.assign(stub[1] as StubCall, { off: true });
    const delivered = stub[2] as StubCall;
    begin();
    expect(await answered).toBe('a report');
    expect(told).toEqual([['flush'], ['on', 'delivered']]);
    delivered.stop?.();
    expect(stops).toEqual(['delivered']);
  });

  it('lets who was given a promise hear of a mistake', async () => {
    const { stub, begin, said } = stage([
      ['on', 'nonsense'],
      ['create', needed],
    ]);
    const answered = new Promise((done) => Object.assign(stub[0] as StubCall, { done }));
    begin();
    await expect(answered).rejects.toThrow('There is no such announcement.');
    expect(said).toEqual([]);
  });

  it('happens once, however often its script is in the page', () => {
    const { stub, begin, told } = stage([['create', needed]]);
    begin();
    begin();
    stub.push(['page']);
    expect(told).toEqual([['page']]);
  });

  it('takes other captures before it makes the tracker, wherever they stand in the list', () => {
    const { begin, makers } = stage([
      ['create', needed],
      ['captures', { links: 1 }],
    ]);
    begin();
    expect(makers).toEqual([{ links: 1 }]);
  });

  it('keeps as many calls as the stub, and announces each that it had to let go', () => {
    const dropped = vi.fn();
    const { stub, begin, told, said } = stage([['on', 'dropped', dropped]]);
    stub.lost = 1;
    begin();
    for (let n = 0; n < 501; n += 1) stub.push(['page']);
    stub.push(['create', needed]);
    expect(told).toHaveLength(500);
    expect(said).toEqual(['3 calls were let go: more than 500 came before the tracker.']);
    expect(dropped.mock.calls).toEqual(Array(3).fill([{ messageId: '', reason: 'stub_full' }]));
  });
});
