import { describe, expect, it } from 'vitest';
import type { SendResult } from '../ports/transport.ts';
import { classifyAnswer } from './classify-answer.ts';

const accepted = { messageId: 'a', status: 'accepted' };
const problem = { type: 'about:blank', title: 'Unreadable', status: 400, code: 'unreadable' };

describe('an answer', () => {
  it.each<[string, number, string | null, unknown, SendResult]>([
    [
      'with results',
      200,
      null,
      { results: [accepted] },
      { outcome: 'answered', results: [{ messageId: 'a', status: 'accepted' }] },
    ],
    [
      'with results of which some cannot be read',
      200,
      null,
      {
        results: [
          accepted,
          null,
          7,
          {},
          { messageId: 5, status: 'accepted' },
          { messageId: 'b' },
          { messageId: 'c', status: 'lost' },
        ],
      },
      { outcome: 'answered', results: [{ messageId: 'a', status: 'accepted' }] },
    ],
    ['with no results', 200, null, { results: [] }, { outcome: 'answered', results: [] }],
    ['of a captive portal', 200, null, undefined, { outcome: 'retry', reason: 'not_a_hub' }],
    ['of another service', 200, null, { success: true }, { outcome: 'retry', reason: 'not_a_hub' }],
    ['that is null', 200, null, null, { outcome: 'retry', reason: 'not_a_hub' }],
    ['whose results are no list', 200, null, { results: 'all' }, { outcome: 'retry', reason: 'not_a_hub' }],
    ['that it was too large', 413, null, undefined, { outcome: 'split', reason: 'too_large' }],
    ['of a hub that it could not be read', 400, null, problem, { outcome: 'split', reason: 'unreadable' }],
    [
      'of a proxy that it was a bad request',
      400,
      null,
      undefined,
      { outcome: 'retry', reason: 'status_400', retryAfter: undefined },
    ],
    ['that the key is wrong', 401, null, problem, { outcome: 'refused', reason: 'status_401' }],
    ['that the key may not', 403, null, problem, { outcome: 'refused', reason: 'status_403' }],
    ['that it is busy', 503, '2', problem, { outcome: 'retry', reason: 'status_503', retryAfter: 2_000 }],
    [
      'that there was too much',
      429,
      '60',
      undefined,
      { outcome: 'retry', reason: 'status_429', retryAfter: 60_000 },
    ],
    [
      'of an empty success',
      204,
      null,
      undefined,
      { outcome: 'retry', reason: 'status_204', retryAfter: undefined },
    ],
    [
      'that it was moved',
      301,
      null,
      undefined,
      { outcome: 'retry', reason: 'status_301', retryAfter: undefined },
    ],
    [
      'that there is nothing here',
      404,
      null,
      undefined,
      { outcome: 'retry', reason: 'status_404', retryAfter: undefined },
    ],
    [
      'that it is gone',
      410,
      null,
      undefined,
      { outcome: 'retry', reason: 'status_410', retryAfter: undefined },
    ],
    [
      'of a server that fell over',
      500,
      null,
      undefined,
      { outcome: 'retry', reason: 'status_500', retryAfter: undefined },
    ],
  ])('Q2: %s (%i)', (_, status, retryAfter, body, expected) => {
    expect(classifyAnswer({ status, retryAfter, body }, 0)).toEqual(expected);
  });
});
