import fc from 'fast-check';
import { expect, it } from 'vitest';
import { consentOf } from '../store/test-events.ts';
import { chainRecord, headOf } from './chain-record.ts';
import { hashRecord } from './hash-record.ts';
import type { ChainedRecord } from './proof-record.ts';
import { verifyChain } from './verify-chain.ts';

function chainOf(length: number, chain = 'p_1'): ChainedRecord[] {
  const records: ChainedRecord[] = [];
  for (let at = 0; at < length; at += 1) {
    const last = records.at(-1);
    const event = consentOf(`m${at}`, ['userId:ada'], { analytics: at % 2 === 0 ? 'granted' : 'denied' });
    const record = chainRecord(event, chain, last && headOf(last));
    if (record) records.push(record);
  }
  return records;
}
const endOf = (records: readonly ChainedRecord[]) => {
  const last = records.at(-1);
  return last && headOf(last);
};

it('R2: finds nothing in a whole chain, an empty one included', () => {
  for (const length of [0, 1, 2, 20]) {
    const records = chainOf(length);
    expect(verifyChain('p_1', records, endOf(records))).toEqual([]);
  }
});

const whole = chainOf(6);
const change = (at: number, field: Partial<ChainedRecord>): ChainedRecord[] =>
  whole.map((record, index) => (index === at ? { ...record, ...field } : record));
const swapped = whole.with(1, { ...whole[2], number: 2 } as ChainedRecord).with(2, {
  ...whole[1],
  number: 3,
} as ChainedRecord);

it.each<[string, readonly ChainedRecord[], readonly [number, string][]]>([
  ['a changed hash', change(2, { hash: `sha256:${'0'.repeat(64)}` }), [[3, 'changed']]],
  ['a changed hash before', change(2, { previous: '' }), [[3, 'changed']]],
  ['a body that is no JSON', change(2, { body: '{' }), [[3, 'changed']]],
  ['a body that is none of ours', change(2, { body: '{"chain":"p_1"}' }), [[3, 'changed']]],
  ['a record that is missing', whole.toSpliced(2, 1), [[3, 'missing']]],
  ['the first one missing', whole.slice(1), [[1, 'missing']]],
  [
    'an end cut off',
    whole.slice(0, 4),
    [
      [5, 'missing'],
      [6, 'missing'],
    ],
  ],
  ['everything gone', [], [1, 2, 3, 4, 5, 6].map((number): [number, string] => [number, 'missing'])],
  ['one twice', whole.toSpliced(3, 0, whole[2] as ChainedRecord), [[3, 'needless']]],
])('P2: finds %s', (_, records, faults) => {
  expect(verifyChain('p_1', records, endOf(whole)).map(({ number, problem }) => [number, problem])).toEqual(
    faults,
  );
});

it('P2: finds two records that changed places', () => {
  const faults = verifyChain('p_1', swapped, endOf(whole));
  expect(faults).toContainEqual({ chain: 'p_1', number: 2, problem: 'misplaced' });
  expect(faults).toContainEqual({ chain: 'p_1', number: 3, problem: 'misplaced' });
});

it('P2: finds a whole chain that stands in for another', () => {
  const other = chainOf(6, 'p_2').map((record) => ({ ...record, chain: 'p_1' }));
  expect(verifyChain('p_1', other, endOf(whole)).map(({ problem }) => problem)).toContain('misplaced');
});

it('P2: finds a record that was rewritten with its hash, by the one that follows or by the head', () => {
  for (const at of [0, 3, 5]) {
    const body = String(whole[at]?.body).replaceAll('granted', 'denied').replaceAll('ada', 'bob');
    const records = change(at, { body, hash: hashRecord(whole[at]?.previous ?? '', body) });
    expect(verifyChain('p_1', records, endOf(whole))).not.toEqual([]);
  }
});

it('P2: finds whatever single character was changed, wherever it is', () => {
  const field = fc.constantFrom<'body' | 'hash' | 'previous'>('body', 'hash', 'previous');
  fc.assert(
    fc.property(
      fc.nat(5),
      field,
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1 }),
      (at, name, where, by) => {
        const text = whole[at]?.[name] ?? '';
        fc.pre(text !== '');
        const place = where % text.length;
        fc.pre(text[place] !== by);
        const changed = change(at, { [name]: text.slice(0, place) + by + text.slice(place + 1) });
        expect(verifyChain('p_1', changed, endOf(whole))).not.toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
