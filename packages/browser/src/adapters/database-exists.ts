/** The same as in `indexeddb-event-store.ts`, which must not be loaded to know. */
const database = 'rialto';

/** Whether an earlier page has left a database; asking does not make one. */
export async function databaseExists(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === database);
  } catch {
    return false;
  }
}
