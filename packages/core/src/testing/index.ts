// @rialto/core/testing: what the tests of Rialto, and of shops that embed it, have in common.
export {
  type Comparison,
  type EventStoreFactory,
  eventStoreContract,
  storedEvent,
  type TestRunner,
} from './event-store-contract.ts';
export { type ManualClock, manualClock } from './manual-clock.ts';
export { type MemorySharer, type MemorySharers, memorySharers } from './memory-sharers.ts';
export {
  acceptAll,
  type ScriptedAnswer,
  type ScriptedTransport,
  scriptedTransport,
} from './scripted-transport.ts';
export { seededRandom } from './seeded-random.ts';
