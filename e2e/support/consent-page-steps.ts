/** What happens on web pages, to time and to the network. */
import type { ConsentChoices } from '@rialto/consent';
import fc from 'fast-check';
import { expect } from 'vitest';
import { readContext } from './consent-looks.ts';
import {
  type DeviceAnswers,
  day,
  dayOf,
  deviceAnswerFor,
  identifierOf,
  keyOf,
  type Memory,
  type Parts,
  type Purpose,
  pass,
  people,
  purposes,
} from './consent-memory.ts';
import { settle, settlePage, step, whenAccepted } from './consent-step.ts';
import type { Line, Page } from './consent-world.ts';

const person = fc.constantFrom(...people);
const device = fc.constantFrom(0, 1);

/** What a page tells the hub of a choice: its refusals, and its permissions for data; one to be written to is not proven. */
function choose(
  memory: Memory,
  { pages }: Parts,
  at: number,
  choices: Readonly<Record<string, boolean>>,
  act: (page: Page) => void,
) {
  const page = pages[at];
  const answers = memory.devices[at];
  if (!page || !answers) return;
  const before = page.records.length;
  const id = page.anonymousId();
  act(page);
  for (const [cell, yes] of Object.entries(choices)) {
    answers.own.set(cell, { yes, day: dayOf(Date.now()) });
    // What she decides here is later than what the account said when it was last looked at.
    answers.account?.refused.delete(cell);
    answers.account?.permitted.delete(cell);
  }
  const [record] = page.records.slice(before);
  const decidedAt = Date.now();
  const key = page.userId ? `userId:${page.userId}` : `anonymousId:${page.anonymousId() ?? id}`;
  if (!record) return;
  whenAccepted(memory, `web-${at}`, record.accepted, () => {
    for (const [cell, yes] of Object.entries(choices)) {
      if (yes && cell.includes('@')) continue;
      memory.oracle.delivered({
        key,
        cell,
        said: yes ? 'yes' : 'no',
        at: decidedAt,
        ...(yes ? { until: dayOf(decidedAt) * day + deviceAnswerFor } : {}),
      });
    }
  });
}

const everyCell = [...purposes, 'marketing@email', 'marketing@sms'];
const allOf = (yes: boolean, cells: readonly string[]) =>
  Object.fromEntries(cells.map((cell) => [cell, yes]));

export const pageDecides = fc
  .record({ at: device, how: fc.constantFrom('accept', 'accept', 'accept', 'reject', 'some', 'withdraw') })
  .map(({ at, how }) =>
    step(`on device ${at} somebody chooses ${how}`, async (memory, parts) => {
      if (how === 'accept')
        choose(memory, parts, at, allOf(true, purposes), ({ manager }) => manager.acceptAll());
      else if (how === 'reject')
        choose(memory, parts, at, allOf(false, everyCell), ({ manager }) => manager.rejectAll());
      else if (how === 'withdraw')
        choose(memory, parts, at, { analytics: false }, ({ manager }) => manager.withdraw('analytics'));
      else {
        const some: ConsentChoices<Purpose> = { analytics: true, linking: true, 'marketing@email': true };
        choose(
          memory,
          parts,
          at,
          { ...allOf(false, everyCell), ...(some as Record<string, boolean>) },
          ({ manager }) => manager.save(some),
        );
      }
    }),
  );

function track(memory: Memory, { pages }: Parts, at: number, isOffer: boolean): void {
  const page = pages[at];
  if (!page) return;
  const id = page.send(
    isOffer
      ? { type: 'track', event: 'Offer Presented', properties: { offer_id: 'of-2' } }
      : { type: 'page', properties: { path: '/lamps' } },
  );
  const key = page.userId ? `userId:${page.userId}` : `anonymousId:${page.anonymousId()}`;
  memory.tracked.set(id, { key, purpose: isOffer ? 'personalization' : 'analytics', page: at });
}

export const pageTracks = fc
  .record({ at: device, isOffer: fc.boolean() })
  .map(({ at, isOffer }) =>
    step(`device ${at} ${isOffer ? 'shows an offer' : 'views a page'}`, async (memory, parts) =>
      track(memory, parts, at, isOffer),
    ),
  );

/** What happens most: somebody looks around, and the page sends it. */
export const pageIsVisited = device.map((at) =>
  step(`somebody looks around on device ${at}`, async (memory, parts) => {
    track(memory, parts, at, false);
    track(memory, parts, at, true);
    await settlePage(memory, parts, at);
  }),
);

export const pageSends = device.map((at) =>
  step(`device ${at} sends`, (memory, parts) => settlePage(memory, parts, at)),
);

export const signsIn = fc.record({ at: device, who: person }).map(({ at, who }) =>
  step(`${who} signs in on device ${at}`, async (memory, { pages, world }) => {
    const page = pages[at];
    const answers = memory.devices[at];
    if (!page || !answers) return;
    signOut(page, answers);
    page.userId = `c-${who}`;
    const identifier = identifierOf(who, 'userId');
    const context = await readContext(world, identifier, 'self');
    if (!context) return;
    page.manager.signIn(context.permissions);
    const key = keyOf(identifier);
    const { oracle } = memory;
    answers.account = {
      refused: new Set(purposes.filter((purpose) => oracle.refuses(key, purpose))),
      permitted: new Set(purposes.filter((purpose) => oracle.permits(key, purpose, Date.now()))),
    };
  }),
);

function signOut(page: Page, answers: DeviceAnswers): void {
  const before = page.stored();
  page.pipeline.dropHeld('reset');
  page.manager.signOut();
  page.userId = undefined;
  answers.account = undefined;
  expect(page.stored(), "the account left something in the device's own choice").toBe(before);
}

export const signsOut = device.map((at) =>
  step(`device ${at} signs out`, async (memory, { pages }) => {
    const page = pages[at];
    const answers = memory.devices[at];
    if (page && answers) signOut(page, answers);
  }),
);

export const timePasses = fc
  .constantFrom(1, 7, 100, 200, 800)
  .map((days) => step(`${days} days pass`, async () => pass(days * day)));

export const lineBreaks = fc
  .record({ line: fc.constantFrom<Line>('till', 'phone', 'web'), online: fc.boolean() })
  .map(({ line, online }) =>
    step(`the line of ${line} is ${online ? 'up' : 'down'}`, async (memory, parts) => {
      parts.world.setOnline(line, online);
      if (line !== 'web') await settle(memory, parts, line);
    }),
  );
