import { type CustomerContext, findEvent, type Identifier, type JsonObject, retailPlan } from '@rialto/core';
import type { DurableResult, Receipt } from '@rialto/core/delivery';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import type { CounterFile } from '../src/adapters/receipt-counter-file.ts';
import { createTillWith, type Till } from '../src/pos/till.ts';
import type { TillCall, TillClient, TillOptions } from '../src/pos/till-options.ts';

/** What a till handed to its client. */
export interface Tracked extends TillCall {
  readonly messageId: string;
  readonly people: readonly string[];
}

export interface TestClient extends TillClient {
  track(call: TillCall): Receipt;
  readonly tracked: Tracked[];
  /** The answers of `customer`, by the value of the identifier. Nobody answers for the others. */
  readonly answers: Map<string, () => Promise<CustomerContext | undefined>>;
  readonly asked: Identifier[];
  /** What becomes of the next events; as long as it stands. */
  durable: () => Promise<DurableResult>;
}

/** A client that keeps what it is given, and holds every event against the vocabulary. */
export function testClient(): TestClient {
  const client: TestClient = {
    tracked: [],
    answers: new Map(),
    asked: [],
    durable: async () => ({ status: 'stored' }),
    track(call: TillCall): Receipt {
      const messageId = call.messageId ?? `m-${client.tracked.length}`;
      const schema = findEvent(retailPlan, call.event)?.properties;
      const checked = schema?.safeParse(call.properties);
      if (!checked?.success)
        throw new Error(`${call.event} is not of the vocabulary: ${checked?.error.message}`);
      const people = [
        ...(call.userId === undefined ? [] : [`userId:${call.userId}`]),
        ...(call.identifiers ?? []).map(({ kind, value }) => `${kind}:${value}`),
      ];
      client.tracked.push({ ...call, messageId, people });
      return { messageId, durable: client.durable(), delivered: Promise.resolve({ status: 'accepted' }) };
    },
    customer(query) {
      client.asked.push(query.identifier);
      return client.answers.get(query.identifier.value)?.() ?? new Promise(() => {});
    },
  };
  return client;
}

/** A file in memory: what was written is read again after a restart, unless the disk fails. */
export interface MemoryFile extends CounterFile {
  text: string;
  /** Writing fails as long as it stands. */
  isBroken: boolean;
  /** Another process has it. */
  isTaken: boolean;
  /** The process is gone: nothing that it writes from now on reaches the disk. */
  readonly gone: () => MemoryFile;
}

export function memoryFile(text = ''): MemoryFile {
  let isGone = false;
  const fail = (): void => {
    if (file.isBroken) throw new Error('ENOSPC');
  };
  const file: MemoryFile = {
    ...{ text, isBroken: false, isTaken: false },
    read: () => file.text,
    async open() {
      return !file.isTaken;
    },
    async append(more) {
      fail();
      if (!isGone) file.text += more;
    },
    async sync() {
      fail();
    },
    async setAside() {},
    async replace(anew) {
      fail();
      if (!isGone) file.text = anew;
    },
    async close() {},
    gone() {
      isGone = true;
      return memoryFile(file.text);
    },
  };
  return file;
}

export interface TestTill {
  readonly till: Till;
  readonly client: TestClient;
  readonly clock: ManualClock;
  readonly file: MemoryFile | undefined;
  /** The codes of what was announced as `error`, and the words. */
  readonly problems: string[];
  readonly words: string[];
  /** Whatever the last receipt reported. */
  last(): JsonObject;
}

export interface TestTillOptions extends Partial<TillOptions> {
  readonly now?: number;
  /** Left out: the numbers are in memory, and what is rung up reaches the client at once. */
  readonly file?: MemoryFile | undefined;
  readonly client?: TestClient;
  readonly clock?: ManualClock;
  readonly seed?: number;
  /** The till has no folder for its numbers. */
  readonly isHomeless?: true;
}

/** Wednesday, 25 November 2026, 10:00 in Berlin. */
export const openingTime = Date.UTC(2026, 10, 25, 9);

/** A till that stands in Hamburg, with a clock that stands still. */
export function openTill(options: TestTillOptions = {}): TestTill {
  const { now = openingTime, seed = 7, isHomeless, ...given } = options;
  const { client = testClient(), clock = manualClock(now), file, ...rest } = given;
  const till = createTillWith(
    {
      ...{ client, store: 'hh', till: '4', staff: 's-7', currency: 'EUR', timeZone: 'Europe/Berlin' },
      ...(isHomeless ? {} : { path: 'where the file of the test is' }),
      ...rest,
    },
    { clock, random: seededRandom(seed), file },
  );
  const [problems, words]: [string[], string[]] = [[], []];
  till.on('error', ({ code, message }) => {
    problems.push(code);
    words.push(message);
  });
  return { till, client, clock, file, problems, words, last: () => client.tracked.at(-1)?.properties ?? {} };
}

/** What the hub tells a till of somebody. */
export const contextOf = (id: string, more: Partial<CustomerContext> = {}): CustomerContext => ({
  version: 1,
  asOf: '2026-11-25T08:59:00.000Z',
  purpose: 'service',
  channel: 'store',
  subject: { id, state: 'known', assurance: 'card', asOf: '2026-11-25T08:59:00.000Z' },
  permissions: { asOf: '2026-11-25T08:59:00.000Z', cells: [], reachableOn: [] },
  ...more,
});

/** Lets everything happen that needs no time. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export const card = (value: string) => ({ kind: 'loyalty_card', value }) as const;
export const lamp = { sku: 'A1', name: 'Lamp', unitPrice: 1999, vatRate: 19 } as const;

/** What the hub counts, in minor units: what lowers the revenue lowers it, whatever sign its amount has. */
export function revenueOf({ event, properties }: Tracked): number {
  const rule = findEvent(retailPlan, event)?.revenue;
  const name = rule?.from.find((field) => properties[field] !== undefined);
  if (!rule || name === undefined || properties.training === true) return 0;
  const amount = Math.round(Number(properties[name]) * 100);
  return rule.sign < 0 ? -Math.abs(amount) : amount;
}
