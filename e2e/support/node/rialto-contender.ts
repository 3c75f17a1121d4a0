import type { NodeContender } from './run-node-scenario.ts';

/** Rialto before the real hub. */
export const rialtoContender: NodeContender = {
  name: 'Rialto',
  module: new URL('./rialto-player.ts', import.meta.url).pathname,
  collector: 'hub',
};
