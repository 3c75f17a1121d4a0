import type { Identifier } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import { foundProfile } from '../profile/fold-event.ts';
import type { Profile } from '../profile/profile.ts';
import { identifier } from '../store/test-events.ts';
import { type GraphView, type Resolution, resolve } from './resolve.ts';

const profile = (id: string, change: Partial<Profile> = {}): Profile => ({
  ...foundProfile(id, { happenedAt: 100 }),
  ...change,
});
const ada = profile('ada', { userId: 'ada' });
const bob = profile('bob', { userId: 'bob' });
const guest = profile('guest');
const early = profile('early', { firstSeenAt: 50 });

function graph(links: Readonly<Record<string, Profile>>): GraphView {
  return { profileOf: ({ kind, value }: Identifier) => links[`${kind}:${value}`] };
}
interface Row {
  readonly that: string;
  readonly links: Readonly<Record<string, Profile>>;
  readonly identifiers: readonly string[];
  readonly mayLink?: boolean;
  readonly shared?: boolean;
  /** The profile, what is attached, what is absorbed. */
  readonly to: readonly [string, readonly string[], readonly string[]] | 'nobody';
}
const show = (resolution: Resolution): Row['to'] =>
  resolution.kind === 'nobody'
    ? 'nobody'
    : [
        resolution.profileId,
        resolution.attach.map(({ kind, value }) => `${kind}:${value}`),
        resolution.absorb.map(({ id }) => id),
      ];
const find = ({ links, identifiers, mayLink = true, shared = false }: Omit<Row, 'that' | 'to'>) =>
  resolve({ identifiers: identifiers.map(identifier), shared }, graph(links), { mayLink, newId: 'new' });

const rows: readonly Row[] = [
  { that: 'an event of nobody', links: {}, identifiers: [], to: 'nobody' },
  { that: 'the first of a person', links: {}, identifiers: ['userId:ada'], to: ['new', ['userId:ada'], []] },
  {
    that: 'another of a person',
    links: { 'userId:ada': ada },
    identifiers: ['userId:ada'],
    to: ['ada', [], []],
  },
  {
    that: 'a new card of a person',
    links: { 'userId:ada': ada },
    identifiers: ['loyalty_card:1', 'userId:ada'],
    to: ['ada', ['loyalty_card:1'], []],
  },
  {
    that: 'a sign-in on a device that was used before',
    links: { 'userId:ada': ada, 'anonymousId:x': guest },
    identifiers: ['anonymousId:x', 'userId:ada'],
    to: ['ada', [], ['guest']],
  },
  {
    that: 'a first sign-in on a device that was used before',
    links: { 'anonymousId:x': guest },
    identifiers: ['anonymousId:x', 'userId:ada'],
    to: ['guest', ['userId:ada'], []],
  },
  {
    that: 'three that turn out to be one',
    links: { 'userId:ada': ada, 'email:a': guest, 'phone:1': early },
    identifiers: ['userId:ada', 'email:a', 'phone:1'],
    to: ['ada', [], ['early', 'guest']],
  },
  {
    that: 'two strangers of whom one was seen first',
    links: { 'email:a': guest, 'phone:1': early },
    identifiers: ['email:a', 'phone:1'],
    to: ['early', [], ['guest']],
  },
  {
    that: 'a known person over one who was seen first',
    links: { 'userId:ada': ada, 'phone:1': early },
    identifiers: ['userId:ada', 'phone:1'],
    to: ['ada', [], ['early']],
  },
  {
    that: "a retailer's own kind before the device",
    links: {},
    identifiers: ['anonymousId:x', 'club_number:7'],
    mayLink: false,
    to: ['new', ['club_number:7'], []],
  },
];

