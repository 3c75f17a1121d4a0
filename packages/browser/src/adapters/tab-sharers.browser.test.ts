// Tabs of one origin: frames of one page share its locks and its channels as tabs do, and die when they are removed.
import type { SharerNews } from '@rialto/core/delivery';
import { manualClock } from '@rialto/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { browserClock } from './browser-clock.ts';
import { createTabSharers, type TabSharers } from './tab-sharers.ts';

type Source = typeof import('./tab-sharers.ts');

const opened: TabSharers[] = [];
const frames: HTMLIFrameElement[] = [];
afterEach(() => {
  for (const sharers of opened.splice(0)) sharers.close();
  for (const frame of frames.splice(0)) frame.remove();
});

function open(clock = browserClock): TabSharers {
  const sharers = createTabSharers(clock);
  opened.push(sharers);
  return sharers;
}

/** Another tab, with its own realm and its own copy of the code. */
async function openTab(): Promise<{ sharers: TabSharers; kill(): void }> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  frames.push(frame);
  const realm = frame.contentWindow as unknown as { eval(code: string): (url: string) => Promise<Source> };
  const load = realm.eval('(url) => import(url)');
  const source = await load(new URL('./tab-sharers.ts', import.meta.url).href);
  return { sharers: source.createTabSharers(browserClock), kill: () => frame.remove() };
}

/** Work that begins, and ends when it is told to. */
function longWork() {
  let end: () => void = () => {};
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    begun,
    end: () => end(),
    async work() {
      begin();
      await ended;
      return 'done';
    },
  };
}
const holders = async () =>
  (await navigator.locks.query()).held?.filter(({ name }) => name === 'rialto:send').length;
const leave = () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
const comeBack = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));

