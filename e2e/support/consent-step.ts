/** One step of a journey: time passes, something happens, and then all that was promised is looked at. */
import type { Receipt } from '@rialto/core/delivery';
import type fc from 'fast-check';
import { lookAtAnswers, lookAtTheLog, lookAtTheWire } from './consent-looks.ts';
import { type Memory, type Parts, pass, people } from './consent-memory.ts';

/** Every step: time passes, something happens, and then all that was promised is looked at. */
abstract class Step implements fc.AsyncCommand<Memory, Parts> {
  abstract act(memory: Memory, parts: Parts): Promise<void>;
  abstract toString(): string;
  check(_memory: Readonly<Memory>): boolean {
    return true;
  }
  async run(memory: Memory, parts: Parts): Promise<void> {
    pass(1_000);
    await this.act(memory, parts);
    await lookAtTheWire(memory, parts);
    await lookAtTheLog(memory, parts);
    for (const person of people) await lookAtAnswers(memory, parts, person);
  }
}

/** A step from a name and what it does; the name is what a failing run prints. */
export const step = (name: string, act: (memory: Memory, parts: Parts) => Promise<void>): Step =>
  new (class extends Step {
    act = act;
    toString = () => name;
  })();

/** Tells the oracle of a decision once the hub has taken it. */
export function whenAccepted(
  memory: Memory,
  line: string,
  accepted: Promise<boolean>,
  tell: () => void,
): void {
  const told = accepted.then((isAccepted) => {
    if (isAccepted) tell();
    memory.open.delete(told);
  });
  memory.open.set(told, line);
}

export const isAccepted = ({ delivered }: Receipt): Promise<boolean> =>
  delivered.then(({ status }) => status === 'accepted');

/** What waits on a line has gone through, or the line is down. */
export async function settle(memory: Memory, { world }: Parts, line: 'till' | 'phone'): Promise<void> {
  if (!world.isOnline(line)) return;
  await world[line].flush({ timeout: 5_000 });
  await allTold(memory, line);
}

/** One page has sent what it had; the order in which pages send is for the journey to say. */
export async function settlePage(memory: Memory, { world, pages }: Parts, at: number): Promise<void> {
  if (!world.isOnline('web')) return;
  await pages[at]?.pipeline.flush({ timeout: 5_000 });
  await allTold(memory, `web-${at}`);
}

const allTold = (memory: Memory, line: string): Promise<unknown> =>
  Promise.all([...memory.open].filter(([, by]) => by === line).map(([told]) => told));
