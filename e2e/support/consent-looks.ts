/** What is looked at after each step of a journey: the wire, the log, every answer and every read. */
import type { CustomerContext, Identifier } from '@rialto/core';
import { expect } from 'vitest';
import {
  contactCells,
  deviceAllows,
  identifierOf,
  keyOf,
  kinds,
  type Memory,
  type Parts,
  people,
} from './consent-memory.ts';
import type { World } from './consent-world.ts';

export async function lookAtTheWire(memory: Memory, { world }: Parts): Promise<void> {
  for (const { messageId } of world.takeWire()) {
    const tracked = memory.tracked.get(messageId);
    if (!tracked || tracked.page === undefined) continue;
    const device = memory.devices[tracked.page];
    expect(
      device && deviceAllows(device, tracked.purpose),
      `sent against the device's choice: ${messageId}`,
    ).toBe(true);
  }
}

export async function lookAtTheLog(memory: Memory, parts: Parts): Promise<void> {
  const { world } = parts;
  await joinPeople(memory, parts);
  for (const { sequence, messageId } of world.readLog(memory.logRead)) {
    memory.logRead = sequence;
    const tracked = memory.tracked.get(messageId);
    if (!tracked) continue;
    memory.yes.logged += 1;
    const { oracle } = memory;
    expect(oracle.refuses(tracked.key, tracked.purpose), `stored against a refusal: ${messageId}`).toBe(
      false,
    );
    if (tracked.page === undefined)
      expect(oracle.permits(tracked.key, tracked.purpose, Date.now()), 'stored without a permission').toBe(
        true,
      );
  }
}

/** Which identifiers the hub takes for one person: what it may tell depends on it. */
async function joinPeople(memory: Memory, { world, pages }: Parts): Promise<void> {
  const identifiers = [
    ...people.flatMap((person) => kinds.map((kind) => identifierOf(person, kind))),
    ...pages.flatMap(({ ids }) => ids.map((value) => ({ kind: 'anonymousId', value }) as const)),
  ];
  const contexts = await Promise.all(identifiers.map((one) => readContext(world, one, 'service')));
  const bySubject = new Map<string, Set<string>>();
  for (const [at, identifier] of identifiers.entries()) {
    const subject = contexts[at]?.subject.id;
    if (subject === undefined) continue;
    bySubject.set(subject, (bySubject.get(subject) ?? new Set()).add(keyOf(identifier)));
  }
  memory.oracle.joined([...bySubject.values()]);
}

export async function readContext(world: World, { kind, value }: Identifier, purpose: string) {
  const query = new URLSearchParams({ kind, value, purpose });
  const response = await world.get(`/v1/customer?${query}`);
  return response.ok ? ((await response.json()) as CustomerContext) : undefined;
}

export async function lookAtAnswers(memory: Memory, { world }: Parts, person: number): Promise<void> {
  const questions = kinds.flatMap((one) => {
    const identifier = identifierOf(person, one);
    return [
      lookAtContext(memory, world, identifier),
      ...contactCells.map((cell) => lookAtContact(memory, world, identifier, cell)),
    ];
  });
  await Promise.all(questions);
}

async function lookAtContact(
  { oracle, yes }: Memory,
  world: World,
  identifier: Identifier,
  cell: (typeof contactCells)[number],
): Promise<void> {
  const key = keyOf(identifier);
  const [purpose = '', channel = ''] = cell.split('@');
  const ask = async (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ ...identifier, purpose, channel, ...more });
    return (await (await world.get(`/v1/consent/may?${query}`)).json()) as { may: boolean; reason: string };
  };
  const { may, reason } = await ask();
  if (may) {
    yes.may += 1;
    expect(oracle.permits(key, cell, Date.now()), `${cell} of ${key}: ${reason}`).toBe(true);
  }
  const similar = await ask({ product_group: 'lamps' });
  if (similar.may && !may) {
    yes.similar += 1;
    const isPermitted = oracle.permitsSimilar(key, cell, 'lamps', Date.now());
    expect(isPermitted, `${cell} of ${key}: ${similar.reason}`).toBe(true);
  }
}

async function lookAtContext({ oracle, yes }: Memory, world: World, identifier: Identifier): Promise<void> {
  const key = keyOf(identifier);
  const forMarketing = await readContext(world, identifier, 'marketing');
  if (forMarketing?.value || forMarketing?.campaigns) {
    yes.context += 1;
    expect(oracle.permits(key, 'marketing', Date.now()), `a marketing read of ${key}`).toBe(true);
  }
  const forService = await readContext(world, identifier, 'service');
  const shown = forService?.timeline?.touches.map(({ event }) => event) ?? [];
  if (oracle.refuses(key, 'analytics')) expect(shown, `page views of ${key}`).not.toContain('page');
  if (oracle.refuses(key, 'personalization'))
    expect(shown, `offers of ${key}`).not.toContain('Offer Presented');
}
