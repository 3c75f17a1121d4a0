import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { device, listeningHub, policy, purposes } from '../test/consent-device.ts';
import { type ConsentManagerOptions, type ConsentStorage, createConsentManager } from './index.ts';

let hub: Awaited<ReturnType<typeof listeningHub>>;
beforeEach(async () => {
  hub = await listeningHub();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await hub.close();
});

/** A manager that nobody listens to. */
function alone(on = device(), options: Partial<ConsentManagerOptions> = {}) {
  const clock = { at: Date.UTC(2026, 10, 22, 9), now: () => clock.at };
  const consent = createConsentManager({
    purposes,
    channels: { marketing: ['email'] },
    policy,
    endpoint: hub.endpoint,
    writeKey: 'wk_demo',
    storage: on.storage(),
    clock,
    ...options,
  });
  return { consent, clock, on };
}
/** Lets a test wait until the manager has read the hub's last answer. */
function watchAnswers(): () => Promise<void> {
  const original = globalThis.fetch;
  let last: Promise<unknown> = Promise.resolve();
  vi.stubGlobal('fetch', (...given: Parameters<typeof fetch>) => {
    const answer = original(...given);
    last = answer;
    return answer;
  });
  return async () => {
    await last;
    await new Promise((resolve) => setImmediate(resolve));
  };
}
const isTold = (stored: string): boolean => stored.includes('"unsent":[]');

it('M19, P1: tells the hub of a choice, as the tracking API writes it', async () => {
  const { consent, on } = alone();
  consent.acceptAll({ textHash: 'sha256:abc' });
  const [sent] = await hub.arrival(1);
  const id = expect.stringMatching(/^\d+(-\d+){3}$/);
  expect(sent).toEqual({
    batch: [
      {
        type: 'track',
        event: 'Consent Recorded',
        messageId: id,
        timestamp: '2026-11-22T09:00:00.000Z',
        anonymousId: id,
        properties: {
          cells: purposes.map((purpose) => ({ purpose, state: 'granted' })),
          decided_at: '2026-11-22T09:00:00.000Z',
          valid_until: '2027-05-21T00:00:00.000Z',
          policy_version: '2026-11',
          locale: 'en',
          text_hash: 'sha256:abc',
          method: 'accept_all',
        },
      },
    ],
    sentAt: '2026-11-22T09:00:00.000Z',
    writeKey: 'wk_demo',
  });
  const stored = JSON.parse(await on.written(isTold));
  expect(stored.id).toBe(sent?.batch[0]?.anonymousId);
});

it('M19, D3: sends nothing of a device that never permitted anything, and keeps no id', async () => {
  const { consent, on } = alone();
  consent.rejectAll();
  consent.answer({ 'marketing@email': true });
  expect(on.writes.join()).not.toContain('"id"');
  consent.acceptAll();
  await hub.arrival(1);
  expect(hub.sent[0]?.batch[0]?.properties.method).toBe('accept_all');
});

it('M19: leaves it to whoever listens to `record`', async () => {
  const { consent, on } = alone();
  const stop = consent.on('record', () => {});
  consent.acceptAll();
  expect(on.stored()).not.toContain('"id"');
  stop();
  consent.answer({ analytics: true });
  const [sent] = await hub.arrival(1);
  expect(sent?.batch[0]?.properties.method).toBe('answer');
});

it('M19, P5: keeps what the hub did not take; meanwhile the device acts for its own purposes alone', async () => {
  hub.answer(503);
  const { consent, on } = alone();
  consent.save({ analytics: true, 'marketing@email': true });
  await hub.arrival(1);
  expect(consent.decide(['analytics']).verdict).toBe('pass');
  expect(consent.cells().at(-1)?.state).toBe('pending');
  hub.answer(200);
  // The next page.
  const next = alone(on).consent;
  await on.written(isTold);
  expect(hub.sent[1]?.batch).toEqual(hub.sent[0]?.batch);
  // The hub has the record, and still nobody's mailbox is proven.
  expect(next.cells().at(-1)?.state).toBe('pending');
});

