import type { Message } from '@rialto/core';
import { expect, it } from 'vitest';
import { changeOf } from './customer-changes.ts';

const message = (fields: object): Message => ({ type: 'track', messageId: 'm-1', ...fields }) as Message;

it.each(['Consent Recorded', 'Opt-Out Received', 'Offer Accepted', 'Offer Declined', 'Offer Dismissed'])(
  'is strict for %s',
  (event) => {
    const externalIds = [{ id: '4711', type: 'loyalty_card', collection: 'users', encoding: 'none' }];
    expect(
      changeOf(message({ event, userId: 'c-42', anonymousId: 'd-1', context: { externalIds } })),
    ).toEqual({
      people: [
        { kind: 'userId', value: 'c-42' },
        { kind: 'anonymousId', value: 'd-1' },
        { kind: 'loyalty_card', value: '4711' },
      ],
      strict: true,
    });
  },
);

it('is less so for what is told of a person', () => {
  expect(changeOf(message({ type: 'identify', userId: 'c-42' }))).toMatchObject({ strict: false });
  expect(changeOf(message({ type: 'alias', userId: 'c-42', previousId: 'd-1' }))?.people).toEqual([
    { kind: 'userId', value: 'c-42' },
    { kind: 'userId', value: 'd-1' },
    { kind: 'anonymousId', value: 'd-1' },
  ]);
});

it.each<[string, object]>([
  ['a sale', { event: 'Sale Completed', userId: 'c-42' }],
  ['a page view', { type: 'page', userId: 'c-42' }],
  ['an event of nobody', { event: 'Offer Declined' }],
  ['ids that are none', { event: 'Offer Declined', userId: 7, context: { externalIds: [null, 1, {}] } }],
  ['an event without a name', { userId: 'c-42' }],
])('is nothing for %s', (_what, fields) => {
  expect(changeOf(message(fields))).toBeUndefined();
});
