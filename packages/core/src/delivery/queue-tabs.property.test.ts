import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type TabWorld, type TabWorldOptions, tabWorld } from '../testing/tab-world.ts';

// Tabs that open, send, leave and die over one store, before a hub that answers when it likes.

type Move = 'add' | 'flush' | 'online' | 'open' | 'crash' | 'depart' | 'withdraw' | 'strange' | 'wait';
type Step = readonly [move: Move, pick: number];

async function live(options: TabWorldOptions, steps: readonly Step[]): Promise<TabWorld> {
  const world = tabWorld(options);
  world.open();
  world.open();
  for (const [move, pick] of steps) {
    const tabs = world.tabs();
    const tab = tabs[pick % tabs.length];
    if (move === 'open' && tabs.length < 4) world.open();
    if (move === 'wait') await world.clock.advance(pick * 40);
    if (move === 'strange') world.strange();
    if (!tab) continue;
    if (move === 'add') for (let more = pick % 6; more >= 0; more -= 1) tab.add();
    if (move === 'flush') tab.flush();
    if (move === 'online') tab.queue.online();
    if (move === 'depart') tab.depart();
    if (move === 'crash') tab.crash();
    if (move === 'withdraw')
      void tab.queue.purge(({ messageId }) => (messageId.endsWith('3') ? 'refused:analytics' : undefined));
    await world.clock.advance(pick);
  }
  world.heal();
  await world.clock.advance(1_000);
  world.open();
  await world.clock.advance(700_000);
  return world;
}

const moves: readonly Move[] = [
  'add',
  'add',
  'add',
  'add',
  'flush',
  'online',
  'open',
  'open',
  'crash',
  'depart',
  'withdraw',
  'strange',
  'wait',
  'wait',
  'wait',
];
const lives = fc.tuple(
  fc.record({ seed: fc.nat(), newsArrives: fc.boolean(), canAsk: fc.boolean() }),
  fc.array(fc.tuple(fc.constantFrom(...moves), fc.nat({ max: 999 })), { minLength: 12, maxLength: 80 }),
);

it('Q9, Q10, Q12, Q13, Q14, Q15, Q16: tabs over one store lose nothing, send one at a time and nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ([options, steps]) => {
      const world = await live(options, steps);
      expect(world.breaches).toEqual([]);
      expect(await world.waiting(), 'nothing is stuck').toEqual([]);
      expect(world.flushing(), 'each flush ends').toBe(0);
      for (const { stored, handled, news } of world.everybody) {
        const lost = [...stored].filter((id) => !world.log.has(id) && !world.letGo.has(id));
        expect(lost, 'none is lost').toEqual([]);
        for (const [id, told] of news) {
          expect(told, 'none is announced twice').toHaveLength(1);
          expect(handled, 'only what it had in its hands').toContain(id);
        }
      }
      const anybodyDied = world.everybody.length > world.tabs().length;
      if (!options.newsArrives || anybodyDied) return;
      for (const { stored, news } of world.tabs())
        expect(
          [...stored].filter((id) => !news.has(id)),
          'each is announced where it was added',
        ).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 120_000);
