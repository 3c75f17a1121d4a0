import type { Identifier } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';

const start = 1_700_000_000_000;

/** A prepared event for tests: a necessary one, so that no consent is needed, of nobody unless it says so. */
export const testEvent = (messageId: string, change: Partial<PreparedEvent> = {}): PreparedEvent => ({
  source: 'till',
  messageId,
  type: 'track',
  name: 'Receipt Issued',
  happenedAt: start,
  receivedAt: start,
  channel: 'store',
  direction: 'inbound',
  interaction: true,
  purposes: ['necessary'],
  trusted: true,
  identifiers: [],
  shared: false,
  training: false,
  properties: {},
  traits: {},
  ...change,
});

/** An event of a person, by `kind:value`; with two or more it joins them. */
export const eventOf = (
  messageId: string,
  people: readonly string[],
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  testEvent(messageId, { identifiers: people.map(identifier), stamp: { linking: true }, ...change });

/** A sale of a person. */
export const saleOf = (
  messageId: string,
  people: readonly string[],
  amount: string,
  currency = 'GBP',
): PreparedEvent =>
  eventOf(messageId, people, {
    name: 'Sale Completed',
    amount,
    currency,
    properties: { receipt_number: messageId, products: [{ product_id: `p-${messageId}`, quantity: 1 }] },
  });

/** A decision of a person: cells by key, `marketing@email`. */
export const consentOf = (
  messageId: string,
  people: readonly string[],
  cells: Readonly<Record<string, string>>,
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  eventOf(messageId, people, {
    ...change,
    name: 'Consent Recorded',
    interaction: false,
    properties: {
      cells: Object.entries(cells).map(([key, state]) => {
        const [purpose = '', channel] = key.split('@');
        return channel === undefined ? { purpose, state } : { purpose, channel, state };
      }),
      ...change.properties,
    },
  });

/** `loyalty_card:42` → kind and value. */
export function identifier(text: string): Identifier {
  const [kind = '', ...value] = text.split(':');
  return { kind, value: value.join(':') };
}
