import { manualClock } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { record } from '../test/capture-log.ts';
import { createCaptureBoard } from './capture-board.ts';

/** A capture that records its begin and its options. */
const maker = (name: string) => (options?: unknown) => {
  if (options === 'wrong') throw new Error(`${name}: that is wrong`);
  return (target: { track(event: string, properties?: object): void }) => {
    target.track(name, options as object);
    return () => target.track(`${name} stopped`);
  };
};

function stage() {
  const said: string[] = [];
  const clock = manualClock();
  const board = createCaptureBoard({
    here: { pageViews: maker('pageViews') },
    elsewhere: ['links', 'errors'],
    clock,
    say: (problem) => said.push(problem),
  });
  return { said, clock, board };
}

const circle: unknown[] = [];
circle.push([circle]);

describe('captures by name', () => {
  it('are made in their order, with their options; a function is taken as it is', () => {
    const { board, said } = stage();
    const own = maker('own')();
    const log = record(board.read(['pageViews', ['pageViews', { a: 1 }], own]));
    expect(log.events).toEqual([
      ['pageViews', undefined],
      ['pageViews', { a: 1 }],
      ['own', undefined],
    ]);
    expect(said).toEqual([]);
  });

  it.each([
    [
      'pageView',
      'There is no capture "pageView". Use: pageViews, links, errors; with options as ["name", { … }].',
    ],
    ['constructor', expect.stringContaining('"constructor"')],
    [7, expect.stringContaining('capture 7.')],
    [null, expect.stringContaining('capture object.')],
    [circle, expect.stringContaining('capture object.')],
    [[], expect.stringContaining('There is no capture undefined.')],
    [['pageViews', 'wrong'], 'pageViews: that is wrong'],
  ])('says what is misspelt and goes on with the others: %o', (odd, problem) => {
    const { board, said } = stage();
    expect(record(board.read([odd, 'pageViews'])).events).toEqual([['pageViews', undefined]]);
    expect(said).toEqual([problem]);
  });

  it('need no list, and say so where there is something else', () => {
    const { board, said } = stage();
    expect(board.read(undefined)).toEqual([]);
    expect(board.read('pageViews')).toEqual([]);
    expect(said).toEqual(['capture must be a list, such as ["pageViews", ["links", { … }]].']);
  });

  it('of the other script begin when it comes, and stop like the others', async () => {
    const { board, said, clock } = stage();
    const log = record(board.read([['links', { ownHosts: [] }], 'pageViews', 'errors']));
    board.add({ links: maker('links'), notes: 'no function' });
    await clock.advance(60_000);
    expect(log.events).toEqual([
      ['pageViews', undefined],
      ['links', { ownHosts: [] }],
    ]);
    expect(said).toEqual(['"errors" is in rialto-captures.global.js; add that script to the page.']);
    log.stop();
    board.add({ errors: maker('errors') });
    expect(log.events.slice(2)).toEqual([
      ['links stopped', undefined],
      ['pageViews stopped', undefined],
    ]);
  });

  it('of the other script that say no to their options are said when it comes', () => {
    const { board, said } = stage();
    const log = record(board.read([['links', 'wrong']]));
    board.add({ links: maker('links') });
    board.add('nothing');
    log.stop();
    expect(said).toEqual(['links: that is wrong']);
  });

  it('are made at once where the other script was first', () => {
    const { board } = stage();
    board.add({ links: maker('links') });
    expect(record(board.read(['links'])).events).toEqual([['links', undefined]]);
  });
});
