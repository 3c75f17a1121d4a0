// @rialto/consent/scripts: runs scripts when their purposes are granted, and removes what refused purposes have stored.
export { type CleanUpOptions, type CleanUpReport, cleanUp } from './clean-up.ts';
export type { CleanUpEntry, CleanUpObstacle } from './empty-stores.ts';
export type { PurposeGate } from './purposes-of.ts';
export { type ReleaseOptions, releaseScripts } from './release-scripts.ts';
export { type StorageKind, type StoredItem, storageKinds } from './stored-items.ts';
