import type { Arrival } from '../ingest/prepared-event.ts';
import type { CommitResult, ConsentTexts, StoredKey } from './store.ts';

/** What the serving thread asks of the writing thread. */
export type WriteRequest =
  | {
      readonly kind: 'commit';
      readonly id: number;
      readonly events: readonly string[];
      readonly texts: ConsentTexts;
      readonly refused: readonly Arrival[];
    }
  | { readonly kind: 'add-key'; readonly id: number; readonly key: StoredKey }
  | { readonly kind: 'revoke-key'; readonly id: number; readonly keyId: string; readonly at: number }
  | { readonly kind: 'close'; readonly id: number };

/** What the writing thread answers. An error loses its class on the way, so it travels by its parts. */
export type WriteReply =
  | { readonly id: number; readonly ok: true; readonly value: CommitResult | boolean | undefined }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: 'store-unavailable' | 'store-newer' | 'invalid-option';
      readonly message: string;
    };
