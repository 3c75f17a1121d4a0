import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { device, listeningHub } from '../../test/consent-device.ts';
import { createConsentManager } from '../index.ts';
import { type ConsentService, connectConsentService } from './index.ts';
import { answersToTake } from './service-answers.ts';

const policy = { version: '2026-11', url: '/privacy' };

afterEach(() => vi.restoreAllMocks());

function manager(stored: { value?: string } = {}) {
  const consent = createConsentManager({
    purposes: ['analytics', 'marketing'],
    policy,
    storage: {
      read: () => stored.value,
      write: (value) => {
        stored.value = value;
      },
    },
  });
  const records: { method: string | undefined; cells: readonly unknown[] }[] = [];
  consent.on('record', ({ method, cells }) => records.push({ method, cells }));
  return { consent, records };
}

/** A service that works, with what it holds at hand. */
function service(held: Record<string, unknown> | undefined) {
  const listeners = new Set<() => void>();
  const theirs = {
    held,
    reads: 0,
    written: [] as unknown[],
    async read() {
      theirs.reads += 1;
      return theirs.held as never;
    },
    async write(answers: Readonly<Record<string, boolean>>) {
      theirs.written.push(answers);
      theirs.held = { ...theirs.held, ...answers };
    },
    on(_event: 'change', listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(answers: Record<string, unknown>) {
      theirs.held = { ...theirs.held, ...answers };
      for (const listener of listeners) listener();
    },
    listeners,
  };
  return theirs satisfies ConsentService;
}

/** Everything that was promised has come: all of it is in memory. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('takes over what the person has answered there, once, as answers of the service', async () => {
  const { consent, records } = manager();
  const theirs = service({ analytics: true, marketing: false });
  connectConsentService(consent, theirs);
  expect(consent.needsDecision()).toBe(true);
  await settled();
  expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'denied' });
  expect(consent.needsDecision()).toBe(false);
  expect(records.map(({ method }) => method)).toEqual(['service']);
  expect(theirs.reads).toBe(1);
  expect(theirs.written).toEqual([]); // it is not told what it said itself
});

it('leaves undecided what the service does not answer', async () => {
  const { consent } = manager();
  connectConsentService(consent, service({ marketing: false }));
  await settled();
  expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'denied' });
});

it('records nothing again on the next page', async () => {
  const stored = {};
  const theirs = service({ analytics: true, marketing: false });
  connectConsentService(manager(stored).consent, theirs);
  await settled();
  const { consent, records } = manager(stored);
  connectConsentService(consent, theirs);
  await settled();
  expect(records).toEqual([]);
});

it.each([
  ['a refusal there outweighs an older permission here', true, false, 'withdrawn'],
  ['a permission there outweighs no older refusal here', false, true, 'denied'],
])('%s', async (_title, here, there, state) => {
  const { consent } = manager();
  consent.save({ analytics: here });
  connectConsentService(consent, service({ analytics: there }));
  await settled();
  expect(consent.state().analytics).toBe(state);
});

it('writes back what the person answers here later', async () => {
  const { consent } = manager();
  const theirs = service({ analytics: true });
  connectConsentService(consent, theirs);
  await settled();
  consent.rejectAll();
  consent.answer({ marketing: true });
  await settled();
  expect(theirs.written).toEqual([{ analytics: false, marketing: false }, { marketing: true }]);
  expect(consent.state()).toEqual({ analytics: 'withdrawn', marketing: 'granted' });
});

it('P1: lets the manager go on telling the hub, also of what is taken over', async () => {
  const hub = await listeningHub();
  onTestFinished(() => hub.close());
  const consent = createConsentManager({
    purposes: ['analytics', 'marketing'],
    policy,
    storage: device().storage(),
    endpoint: hub.endpoint,
    writeKey: 'wk_demo',
  });
  connectConsentService(consent, service({ analytics: true }));
  await hub.arrival(1);
  consent.answer({ marketing: true });
  const sent = await hub.arrival(2);
  expect(sent.map(({ batch }) => batch.map(({ properties }) => properties.method))).toEqual([
    ['service'],
    ['answer'],
  ]);
});

it('writes in order: a slow first write does not win', async () => {
  const { consent } = manager();
  const theirs = service(undefined);
  const ends: (() => void)[] = [];
  const write = theirs.write;
  theirs.write = async (answers) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    await write(answers);
  };
  connectConsentService(consent, theirs);
  consent.answer({ analytics: true });
  consent.withdraw('analytics');
  await settled();
  expect(ends).toHaveLength(1);
  for (let index = 0; index < 2; index += 1) {
    ends[index]?.();
    await settled();
  }
  expect(theirs.written).toEqual([{ analytics: true }, { analytics: false }]);
});

it('goes on writing after a write that failed', async () => {
  const { consent } = manager();
  const theirs = service(undefined);
  const write = theirs.write;
  theirs.write = () => Promise.reject(new Error('down'));
  connectConsentService(consent, theirs);
  consent.answer({ analytics: true });
  await settled();
  theirs.write = write;
  consent.withdraw('analytics');
  await settled();
  expect(theirs.written).toEqual([{ analytics: false }]);
});

it('writes nothing of what a signed-in person decided elsewhere, nor that it ends when she signs out', async () => {
  const { consent } = manager();
  const theirs = service(undefined);
  connectConsentService(consent, theirs);
  consent.signIn({
    cells: [
      { purpose: 'analytics', state: 'granted', reach: ['web'] },
      { purpose: 'marketing', state: 'denied' },
    ],
  });
  expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'denied' });
  await settled();
  consent.signOut();
  await settled();
  expect(theirs.written).toEqual([]);
});

it('never overrides what the person chose here while the service was asked', async () => {
  const { consent } = manager();
  connectConsentService(consent, service({ analytics: false, marketing: true }));
  consent.save({ analytics: true });
  await settled();
  expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'denied' });
});

it('never overrides a later choice with what a service says again that could not be written to', async () => {
  const { consent } = manager();
  const theirs = service({ analytics: false, marketing: false });
  theirs.write = () => Promise.reject(new Error('down'));
  connectConsentService(consent, theirs);
  await settled();
  consent.save({ analytics: true });
  await settled();
  theirs.change({ marketing: true });
  await settled();
  expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'granted' });
});

it('follows the service when the person changes her mind there', async () => {
  const { consent, records } = manager();
  const theirs = service({ analytics: false });
  connectConsentService(consent, theirs);
  await settled();
  theirs.change({ analytics: true });
  await settled();
  expect(consent.state().analytics).toBe('granted');
  theirs.change({ analytics: false, marketing: false });
  await settled();
  expect(consent.state()).toEqual({ analytics: 'withdrawn', marketing: 'denied' });
  expect(records).toHaveLength(3);
});

it('E4: takes no notice of purposes and answers that it does not know, and says so once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { consent, records } = manager();
  const theirs = service({ tea: true, 'marketing@email': true, analytics: 'yes', marketing: 1 });
  connectConsentService(consent, theirs);
  await settled();
  theirs.change({});
  await settled();
  expect(consent.needsDecision()).toBe(true);
  expect(records).toEqual([]);
  expect(warn.mock.calls).toEqual([
    ['Rialto: the consent service names unknown purposes: tea, marketing@email.'],
  ]);
});

it.each<[string, unknown]>([
  ['is nothing', undefined],
  ['is empty', {}],
  ['throws', { read: () => expect.fail('theirs') }],
  ['fails', { read: () => Promise.reject(new Error('down')) }],
  ['knows nobody', { read: async () => undefined }],
  ['answers with null', { read: async () => null }],
  ['answers with a text', { read: async () => 'all' }],
  ['answers with a list', { read: async () => [true, false] }],
  ['never answers', { read: () => new Promise(() => {}) }],
  ['cannot be listened to', { read: async () => undefined, on: () => expect.fail('theirs') }],
  ['stops badly', { read: async () => undefined, on: () => () => expect.fail('theirs') }],
  ['is listened to in vain', { read: async () => undefined, on: () => 7 }],
])('E4: changes nothing where the service %s, and never throws', async (_title, theirs) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { consent, records } = manager();
  const stop = connectConsentService(consent, theirs as ConsentService);
  await settled();
  expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'unset' });
  expect(records).toEqual([]);
  consent.rejectAll();
  stop();
  stop();
  await settled();
});

it('takes nothing over after the stop, and nothing that was asked before a later question', async () => {
  const { consent } = manager();
  const theirs = service({ analytics: true });
  connectConsentService(consent, theirs)();
  await settled();
  expect(consent.state().analytics).toBe('unset');
  expect(theirs.listeners.size).toBe(0);

  const answers: ((given: Readonly<Record<string, boolean>>) => void)[] = [];
  let tell = () => {};
  connectConsentService(consent, {
    read: () => new Promise((resolve) => answers.push(resolve)),
    on: (_event, listener) => {
      tell = listener;
      return () => {};
    },
  });
  tell();
  answers[1]?.({ analytics: false });
  await settled();
  answers[0]?.({ analytics: true });
  await settled();
  expect(consent.state().analytics).toBe('denied');
});

describe('what is taken over', () => {
  it('E4: is never a permission against a refusal, on the first word', () => {
    const state = fc.constantFrom(
      'unset',
      'pending',
      'granted',
      'denied',
      'withdrawn',
      'expired',
      'objected',
    );
    const answer = fc.oneof(fc.boolean(), fc.constant('yes' as never));
    const given = fc.record({ analytics: answer, marketing: answer, tea: answer }, { requiredKeys: [] });
    fc.assert(
      fc.property(given, fc.record({ analytics: state, marketing: state }), (answers, states) => {
        const taken = answersToTake(answers as never, {
          states: states as never,
          heard: false,
          known: new Map(),
          answered: new Set(['marketing']),
        });
        expect(Object.keys(taken).filter((purpose) => purpose !== 'analytics')).toEqual([]);
        if (taken.analytics === true) expect(['unset', 'pending', 'expired']).toContain(states.analytics);
        if (answers.analytics === false && states.analytics === 'granted')
          expect(taken.analytics).toBe(false);
      }),
    );
  });
});
