/** What comes before every use of a store's database: arguments, lock, opening, and a look at all records. */
import { checkRecords, type Findings } from './indexeddb-check.ts';
import { indexedDbFactory, openDatabase, transact } from './indexeddb-database.ts';
import { indexedDbError } from './indexeddb-errors.ts';
import { takeStoreLock, type Release } from './indexeddb-lock.ts';
import { checkArguments, type IndexedDbStoreOptions } from './indexeddb-options.ts';
import type { StoreNetwork } from './store.ts';

/** Checks the arguments, takes the lock and opens; gives both back where `use` throws. */
export async function withDatabase<T>(
  name: string,
  options: IndexedDbStoreOptions,
  use: (database: IDBDatabase, release: Release, network: StoreNetwork | undefined) => Promise<T>,
): Promise<T> {
  const network = checkArguments(name, options);
  indexedDbFactory(name);
  const release = await takeStoreLock(name);
  let database: IDBDatabase | undefined;
  try {
    database = await openDatabase(name, network);
    return await use(database, release, network);
  } catch (error) {
    database?.close();
    await release();
    throw error;
  }
}

/** @throws MidstateError ERR_STORE_CORRUPT, ERR_STORE_UNAVAILABLE where the browser cannot read it */
export async function findingsOf(database: IDBDatabase): Promise<Findings> {
  try {
    return await transact(database, 'readonly', checkRecords);
  } catch (error) {
    throw indexedDbError(database.name, error);
  }
}
