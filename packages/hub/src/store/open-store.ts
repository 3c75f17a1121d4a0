import { RialtoError } from '@rialto/core/model';
import { createMemoryStore } from './memory-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * Opens the store that an option names: `file:./data/rialto.db` for a file, `memory:` for none.
 *
 * @throws RialtoError `invalid-option` for any other text; what {@link createSqliteStore} throws
 * @example
 * ```ts
 * const store = openStore('file:./data/rialto.db');
 * ```
 */
export function openStore(url: string): Store {
  if (url === 'memory:') return createMemoryStore();
  const path = /^file:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1];
  if (path) return createSqliteStore({ path });
  if (/^postgres(ql)?:/.test(url)) {
    throw new RialtoError(
      'invalid-option',
      'store: PostgreSQL comes with a later version; use a file, such as file:./data/rialto.db.',
    );
  }
  // Only the scheme is repeated: an address may hold a password.
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0] ?? 'no scheme';
  throw new RialtoError(
    'invalid-option',
    `store: expected file:<path> or memory:, such as file:./data/rialto.db; received ${scheme}.`,
  );
}
