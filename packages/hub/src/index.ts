// @rialto/hub: the whole public surface. If it is not listed here, it may change tomorrow.

export { createHub, type Hub } from './hub.ts';
export type { HubOptions, HubPolicy, HubSource } from './hub-options.ts';
export type { Merge } from './identity/resolve.ts';
export type { Arrival, PreparedEvent } from './ingest/prepared-event.ts';
export type {
  Assurance,
  Permitted,
  Profile,
  ProfileCart,
  ProfileCase,
  ProfileItem,
  ProfileOrder,
  ProfileResponse,
  ProfileTouch,
  ProofHead,
} from './profile/profile.ts';
export type { ChainedRecord } from './proof/proof-record.ts';
export type {
  ArrivedRange,
  CommitResult,
  ConsentTexts,
  LogEntry,
  Store,
  StoreCounts,
  StoredKey,
  StoredLink,
} from './store/store.ts';
