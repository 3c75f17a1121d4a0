import { type ConsentCell, type ConsentState, consentStates, parseMessage, retailPlan } from '@rialto/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConsentCall } from './check-consent-call.ts';

const yes: ConsentCell = { purpose: 'marketing', channel: 'email', state: 'granted' };
const proof = { userId: 'c-42', method: 'screen', text: 'Ja, per E-Mail.', staff: 's-9', place: 'HH-4' };
const check = (call: object, channel: unknown = 'store') =>
  checkConsentCall(call as Readonly<Record<string, unknown>>, { channel, purposes: retailPlan.purposes });
const cellsOf = (call: object, channel?: unknown) => check(call, channel).properties?.cells ?? [];

describe('a grant', () => {
  it('C6: is taken down with who, where, which words and how', () => {
    expect(
      check({ ...proof, cells: [yes], locale: 'de', policyVersion: '2026-11', reach: ['web', 'fax'] }),
    ).toEqual({
      properties: {
        cells: [yes],
        method: 'screen',
        text: 'Ja, per E-Mail.',
        staff: 's-9',
        place: 'HH-4',
        locale: 'de',
        policy_version: '2026-11',
        reach: ['web'],
      },
      faults: [],
    });
  });

  it.each<[string, object, string, unknown?]>([
    [
      'nothing but the yes',
      { method: undefined, text: undefined, staff: undefined, place: undefined },
      'method, text, staff, place',
    ],
    ['no method', { method: undefined }, 'method'],
    ['no words', { text: undefined }, 'text'],
    ['words that say nothing', { text: ' \n ' }, 'text'],
    ['words that are too long to be kept', { text: 'ä'.repeat(9_000) }, 'text'],
    ['nobody who took it down', { staff: '' }, 'staff'],
    ['no place', { place: undefined }, 'place'],
    ['nobody in the call centre', { staff: undefined }, 'staff', 'phone'],
    ['nobody at the door', { staff: undefined }, 'staff', 'field'],
    ['nobody who typed in the letter', { staff: undefined }, 'staff', 'post'],
    ['staff that spoke on the web, unnamed', { staff: undefined, actor: 'staff' }, 'staff', 'web'],
    ['a speaker that there is not', { actor: 'Staff' }, 'actor'],
    ['a signature that lies nowhere', { method: 'signed' }, 'evidence'],
    ['paper that lies nowhere', { method: 'paper' }, 'evidence'],
    ['an import of who knows what', { method: 'import' }, 'evidence', 'web'],
    ['nobody who gave it', { userId: undefined }, 'userId, anonymousId or identifiers'],
    ['an end that cannot be read', { validUntil: 'soon' }, 'validUntil'],
    ['a beginning that cannot be read', { decidedAt: Number.NaN }, 'decidedAt'],
    ['a year that cannot be written', { decidedAt: 253_402_300_800_000 }, 'decidedAt'],
  ])('C6: is refused with %s', (_what, change, lacks, channel) => {
    const { properties, faults } = check({ ...proof, cells: [yes], ...change }, channel);
    expect(properties).toBeUndefined();
    expect(faults).toEqual([`marketing@email lacks ${lacks}`]);
  });

  it('C3: to call is refused without its evidence, whatever else is given', () => {
    const call = { ...proof, method: 'spoken', cells: [{ ...yes, channel: 'phone' }] };
    expect(check(call, 'phone').faults).toEqual(['marketing@phone lacks evidence']);
    expect(check(call, 'store').faults).toEqual(['marketing@phone lacks evidence']);
    const spoken = { ...call, cells: [{ ...yes, channel: 'voice' }] };
    expect(check(spoken, 'store').faults).toEqual(['marketing@voice lacks evidence']);
    expect(cellsOf({ ...call, evidence: 'rec-77' }, 'phone')).toHaveLength(1);
  });

  it('needs no staff where nobody of them was there', () => {
    expect(cellsOf({ ...proof, staff: undefined, place: undefined, cells: [yes] }, 'web')).toEqual([yes]);
    expect(cellsOf({ ...proof, text: undefined, textHash: 'sha256:00', cells: [yes] })).toEqual([yes]);
  });

  it.each<[string, unknown]>([
    ['true', true],
    ['1', 1],
    ['yes', 'yes'],
    ['a state in capitals', 'GRANTED'],
    ['nothing', undefined],
    ['null', null],
    ['unset', 'unset'],
    ['a list', ['granted']],
  ])('C6: is not what a till says by default: %s', (_what, state) => {
    const { properties, faults } = check({ ...proof, cells: [{ ...yes, state }] });
    expect(properties).toBeUndefined();
    expect(faults).toEqual(['marketing@email lacks state']);
  });

  it('C4: as the exception needs its sale, its notice and its goods, and a channel in writing', () => {
    const exception = { sale: 'r-17', notice: 'receipt-footer-3', product_group: 'garden' };
    const cell = { ...yes, state: 'soft_opt_in', exception };
    expect(cellsOf({ userId: 'c-42', cells: [cell] })).toEqual([cell]);
    for (const without of ['sale', 'notice', 'product_group']) {
      const { faults } = check({
        userId: 'c-42',
        cells: [{ ...cell, exception: { ...exception, [without]: ' ' } }],
      });
      expect(faults).toEqual(['marketing@email lacks exception']);
    }
    expect(check({ ...proof, cells: [{ ...cell, channel: 'phone' }] }).faults).toEqual([
      'marketing@phone lacks channel email or sms',
    ]);
  });
});

