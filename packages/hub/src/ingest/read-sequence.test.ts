import { expect, it } from 'vitest';
import { readSequence } from './read-sequence.ts';

const queue = 'q_0123456789abcdef';

it.each([1, 17, 2 ** 32, Number.MAX_SAFE_INTEGER])('takes number %d', (number) => {
  expect(readSequence({ queue, number })).toEqual({ sequence: { queue, number }, issues: [] });
});

it('takes the two fields and nothing beside them', () => {
  expect(readSequence({ queue, number: 1, customer: 'ada@example.com' }).sequence).toEqual({
    queue,
    number: 1,
  });
});

it.each([[undefined], [null]])('finds nothing wrong with a message that has none (%s)', (value) => {
  expect(readSequence(value)).toEqual({ issues: [] });
});

it.each([
  ['a text', queue, 'sequence.queue'],
  ['a number', 17, 'sequence.queue'],
  ['a list', [queue, 17], 'sequence.queue'],
  ['true', true, 'sequence.queue'],
  ['nothing in it', {}, 'sequence.queue'],
  ['a queue that is a number', { queue: 1, number: 1 }, 'sequence.queue'],
  ['a queue of words', { queue: 'ada@example.com', number: 1 }, 'sequence.queue'],
  ['a queue in capitals', { queue: 'q_0123456789ABCDEF', number: 1 }, 'sequence.queue'],
  ['a queue that is too long', { queue: `${queue}0`, number: 1 }, 'sequence.queue'],
  ['a queue with a line break', { queue: `${queue}\n`, number: 1 }, 'sequence.queue'],
  ['no number', { queue }, 'sequence.number'],
  ['number 0', { queue, number: 0 }, 'sequence.number'],
  ['number -1', { queue, number: -1 }, 'sequence.number'],
  ['number 1.5', { queue, number: 1.5 }, 'sequence.number'],
  ['number 2^53', { queue, number: 2 ** 53 }, 'sequence.number'],
  ['a huge number', { queue, number: 1e300 }, 'sequence.number'],
  ['a number that is none', { queue, number: Number.NaN }, 'sequence.number'],
  ['a number without an end', { queue, number: Number.POSITIVE_INFINITY }, 'sequence.number'],
  ['a number as a text', { queue, number: '17' }, 'sequence.number'],
])('leaves out %s, says so, and repeats nothing of it', (_, value, path) => {
  const { sequence, issues } = readSequence(value);
  expect(sequence).toBeUndefined();
  expect(issues).toMatchObject([{ path, message: expect.stringMatching(/^expected .*; left out$/) }]);
  expect(JSON.stringify(issues)).not.toContain('ada');
});
