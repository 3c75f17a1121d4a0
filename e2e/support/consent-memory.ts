/** What the journeys of the model-based test remember, and who plays in them. */
import type { Identifier } from '@rialto/core';
import { vi } from 'vitest';
import { createOracle, type Oracle } from './consent-oracle.ts';
import type { Page, World } from './consent-world.ts';

export type Purpose = 'analytics' | 'personalization' | 'marketing' | 'linking';
export const purposes = ['analytics', 'personalization', 'marketing', 'linking'] as const;
export const contactCells = ['marketing@email', 'marketing@sms', 'marketing@phone'] as const;
export const day = 86_400_000;
export const deviceAnswerFor = 180 * day;

/** A confirmation that waits for its click. */
interface Asked {
  readonly token: string;
  readonly key: string;
  readonly at: number;
  readonly expiresAt: number;
  used: boolean;
}

/** What a device was told, by its own person and by the account. */
export interface DeviceAnswers {
  /** Yes or no by purpose, with the day. */
  readonly own: Map<string, { readonly yes: boolean; readonly day: number }>;
  /** Purposes that the account refused when it was last looked at, and those that it permitted for the web. */
  account: { readonly refused: Set<string>; readonly permitted: Set<string> } | undefined;
}

/** A tracked event and what it needs. */
interface Tracked {
  readonly key: string;
  readonly purpose: Purpose;
  readonly page: number | undefined;
}

/** What the journeys remember; the oracle judges. */
export interface Memory {
  readonly oracle: Oracle;
  readonly devices: readonly DeviceAnswers[];
  readonly tracked: Map<string, Tracked>;
  readonly asked: Asked[];
  /** What is told to the oracle once the hub has it, and the line or page that it is on. */
  readonly open: Map<Promise<void>, string>;
  logRead: number;
  /** How often each kind of yes was given, so that a hub that refuses everything is found out. */
  readonly yes: Record<'may' | 'similar' | 'logged' | 'context' | 'confirmed', number>;
}

export interface Parts {
  readonly world: World;
  readonly pages: readonly Page[];
}

export const createMemory = (): Memory => ({
  oracle: createOracle(),
  devices: [0, 1].map(() => ({ own: new Map(), account: undefined })),
  tracked: new Map(),
  asked: [],
  open: new Map(),
  logRead: 0,
  yes: { may: 0, similar: 0, logged: 0, context: 0, confirmed: 0 },
});

export const people = [0, 1] as const;
export type Kind = 'userId' | 'loyalty_card' | 'email' | 'phone';
export const identifierOf = (person: number, kind: Kind): Identifier => ({
  kind,
  value: {
    userId: `c-${person}`,
    loyalty_card: `card-${person}`,
    email: `p${person}@example.org`,
    phone: `+4915112345${person}0`,
  }[kind],
});
export const keyOf = ({ kind, value }: Identifier): string => `${kind}:${value}`;
export const kinds: readonly Kind[] = ['userId', 'loyalty_card', 'email', 'phone'];

export const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
export const dayOf = (at: number): number => Math.floor(at / day);

/** Whether a device and, where somebody is signed in, her account let a purpose pass now. */
export function deviceAllows({ own, account }: DeviceAnswers, purpose: string): boolean {
  const answer = own.get(purpose);
  const isAlive = answer !== undefined && Date.now() < answer.day * day + deviceAnswerFor;
  if (account?.refused.has(purpose)) return false;
  if (answer) return answer.yes && isAlive;
  return account?.permitted.has(purpose) ?? false;
}
