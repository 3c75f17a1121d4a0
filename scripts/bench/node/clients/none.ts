import type { StartClient } from './client.ts';

/** Nobody: what the measuring itself costs. */
export const start: StartClient = () => ({ track() {}, flush: async () => {} });
