import { seededRandom } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentity, usableId } from './identity.ts';

interface World {
  readonly storage?: Map<string, string>;
  readonly idStore?: Map<string, string>;
  readonly seed?: number;
}

/** A page, or another tab of the same origin where it shares the storage. */
function page({ storage = new Map(), idStore, seed = 1 }: World = {}) {
  let permitted = true;
  const identity = createIdentity({
    permitted: () => permitted,
    storage,
    idStore,
    random: seededRandom(seed),
  });
  return {
    ...identity,
    identity,
    storage,
    permit(yes: boolean) {
      permitted = yes;
      if (yes) identity.keep();
      else identity.forget();
    },
  };
}

describe('reset', () => {
  it('S19: leaves nothing, and makes an id only when one is asked for', () => {
    const { anonymousId, identify, reset, userId, storage } = page();
    const first = anonymousId();
    identify('c-42');
    storage.set('rialto:session', '1 a ');
    reset();
    reset();
    expect([...storage.keys()]).toEqual([]);
    expect(userId()).toBeUndefined();
    const second = anonymousId();
    expect(second).not.toBe(first);
    expect(anonymousId()).toBe(second);
  });

  it('S19: makes no id where storing is not permitted', () => {
    const { anonymousId, reset, permit, storage } = page();
    permit(false);
    reset();
    expect(anonymousId()).toBeUndefined();
    expect(storage.size).toBe(0);
  });
});

describe('two tabs', () => {
  it('S20: share the id, and the sign-in', () => {
    const storage = new Map<string, string>();
    const one = page({ storage });
    const other = page({ storage, seed: 2 });
    expect(other.anonymousId()).toBe(one.anonymousId());
    one.identify('c-42');
    expect(other.userId()).toBe('c-42');
  });

  it('S20: a sign-out in one is one in the other, with a new id that both share', () => {
    const storage = new Map<string, string>();
    const one = page({ storage });
    const other = page({ storage, seed: 2 });
    const before = one.anonymousId();
    one.identify('c-42');
    expect(other.anonymousId()).toBe(before);
    expect(other.userId()).toBe('c-42');
    one.reset();
    expect(other.userId()).toBeUndefined();
    expect(other.anonymousId()).not.toBe(before);
    expect(one.anonymousId()).toBe(other.anonymousId());
  });

  it('S20: who signs in anew in one is who is signed in in the other', () => {
    const storage = new Map<string, string>();
    const one = page({ storage });
    const other = page({ storage });
    other.identify('c-1');
    one.reset();
    one.identify('c-2');
    expect(other.userId()).toBe('c-2');
  });
});

describe('a withdrawal', () => {
  it('S22: leaves the page its user and the device nothing, also after a further sign-in', () => {
    const { identify, userId, permit, storage } = page();
    identify('c-42');
    permit(false);
    expect(userId()).toBe('c-42');
    identify('c-43');
    expect(userId()).toBe('c-43');
    expect(storage.size).toBe(0);
    permit(true);
    expect(storage.get('rialto:user')).toBe('c-43');
  });

  it('S22: says whose it was, once, without writing', () => {
    const { anonymousId, lastAnonymousId, permit, storage } = page();
    const id = anonymousId();
    expect(lastAnonymousId()).toBe(id);
    permit(false);
    expect(lastAnonymousId()).toBeUndefined();
    expect(storage.size).toBe(0);
  });
});

describe('an id store of its own', () => {
  it('S17: takes over what the host has', () => {
    const storage = new Map([['rialto:id', 'of-the-host']]);
    const idStore = new Map<string, string>();
    // As subdomainCookie() does: it answers with what the host has until it is told to keep it.
    const asked = { ...methods(idStore), get: (key: string) => idStore.get(key) ?? storage.get(key) };
    const identity = createIdentity({
      permitted: () => true,
      storage,
      idStore: asked,
      random: seededRandom(),
    });
    expect(identity.lastAnonymousId()).toBe('of-the-host');
    expect(idStore.size).toBe(0);
    expect(identity.anonymousId()).toBe('of-the-host');
    expect(idStore.get('rialto:id')).toBe('of-the-host');
  });

  it('S15, S19: holds the id and nothing else, and is emptied by reset and withdrawal', () => {
    const idStore = new Map<string, string>();
    const { anonymousId, identify, reset, permit, storage } = page({ idStore });
    anonymousId();
    identify('c-42');
    expect([...idStore.keys()]).toEqual(['rialto:id']);
    expect([...storage.keys()]).toEqual(['rialto:user']);
    reset();
    expect(idStore.size + storage.size).toBe(0);
    anonymousId();
    permit(false);
    expect(idStore.size + storage.size).toBe(0);
  });
});

const methods = (map: Map<string, string>) => ({
  set: (key: string, value: string) => void map.set(key, value),
  delete: (key: string) => void map.delete(key),
});

describe('ids', () => {
  it.each<[unknown, string | undefined]>([
    ['c-42', 'c-42'],
    [' c-42\n', 'c-42'],
    [42, '42'],
    [0, '0'],
    ['a'.repeat(256), 'a'.repeat(256)],
    ['a'.repeat(257), undefined],
    ['', undefined],
    [' ', undefined],
    [undefined, undefined],
    [null, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [true, undefined],
    [{}, undefined],
    [['c-42'], undefined],
    [Symbol('c-42'), undefined],
    [1n, undefined],
  ])('S21: of %s the page can use %s', (given, usable) => {
    expect(usableId(given)).toBe(usable);
  });

  it('S7, S21: what somebody else has stored is no id unless a hub takes it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        const { anonymousId, userId } = page({
          storage: new Map([
            ['rialto:id', text],
            ['rialto:user', text],
          ]),
        });
        expect(anonymousId()?.length).toBeGreaterThan(0);
        expect(anonymousId()?.length).toBeLessThanOrEqual(256);
        expect([undefined, text.trim()]).toContain(userId());
      }),
    );
  });
});
