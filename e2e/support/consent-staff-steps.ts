/** What happens at the till, in the call centre and in the mailbox. */
import type { ConsentCell, Identifier } from '@rialto/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  contactCells,
  identifierOf,
  type Kind,
  keyOf,
  kinds,
  type Memory,
  type Parts,
  people,
  purposes,
} from './consent-memory.ts';
import type { Said } from './consent-oracle.ts';
import { isAccepted, settle, step, whenAccepted } from './consent-step.ts';

const proof = {
  staff: 's-7',
  place: 'hh-4',
  method: 'signed',
  text: 'Darf ich das?',
  locale: 'de',
  evidence: 'form-1',
};

/** A decision that staff take down, under one identifier. */
function takeDown(
  memory: Memory,
  parts: Parts,
  line: 'till' | 'phone',
  identifier: Identifier,
  cell: ConsentCell,
  said: Said,
): Promise<void> {
  const at = Date.now();
  const receipt = parts.world[line].recordConsent({
    ...proof,
    identifiers: [identifier],
    cells: [cell],
    reach: ['web'],
  });
  const name = cell.channel ? `${cell.purpose}@${cell.channel}` : cell.purpose;
  whenAccepted(memory, line, isAccepted(receipt), () =>
    memory.oracle.delivered({ key: keyOf(identifier), cell: name, said, at }),
  );
  return settle(memory, parts, line);
}

const person = fc.constantFrom(...people);
const kind = fc.constantFrom<Kind>('userId', 'userId', 'loyalty_card', 'email');

/** More often yes than no, or hardly anything would ever be permitted. */
const mostlyYes = fc.nat(2).map((roll) => roll > 0);

export const staffDecides = fc
  .record({
    who: person,
    kind,
    cell: fc.constantFrom(...purposes, 'analytics', 'personalization', ...contactCells),
    isYes: mostlyYes,
    refusal: fc.constantFrom('denied' as const, 'withdrawn' as const, 'objected' as const),
  })
  .map(({ who, kind: by, cell: name, isYes, refusal }) => {
    const [purpose = '', channel] = name.split('@') as [string, 'email' | 'sms' | 'phone' | undefined];
    const cell: ConsentCell = {
      purpose,
      ...(channel ? { channel } : {}),
      state: isYes ? 'granted' : refusal,
    };
    return step(`the till takes down ${name} ${cell.state} of ${who} by ${by}`, (memory, parts) =>
      takeDown(memory, parts, 'till', identifierOf(who, by), cell, isYes ? 'yes' : 'no'),
    );
  });

/** What the whole is about: she takes it back in the store, and a page that has not heard of it goes on. */
export const withdrawsInStore = fc
  .record({ who: person, purpose: fc.constantFrom('analytics', 'personalization') })
  .map(({ who, purpose }) =>
    step(`${who} withdraws ${purpose} at the till`, (memory, parts) =>
      takeDown(memory, parts, 'till', identifierOf(who, 'userId'), { purpose, state: 'withdrawn' }, 'no'),
    ),
  );

export const callerObjects = person.map((who) =>
  step(`caller ${who} objects to all marketing`, (memory, parts) =>
    takeDown(
      memory,
      parts,
      'phone',
      identifierOf(who, 'userId'),
      { purpose: 'marketing', state: 'objected' },
      'no',
    ),
  ),
);

export const sale = fc
  .record({ who: person, goods: fc.constantFrom('lamps', 'rugs') })
  .map(({ who, goods }) =>
    step(`${who} buys ${goods} and is told of the exception`, (memory, parts) =>
      takeDown(
        memory,
        parts,
        'till',
        identifierOf(who, 'email'),
        {
          purpose: 'marketing',
          channel: 'email',
          state: 'soft_opt_in',
          exception: { sale: 'o-1', notice: 'receipt-text-3', product_group: goods },
        },
        { soft: goods },
      ),
    ),
  );

export const isCalled = person.map((who) =>
  step(`the call centre calls ${who}`, async (memory, parts) => {
    const identifier = identifierOf(who, 'userId');
    const at = Date.now();
    const receipt = parts.world.phone.recordConsentUse({
      identifiers: [identifier],
      purpose: 'marketing',
      channel: 'phone',
    });
    whenAccepted(memory, 'phone', isAccepted(receipt), () =>
      memory.oracle.used(keyOf(identifier), 'marketing@phone', at),
    );
    await settle(memory, parts, 'phone');
  }),
);

export const isLinked = person.map((who) =>
  step(`the till joins what it knows of ${who}`, async (memory, parts) => {
    parts.world.till.track({
      event: 'Loyalty Member Identified',
      identifiers: kinds.map((one) => identifierOf(who, one)),
      properties: { method: 'card' },
      consent: { linking: true, analytics: true, personalization: true },
    } as never);
    await settle(memory, parts, 'till');
  }),
);

export const tillShowsOffer = person.map((who) =>
  step(`the till shows ${who} an offer`, async (memory, parts) => {
    const identifier = identifierOf(who, 'loyalty_card');
    const { messageId } = parts.world.till.track({
      event: 'Offer Presented',
      identifiers: [identifier],
      properties: { offer_id: 'of-1' },
    });
    memory.tracked.set(messageId, { key: keyOf(identifier), purpose: 'personalization', page: undefined });
    await settle(memory, parts, 'till');
  }),
);

export const asksForLetters = person.map((who) =>
  step(`${who} asks for the newsletter`, async (memory, parts) => {
    if (!parts.world.isOnline('till')) return;
    const identifier = identifierOf(who, 'email');
    const { token, expiresAt } = await parts.world.till.requestConfirmation({
      identifier: { kind: 'email', value: identifier.value },
      purposes: ['marketing'],
      text: 'Ja, schreibt mir.',
      ttl: 3 * 86_400,
    });
    memory.asked.push({
      token,
      key: keyOf(identifier),
      at: Date.now(),
      expiresAt: Date.parse(String(expiresAt)),
      used: false,
    });
  }),
);

export const confirms = fc.nat(5).map((which) =>
  step(`a confirmation is clicked`, async (memory, parts) => {
    const asked = memory.asked[which % Math.max(1, memory.asked.length)];
    if (!asked) return;
    await parts.world.get(`/v1/consent/confirm?token=${asked.token}`);
    const response = await parts.world.post('/v1/consent/confirm', { token: asked.token });
    if (!response.ok) {
      if (!asked.used && Date.now() < asked.expiresAt)
        expect(
          memory.oracle.refuses(asked.key, 'marketing@email') ||
            memory.oracle.refuses(asked.key, 'marketing'),
        ).toBe(true);
      return;
    }
    expect(asked.used, 'confirmed twice').toBe(false);
    expect(Date.now(), 'confirmed too late').toBeLessThan(asked.expiresAt);
    const isVoid = memory.oracle.refusedSince(asked.key, 'marketing@email', asked.at);
    expect(isVoid, 'confirmed though she had said no').toBe(false);
    asked.used = true;
    memory.yes.confirmed += 1;
    memory.oracle.delivered({ key: asked.key, cell: 'marketing@email', said: 'yes', at: Date.now() });
  }),
);