it('M19: tries again when the network returns', async () => {
  const online = new EventTarget();
  vi.stubGlobal('addEventListener', online.addEventListener.bind(online));
  hub.answer(500);
  const answered = watchAnswers();
  const { consent, on } = alone();
  consent.acceptAll();
  await hub.arrival(1);
  hub.answer(200);
  await answered();
  online.dispatchEvent(new Event('online'));
  await on.written(isTold);
  expect(new Set(hub.sent.map(({ batch }) => batch[0]?.messageId)).size).toBe(1);
});

it('M19, D5: lets the id go with the last permission, in the same turn, and tells whose withdrawal it was', async () => {
  const { consent, on } = alone();
  consent.acceptAll();
  await on.written(isTold);
  consent.answer({ analytics: false });
  expect(on.stored()).toContain('"id"');
  consent.rejectAll();
  expect(on.stored()).not.toContain('"id"');
  expect(on.stored()).not.toContain('unsent');
  const sent = (await hub.arrival(3)).map(({ batch }) => batch[0]);
  expect(sent.map((message) => message?.properties.method)).toEqual(['accept_all', 'answer', 'reject_all']);
  expect(new Set(sent.map((message) => message?.anonymousId)).size).toBe(1);
  consent.acceptAll();
  const again = (await hub.arrival(4))[3]?.batch[0];
  expect(again?.anonymousId).not.toBe(sent[0]?.anonymousId);
});

it('M19, E1: lets the id go once every permission has lapsed', async () => {
  const { consent, on, clock } = alone();
  consent.acceptAll();
  await on.written(isTold);
  const later = { now: () => clock.at + 200 * 86_400_000 };
  const next = alone(on, { clock: later }).consent;
  expect(on.stored()).not.toContain('"id"');
  expect(next.state().analytics).toBe('expired');
});

it('M19: tells of what two tabs chose', async () => {
  const { consent, on } = alone();
  const there = alone(on).consent;
  consent.acceptAll();
  await on.written(isTold);
  there.withdraw('analytics');
  consent.withdraw('marketing');
  await on.written(isTold);
  // Both may send what waits; by its id the hub takes it once.
  const taken = new Map(
    hub.sent.map(({ batch: [message] }) => [message?.messageId, message?.properties.method]),
  );
  expect([...taken.values()]).toEqual(['accept_all', 'withdraw', 'withdraw']);
  expect(new Set(hub.sent.map(({ batch }) => batch[0]?.anonymousId)).size).toBe(1);
});

it('M19, M7: keeps the choice where there is no room for what waits', async () => {
  hub.answer(500);
  let stored: string | undefined;
  const small: ConsentStorage = {
    read: () => stored,
    write(value) {
      if (value.length > 300) throw new Error('full');
      stored = value;
    },
  };
  const answered = watchAnswers();
  const { consent } = alone(device(), { storage: small });
  consent.acceptAll({ text: 'long '.repeat(100) });
  expect(JSON.parse(stored ?? '')).toMatchObject({ id: expect.any(String), unsent: [] });
  await hub.arrival(1);
  await answered();
  hub.answer(200);
  consent.withdraw('analytics');
  const sent = (await hub.arrival(3)).map(({ batch }) => batch[0]?.properties.method);
  expect(sent).toEqual(['accept_all', 'accept_all', 'withdraw']);
});

it('M19, E4: never throws where there is no hub, no chance of one and no sense in what is stored', async () => {
  for (const endpoint of ['http://127.0.0.1:1', 'http://', 'not an address'])
    expect(() => alone(device(), { endpoint }).consent.acceptAll()).not.toThrow();
  const answers = purposes.map((purpose) => [purpose, 'granted', '2026-11-22']);
  for (const unsent of [7, {}, [null, 1, {}, { messageId: 7 }, [[]]]]) {
    const on = device(JSON.stringify({ policy: '2026-11', answers, id: 'known', unsent }));
    expect(alone(on).consent.decide(['analytics']).verdict).toBe('pass');
  }
  alone().consent.acceptAll();
  expect(await hub.arrival(1)).toHaveLength(1);
});

it('M19: keeps at most the last 20 that the hub does not take', async () => {
  hub.answer(401);
  const { consent, on } = alone();
  for (let count = 0; count < 30; count += 1) consent.acceptAll();
  expect(JSON.parse(on.stored() ?? '').unsent).toHaveLength(20);
  await hub.arrival(1);
});
