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
  if (world.isOnline(line)) await sendAll(memory, line, () => world[line].flush({ timeout: 5_000 }));
}

/** One page has sent what it had; the order in which pages send is for the journey to say. */
export async function settlePage(memory: Memory, { world, pages }: Parts, at: number): Promise<void> {
  const page = pages[at];
  if (page && world.isOnline('web'))
    await sendAll(memory, `web-${at}`, () => page.pipeline.flush({ timeout: 5_000 }));
}

/** After an outage a client waits before it tries again, and time stands still here unless it is moved. */
async function sendAll(
  memory: Memory,
  line: string,
  flush: () => Promise<{ pending: number }>,
): Promise<void> {
  const open = () => [...memory.open].filter(([, by]) => by === line).map(([told]) => told);
  for (let tries = 0; tries < 20; tries += 1) {
    const { pending } = await flush();
    if (pending === 0) break;
    pass(60_000);
  }
  await Promise.race([Promise.all(open()), tooLong(`${line} does not say what became of its events`)]);
}

const tooLong = (what: string): Promise<never> =>
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error(what)), 20_000).unref());
