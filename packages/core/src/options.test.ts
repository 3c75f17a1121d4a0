import { describe, expect, it } from 'vitest';
import {
  checkListener,
  checkName,
  checkOptions,
  isRecord,
  isText,
  type OptionRule,
  show,
} from './options.ts';

const rules: Readonly<Record<string, OptionRule>> = {
  endpoint: ['a path', isText, 'needed'],
  writeKey: ['a write key', (value) => value === 'wk_1'],
  queue: ['an object', isRecord],
};
const check = (given: unknown) => () => checkOptions('createThing', given, rules);

describe('options', () => {
  it.each([
    [{ endpoint: '/x' }],
    [{ endpoint: '/x', writeKey: 'wk_1', queue: {} }],
    [{ endpoint: '/x', writeKey: undefined }],
  ])('may be %j', (given) => {
    expect(check(given)).not.toThrow();
  });

  it.each([
    [undefined, 'createThing takes an object of options; got undefined.'],
    [[], 'createThing takes an object of options; got [].'],
    [{ endpoint: '/x', endPoint: '/x' }, 'Unknown option "endPoint". Use one of: endpoint, writeKey, queue.'],
    [{ endpoint: '/x', toString: 1 }, 'Unknown option "toString". Use one of: endpoint, writeKey, queue.'],
    [{}, 'createThing: endpoint must be a path; got undefined.'],
    [{ endpoint: ' ' }, 'createThing: endpoint must be a path; got " ".'],
    [{ endpoint: '/x', queue: [1] }, 'createThing: queue must be an object; got [1].'],
    [{ endpoint: '/x', writeKey: 'sk_secret' }, 'createThing: writeKey must be a write key; got string.'],
  ])('may not be %j', (given, message) => {
    expect(check(given)).toThrow(expect.objectContaining({ code: 'invalid-option', message }));
  });
});

it('names and listeners are checked when they are given', () => {
  expect(() => checkName('event', 'chnage', ['change', 'record'])).toThrow(
    'Unknown event "chnage". Use one of: change, record.',
  );
  expect(() => checkName('event', 'change', ['change'])).not.toThrow();
  expect(() => checkListener("on('change')", { handle: 1 })).toThrow(
    `on('change') needs a function; got {"handle":1}.`,
  );
});

it.each([
  [undefined, 'undefined'],
  ['a', '"a"'],
  [Symbol('s'), 'Symbol(s)'],
  [1n, 'bigint'],
])('%s is shown in words', (value, words) => {
  expect(show(value)).toBe(words);
});