describe('turns', () => {
  it('L13: are taken one after the other, whichever tab asks', async () => {
    const [here, there] = [open(), (await openTab()).sharers];
    const first = longWork();
    const order: string[] = [];
    const one = there.inTurn(first.work);
    await first.begun;
    const two = here.inTurn(async () => order.push('second'));
    order.push('first');
    first.end();
    expect(await one).toBe('done');
    await two;
    expect(order).toEqual(['first', 'second']);
  });

  it('reject with what the work rejects with, and the next goes on', async () => {
    const sharers = open();
    await expect(sharers.inTurn(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await expect(
      sharers.inTurn(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    expect(await sharers.inTurn(async () => 'next')).toBe('next');
  });

  it('L13: are over when the tab dies in the middle of its own', async () => {
    const here = open();
    const there = await openTab();
    const first = longWork();
    void there.sharers.inTurn(first.work);
    await first.begun;
    const next = here.inTurn(async () => 'taken over');
    there.kill();
    expect(await next).toBe('taken over');
  });

  it('L12, L13: are given up when the page is left, so that it may be kept, and taken again when it is back', async () => {
    const [here, there] = [open(), (await openTab()).sharers];
    const first = longWork();
    const mine = here.inTurn(first.work);
    await first.begun;
    const theirs = there.inTurn(async () => 'taken over');
    leave();
    expect(await theirs).toBe('taken over');
    await expect.poll(holders).toBe(0);
    comeBack();
    first.end();
    expect(await mine).toBe('done');
    const again = longWork();
    const later = here.inTurn(again.work);
    await again.begun;
    expect(await holders()).toBe(1);
    again.end();
    await later;
  });

  it('that are waited for when the page is left are not waited for any more', async () => {
    const [here, there] = [open(), (await openTab()).sharers];
    const first = longWork();
    void there.inTurn(first.work);
    await first.begun;
    const waiting = here.inTurn(async () => 'done');
    leave();
    expect(await waiting).toBe('done');
    expect((await navigator.locks.query()).pending).toEqual([]);
    first.end();
  });

  it('L13: are not waited for longer than 30 seconds: the tab that has it may be frozen', async () => {
    const clock = manualClock();
    const [here, there] = [open(clock), (await openTab()).sharers];
    const first = longWork();
    void there.inTurn(first.work);
    await first.begun;
    let done = false;
    const waiting = here.inTurn(async () => {
      done = true;
    });
    await clock.advance(29_999);
    expect(done).toBe(false);
    await clock.advance(1);
    await waiting;
    first.end();
  });

  it.each([
    ['there is no lock manager, as without https', undefined],
    ['it throws', { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }],
    [
      'it throws at once',
      {
        request: () => {
          throw new DOMException('no', 'InvalidStateError');
        },
      },
    ],
  ])('L13: are done all the same where %s', async (_, locks) => {
    Object.defineProperty(navigator, 'locks', { configurable: true, get: () => locks });
    try {
      let times = 0;
      await open().inTurn(async () => {
        times += 1;
      });
      expect(times).toBe(1);
    } finally {
      Reflect.deleteProperty(navigator, 'locks');
    }
  });
});

describe('news', () => {
  const next = (sharers: TabSharers): Promise<SharerNews> =>
    new Promise((resolve) => {
      const stop = sharers.listen((news) => {
        stop();
        resolve(news);
      });
    });

  it.each<SharerNews>([
    { kind: 'added', count: 3, bytes: 900 },
    { kind: 'settled', outcomes: [['a', { messageId: 'a', status: 'accepted' }]] },
    { kind: 'settled', outcomes: [['b', 'refused:analytics']] },
    { kind: 'waiting', delay: 1_000, ordered: true },
    { kind: 'taken', messageIds: ['a', 'b'] },
  ])('of $kind reach the other tabs', async (news) => {
    const [here, there] = [open(), (await openTab()).sharers];
    const heard = next(there);
    here.tell(news);
    expect(await heard).toEqual(news);
  });

  it('do not come back to who told them', async () => {
    const [here, there] = [open(), (await openTab()).sharers];
    const own: SharerNews[] = [];
    here.listen((news) => own.push(news));
    const heard = next(there);
    here.tell({ kind: 'added', count: 1, bytes: 9 });
    await heard;
    const answer = next(here);
    there.tell({ kind: 'added', count: 2, bytes: 9 });
    await answer;
    expect(own).toEqual([{ kind: 'added', count: 2, bytes: 9 }]);
  });

  it('L14: that are garbage are not heard', async () => {
    const sharers = open();
    const channel = new BroadcastChannel('rialto');
    const garbage: readonly unknown[] = [
      undefined,
      null,
      0,
      'added',
      [],
      {},
      { kind: 'other' },
      { kind: 'added' },
      { kind: 'added', count: -1, bytes: 9 },
      { kind: 'added', count: 1 },
      { kind: 'added', count: 1, bytes: Number.POSITIVE_INFINITY },
      { kind: 'added', count: 1, bytes: -1 },
      { kind: 'taken' },
      { kind: 'taken', messageIds: [1] },
      { kind: 'added', count: Number.NaN },
      { kind: 'added', count: '3' },
      { kind: 'settled' },
      { kind: 'settled', outcomes: [null] },
      { kind: 'settled', outcomes: [['a', null]] },
      { kind: 'settled', outcomes: [['a', {}]] },
      { kind: 'waiting', delay: Number.POSITIVE_INFINITY, ordered: true },
      { kind: 'waiting', delay: 1e12, ordered: true },
      { kind: 'waiting', delay: -1, ordered: true },
    ];
    const heard = next(sharers);
    for (const one of garbage) channel.postMessage(one);
    channel.postMessage({ kind: 'added', count: 7, bytes: 9 });
    expect(await heard).toEqual({ kind: 'added', count: 7, bytes: 9 });
    channel.close();
  });

  it('are told to nobody, and without harm, while the page is away, after a close, and where there is no channel', async () => {
    const sharers = open();
    leave();
    sharers.tell({ kind: 'added', count: 1, bytes: 9 });
    comeBack();
    sharers.tell({ kind: 'added', count: () => {} } as unknown as SharerNews);
    sharers.close();
    sharers.tell({ kind: 'added', count: 1, bytes: 9 });
    const { BroadcastChannel: original } = globalThis;
    Reflect.deleteProperty(globalThis, 'BroadcastChannel');
    try {
      const alone = open();
      alone.tell({ kind: 'added', count: 1, bytes: 9 });
      expect(await alone.inTurn(async () => 'done')).toBe('done');
    } finally {
      globalThis.BroadcastChannel = original;
    }
  });
});
