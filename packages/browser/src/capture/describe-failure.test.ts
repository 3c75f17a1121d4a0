import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';

const at = (filename: string) => ({ filename, lineno: 3, colno: 9 });
const thrown = (stack: string, message = 'no ada@example.org') =>
  Object.assign(new TypeError(message), { stack });

describe('a failure', () => {
  it('has its kind and its place, and neither message nor query', () => {
    expect(
      describeFailure(new TypeError('no ada@example.org'), at('https://shop.example/a.js?user=ada#x')),
    ).toEqual({ name: 'TypeError', file: 'https://shop.example/a.js', line: 3, column: 9 });
  });

  it.each([
    [
      'Chromium',
      'TypeError: no ada@example.org\n    at pay (https://shop.example/pay.js?u=ada:12:34)\n    at https://shop.example/b.js:1:1',
    ],
    [
      'Chromium, without a function',
      'TypeError: no ada@example.org\n    at https://shop.example/pay.js:12:34',
    ],
    ['Firefox and Safari', 'pay@https://shop.example/pay.js:12:34\n@https://shop.example/b.js:1:1'],
  ])('finds its place in a stack of %s', (_, stack) => {
    expect(describeFailure(thrown(stack))).toEqual({
      name: 'TypeError',
      file: 'https://shop.example/pay.js',
      line: 12,
      column: 34,
    });
  });

  it('takes no place out of its message', () => {
    const message = 'see\n    at https://shop.example/customers/ada:1:2';
    expect(describeFailure(thrown(`TypeError: ${message}`, message))).toEqual({ name: 'TypeError' });
  });

  it.each([
    ['text', 'ada@example.org', 'string'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'object'],
    ['a number', 42, 'number'],
    ['an object', { message: 'ada' }, 'object'],
    [
      'a name that is a sentence',
      Object.assign(new Error('x'), { name: 'Order of ada@example.org' }),
      'Error',
    ],
    ['a name that is no text', Object.assign(new Error('x'), { name: 7 }), 'Error'],
    ['a DOMException', new DOMException('x', 'QuotaExceededError'), 'QuotaExceededError'],
  ])('names %s by its type', (_, value, name) => {
    expect(describeFailure(value, at('https://shop.example/a.js')).name).toBe(name);
  });

  it.each([
    '',
    'not an address',
    'blob:https://shop.example/1',
    'data:text/javascript,ada',
    'file:///home/ada/x.js',
  ])('has no place by %s', (filename) => {
    expect(describeFailure('x', at(filename))).toEqual({ name: 'string' });
  });

  it('survives what throws when it is looked at', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('trapped');
        },
      },
    );
    expect(describeFailure(trap)).toEqual({ name: 'object' });
  });
});
