/** What comes before every use of a store's database: arguments, lock, opening, and a look at all records. */
import { checkRecords, type Findings } from './indexeddb-check.ts';
import { indexedDbFactory, openDatabase, transact } from './indexeddb-database.ts';
import { corrupt, indexedDbError } from './indexeddb-errors.ts';
import { takeStoreLock, type Release } from './indexeddb-lock.ts';
import { checkArguments, type IndexedDbStoreOptions } from './indexeddb-options.ts';
import { readNote } from './indexeddb-witness.ts';
import { unavailable } from './store-errors.ts';
import type { StoreNetwork } from './store.ts';

const LOST = 'the browser has lost its database, with all records';

/** Checks the arguments, takes the lock and opens; gives both back where `use` throws. */
export async function withDatabase<T>(
  name: string,
  options: IndexedDbStoreOptions,
  { mayMake }: { readonly mayMake: boolean },
  use: (database: IDBDatabase, release: Release, network: StoreNetwork | undefined) => Promise<T>,
): Promise<T> {
  const network = checkArguments(name, options);
  indexedDbFactory(name);
  const release = await takeStoreLock(name, options.signal);
  let database: IDBDatabase | undefined;
  try {
    // a database that the browser has lost is there to be rebuilt, and made for that
    database = await openDatabase(name, mayMake || (await readNote(name)) > 0 ? network : undefined);
    return await use(database, release, network);
  } catch (error) {
    database?.close();
    await release();
    if (database !== undefined || !(error instanceof TypeError)) throw error;
    // there is no database; when there should be, it is not the caller who forgot the network of a new one
    if ((await readNote(name)) > 0) throw corrupt(name, LOST);
    throw mayMake ? error : unavailable(name, 'there is no store of this name');
  }
}

/** @throws MidstateError ERR_STORE_CORRUPT, ERR_STORE_UNAVAILABLE where the browser cannot read it */
export async function findingsOf(database: IDBDatabase): Promise<Findings & { readonly noted: number }> {
  try {
    const found = await transact(database, 'readonly', checkRecords);
    const noted = await readNote(database.name);
    const { writes } = found.state ?? { writes: noted };
    const lost = writes === 0 ? LOST : `of the ${noted} writes that it acknowledged, only ${writes} are there`;
    return { ...found, noted, problem: found.problem ?? (writes < noted ? lost : undefined) };
  } catch (error) {
    throw indexedDbError(database.name, error);
  }
}