describe('an event finds its profile:', () => {
  it.each(rows)('$that', ({ to, ...row }) => {
    expect(show(find(row))).toEqual(to);
  });

  it.each<Row>([
    {
      that: 'a device that both use',
      links: { 'userId:ada': ada, 'anonymousId:x': bob },
      identifiers: ['userId:ada', 'anonymousId:x'],
      to: ['ada', [], []],
    },
    {
      that: 'a card that both use',
      links: { 'userId:ada': ada, 'loyalty_card:1': bob },
      identifiers: ['userId:ada', 'loyalty_card:1'],
      to: ['ada', [], []],
    },
    {
      that: 'a new account on the device of another',
      links: { 'anonymousId:x': bob },
      identifiers: ['userId:ada', 'anonymousId:x'],
      to: ['new', ['userId:ada'], []],
    },
    {
      that: 'two addresses, one of each',
      links: { 'email:a': ada, 'email:b': bob },
      identifiers: ['email:a', 'email:b'],
      to: ['ada', [], []],
    },
    {
      that: 'a stranger between them',
      links: { 'email:g': guest, 'phone:1': ada, 'anonymousId:x': bob },
      identifiers: ['email:g', 'phone:1', 'anonymousId:x'],
      to: ['ada', [], ['guest']],
    },
    {
      that: 'one event that carries both ids, both new',
      links: {},
      identifiers: ['userId:ada', 'userId:bob'],
      to: ['new', ['userId:ada'], []],
    },
    {
      that: 'one event that carries both ids, one known',
      links: { 'userId:ada': ada },
      identifiers: ['userId:ada', 'userId:bob'],
      to: ['ada', [], []],
    },
    {
      that: 'one event that carries both ids, both known',
      links: { 'userId:ada': ada, 'userId:bob': bob },
      identifiers: ['userId:ada', 'userId:bob'],
      to: ['ada', [], []],
    },
  ])('I2: two accounts are not joined by $that', ({ to, ...row }) => {
    expect(show(find(row))).toEqual(to);
  });

  it.each<Row>([
    {
      that: 'the device is left out',
      links: { 'userId:ada': ada, 'anonymousId:x': guest },
      identifiers: ['anonymousId:x', 'userId:ada'],
      to: ['ada', [], []],
    },
    {
      that: 'a new card is left out',
      links: { 'userId:ada': ada },
      identifiers: ['userId:ada', 'loyalty_card:1'],
      to: ['ada', [], []],
    },
    {
      that: 'the device stands alone',
      links: { 'anonymousId:x': guest },
      identifiers: ['anonymousId:x'],
      to: ['guest', [], []],
    },
  ])('I3: without linking $that', ({ to, ...row }) => {
    expect(show(find({ ...row, mayLink: false }))).toEqual(to);
  });

  it.each<Row>([
    {
      that: 'joins nobody who signs in',
      links: { 'userId:ada': ada, 'anonymousId:kiosk': guest },
      identifiers: ['userId:ada', 'anonymousId:kiosk'],
      to: ['ada', [], []],
    },
    {
      that: 'is not attached to who signs up',
      links: {},
      identifiers: ['userId:ada', 'anonymousId:kiosk'],
      to: ['new', ['userId:ada'], []],
    },
    {
      that: 'is itself where nobody says who it is',
      links: {},
      identifiers: ['anonymousId:kiosk'],
      to: ['new', ['anonymousId:kiosk'], []],
    },
  ])('I4: a shared device $that', ({ to, ...row }) => {
    expect(show(find({ ...row, shared: true }))).toEqual(to);
  });

  it.each([
    [['email:a', 'phone:1', 'anonymousId:x']],
    [['anonymousId:x', 'email:a', 'phone:1']],
    [['phone:1', 'anonymousId:x', 'email:a']],
  ])('I5: the survivor is the same for %j', (identifiers) => {
    const same = { b: profile('b'), a: profile('a'), c: profile('c') };
    const links = { 'email:a': same.b, 'phone:1': same.a, 'anonymousId:x': same.c };
    expect(show(find({ links, identifiers }))).toEqual(['a', [], ['b', 'c']]);
  });
});
