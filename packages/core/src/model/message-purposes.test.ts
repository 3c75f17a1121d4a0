import { describe, expect, it } from 'vitest';
import { retailPlan } from '../plan/retail-plan.ts';
import type { MessageType } from './message.ts';
import { purposesOfMessage } from './message-purposes.ts';
import { optionalPurposes } from './purpose.ts';
import { retailPurposes } from './retail-purposes.generated.ts';

const track = (event?: string) => ({ type: 'track' as const, event });

describe('the purposes of an event', () => {
  it.each(Object.entries(retailPlan.events))('are those of the plan: %s', (name, { purposes }) => {
    expect(purposesOfMessage(track(name))).toEqual(purposes);
  });

  it('are never those of another event: no other order of the words that names begin and end with is known', () => {
    const names = Object.keys(retailPlan.events);
    const split = names.flatMap((name) =>
      [...name.matchAll(/ |$/g)].map(({ index }) => index).map((at) => [name.slice(0, at), name.slice(at)]),
    );
    const heads = new Set(split.map(([head]) => head));
    const tails = new Set(split.map(([, tail]) => tail));
    const patterns = Object.values(retailPurposes);
    const known = [...heads]
      .flatMap((head) => [...tails].map((tail) => `${head}${tail}`))
      .filter((name) => patterns.some((pattern) => pattern.test(name)));
    expect([...new Set(known)].toSorted()).toEqual(names.toSorted());
  });

  it.each([
    ['that nobody knows', 'Fitting Booked'],
    ['with a typing error', 'Order Complete'],
    ['in other letters', 'order completed'],
    ['that is a part of a name', 'Order'],
    ['that is the end of a name', 'Completed'],
    ['that is two names', 'Order Completed|Order Updated'],
    ['that is the separator', '|'],
    ['that is a purpose', 'necessary'],
    ['from the prototype', '__proto__'],
    ['from the constructor', 'constructor'],
    ['without a name', ''],
    ['with no name at all', undefined],
  ])('are all the optional ones for an event %s', (_, name) => {
    expect(purposesOfMessage(track(name))).toEqual(optionalPurposes);
  });

  it("are the retailer's own where the retailer says so", () => {
    const own = { 'Fitting Booked': ['necessary'], 'Product Viewed': ['analytics', 'marketing'] };
    expect(purposesOfMessage(track('Fitting Booked'), own)).toEqual(['necessary']);
    expect(purposesOfMessage(track('Product Viewed'), own)).toEqual(['analytics', 'marketing']);
    expect(purposesOfMessage(track('Order Completed'), own)).toEqual(['necessary']);
    expect(purposesOfMessage(track('toString'), own)).toEqual(optionalPurposes);
  });
});

describe('the purposes of the other types', () => {
  it.each([
    ['page', ['analytics']],
    ['screen', ['analytics']],
    ['identify', ['necessary']],
    ['group', ['necessary']],
    ['alias', ['linking']],
  ] as const)('of %s are %j, whatever event it may name', (type, purposes) => {
    expect(purposesOfMessage({ type })).toEqual(purposes);
    expect(purposesOfMessage({ type, event: 'Consent Recorded' })).toEqual(purposes);
  });

  it('of a type that does not exist are all the optional ones', () => {
    expect(purposesOfMessage({ type: 'purge' as MessageType })).toEqual(optionalPurposes);
  });
});
