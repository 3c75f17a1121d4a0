import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createMemoryStore } from './memory-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { storeContract } from './store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'rialto-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

storeContract('memory', createMemoryStore);
storeContract('sqlite', () => createSqliteStore({ path: join(folder, `${++files}`, 'rialto.db') }));
