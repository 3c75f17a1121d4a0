import { describe, expect, it } from 'vitest';
import { eventStoreContract } from '../testing/index.ts';
import { createMemoryEventStore } from './memory-event-store.ts';

eventStoreContract('memory', () => ({ open: async () => createMemoryEventStore() }), {
  describe,
  it,
  expect,
});