describe('a refusal', () => {
  it('C6: needs nothing, and goes through beside a grant that is refused', () => {
    const no: ConsentCell = { purpose: 'marketing', channel: 'phone', state: 'denied' };
    expect(check({ userId: 'c-42', cells: [yes, no] })).toEqual({
      properties: { cells: [no] },
      faults: ['marketing@email lacks method, text, staff, place'],
    });
    expect(check({ userId: 'c-42', cells: [{ ...no, state: false }] })).toEqual({
      properties: { cells: [no] },
      faults: [],
    });
  });

  it('C6: is not lost where the plan here is older than the hub’s, nor to a cell beside it that names no purpose', () => {
    const no = { purpose: 'marketing', state: 'denied' };
    const cells = [{ purpose: 'marketting', state: 'denied' }, no];
    expect(check({ userId: 'c-42', cells })).toEqual({
      properties: { cells },
      faults: ['a refusal names no purpose of the plan: the hub says whether it knows it'],
    });
    expect(check({ ...proof, cells: [{ ...yes, purpose: 'marketting' }, no] })).toMatchObject({
      properties: { cells: [no] },
      faults: ['a cell names no purpose of the plan'],
    });
    // Without a plan the hub knows better than we do.
    expect(checkConsentCall({ userId: 'c-42', cells }, { channel: 'store' }).properties?.cells).toEqual(
      cells,
    );
  });

  it('C5, C6: on a channel that nobody knows is one on all of them, and is told', () => {
    const { properties, faults } = check({
      userId: 'c-42',
      cells: [{ ...yes, channel: 'e-mail', state: 'objected' }],
    });
    expect(properties?.cells).toEqual([{ purpose: 'marketing', state: 'objected' }]);
    expect(faults).toEqual(['marketing names no channel that there is: refused on all']);
    expect(check({ ...proof, cells: [{ ...yes, channel: 'e-mail' }] }).properties).toBeUndefined();
  });

  const refusal = fc.constantFrom<ConsentState>('denied', 'withdrawn', 'objected', 'expired');
  const anything = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant('x'.repeat(20_000)),
  );
  const cell = fc.record(
    {
      purpose: fc.oneof(fc.constantFrom('marketing', 'analytics', '__proto__'), fc.string()),
      channel: fc.oneof(fc.constantFrom('email', 'phone', 'sms', 'x-club'), fc.string()),
      state: fc.oneof(fc.constantFrom<unknown>(...consentStates, true, false), fc.jsonValue()),
      exception: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const names = [
    'method',
    'text',
    'textHash',
    'locale',
    'staff',
    'place',
    'evidence',
    'actor',
    'policyVersion',
  ];
  const call = fc.record(
    {
      cells: fc.array(fc.oneof(cell, fc.jsonValue()), { maxLength: 8 }),
      ...Object.fromEntries([...names, 'validUntil', 'decidedAt'].map((name) => [name, anything])),
      reach: fc.oneof(fc.jsonValue(), fc.array(fc.constantFrom('web', 'app', 'fax'))),
      userId: fc.constantFrom('c-42', '', undefined),
    },
    { requiredKeys: ['cells'] },
  );

  it('C6, E4: whatever stands beside it, is what the hub takes, and no cell is granted that lacks its proof', () => {
    fc.assert(
      fc.property(
        call,
        fc.constantFrom('store', 'web', 'phone', undefined),
        refusal,
        (given, channel, state) => {
          const sure = { purpose: 'linking', state };
          const { properties } = check({ ...given, cells: [...given.cells, sure] }, channel);
          const parsed = parseMessage(
            { type: 'track', event: 'Consent Recorded', messageId: 'm1', userId: 'c-42', properties },
            retailPlan,
          );
          expect(parsed.ok ? [] : parsed.issues).toEqual([]);
          const cells = properties?.cells as unknown as ConsentCell[];
          expect(cells).toContainEqual(sure);
          if (!cells.some(({ state }) => state === 'granted')) return;
          expect(properties).toHaveProperty('method');
          expect(properties?.text ?? properties?.text_hash).toBeTruthy();
          if (channel === 'store' || channel === 'phone')
            expect(properties).toMatchObject({ staff: expect.any(String) });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
