/** Opening the database of a store, and its transactions as promises. */
import {
  EMPTY_STATE,
  encodeNetwork,
  encodeState,
  FORMAT_VERSION,
  decodePage,
  decodeState,
  type Page,
  type StoreState,
} from './indexeddb-layout.ts';
import { corrupt, indexedDbError, locked } from './indexeddb-errors.ts';
import { mismatch, unavailable } from './store-errors.ts';
import type { StoreNetwork } from './store.ts';

const OBJECT_STORES = ['bodies', 'branches', 'meta', 'pages'] as const;

/** A transaction over all object stores. */
export interface Transaction {
  readonly meta: IDBObjectStore;
  readonly pages: IDBObjectStore;
  readonly bodies: IDBObjectStore;
  readonly branches: IDBObjectStore;
}

/** @throws MidstateError ERR_STORE_UNAVAILABLE where the host has none */
export function indexedDbFactory(name: string): IDBFactory {
  const factory: IDBFactory | undefined = globalThis.indexedDB;
  if (factory === undefined) throw unavailable(name, 'this host has no IndexedDB');
  return factory;
}

/**
 * Opens the database; where there is none it is made, with its first records in the same transaction.
 * @throws TypeError for a new one without a network
 * @throws MidstateError ERR_STORE_UNAVAILABLE, ERR_STORE_MISMATCH for a newer format
 */
export async function openDatabase(name: string, network: StoreNetwork | undefined): Promise<IDBDatabase> {
  const factory = indexedDbFactory(name);
  let problem: unknown;
  let database: IDBDatabase;
  try {
    // Without a version, so that a newer format is opened too, and can be named.
    const opening = factory.open(name);
    opening.onupgradeneeded = () => {
      try {
        makeObjectStores(opening.result, network);
      } catch (error) {
        problem = error;
        // what is aborted was never made
        opening.transaction?.abort();
      }
    };
    database = await result(opening);
  } catch (error) {
    if (problem instanceof TypeError) throw problem;
    throw indexedDbError(name, problem ?? error);
  }
  // until a store takes over: whoever wants to delete it must not wait for this page
  database.onversionchange = () => database.close();
  const { version } = database;
  const names = Array.from(database.objectStoreNames);
  if (version === FORMAT_VERSION && names.join() === OBJECT_STORES.join()) return database;
  database.close();
  if (version === FORMAT_VERSION)
    throw unavailable(name, 'a database of this name holds something else; name another database');
  const facts = `it has format ${version}, and this version of the package reads format ${FORMAT_VERSION}`;
  throw mismatch(name, 'database', {
    field: 'format',
    expected: String(FORMAT_VERSION),
    received: String(version),
    facts,
  });
}

function makeObjectStores(database: IDBDatabase, network: StoreNetwork | undefined): void {
  if (network === undefined) throw new TypeError('options.network: expected a network for a new store, got undefined');
  for (const store of OBJECT_STORES) {
    const made = database.createObjectStore(store);
    if (store !== 'meta') continue;
    made.put(encodeNetwork(network).value, 'network');
    made.put(encodeState(EMPTY_STATE).value, 'state');
  }
}

/**
 * Deletes a database; none is no error.
 * @throws MidstateError ERR_STORE_LOCKED when another page holds it open; it is deleted as soon as that page lets go
 */
export async function deleteDatabase(name: string): Promise<void> {
  try {
    const deleting = indexedDbFactory(name).deleteDatabase(name);
    await new Promise<void>((resolve, reject) => {
      deleting.onsuccess = () => resolve();
      deleting.onerror = () => reject(toError(deleting.error));
      deleting.onblocked = () => reject(locked(name, 'is open in another page, and is deleted when that is closed'));
    });
  } catch (error) {
    throw indexedDbError(name, error);
  }
}

/** The result of a request. Only of reads: a write that fails aborts its transaction, which says so. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(toError(request.error));
  });
}

/**
 * Runs one transaction. Resolves when it is complete, which for a write is when it is durable: `strict` asks the browser
 * to wait until the disk has it. Where `work` throws, nothing is written.
 *
 * A transaction ends by itself once no request of it is left, so `work` awaits requests alone.
 */
export async function transact<T>(
  database: IDBDatabase,
  mode: 'readonly' | 'readwrite',
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction(OBJECT_STORES, mode, mode === 'readwrite' ? { durability: 'strict' } : {});
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(toError(transaction.error));
  });
  // whoever waits for it hears of it; until then it must not count as unhandled
  ended.catch(() => {});
  const [bodies, branches, meta, pages] = OBJECT_STORES.map((store) => transaction.objectStore(store)) as [
    IDBObjectStore,
    IDBObjectStore,
    IDBObjectStore,
    IDBObjectStore,
  ];
  try {
    const worked = await work({ bodies, branches, meta, pages });
    await ended;
    return worked;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // it has ended already
    }
    await ended.catch(() => {});
    // The reason of an abort says more than the requests that it took along, which all say AbortError.
    throw error instanceof DOMException && error.name === 'AbortError' && transaction.error ? transaction.error : error;
  }
}

/** The state of a store. @throws MidstateError ERR_STORE_CORRUPT */
export async function readState(name: string, { meta }: Transaction): Promise<StoreState> {
  const state = decodeState(await result(meta.get('state') as IDBRequest<unknown>));
  if (state === undefined) throw corrupt(name, 'its state is not what was written');
  return state;
}

/** A page that must be there. @throws MidstateError ERR_STORE_CORRUPT */
export async function readPage(name: string, { pages }: Transaction, number: number): Promise<Page> {
  const page = decodePage(await result(pages.get(number) as IDBRequest<unknown>), number);
  if (page === undefined) throw corrupt(name, `the page ${number} of its headers is not what was written`);
  return page;
}

function toError(error: DOMException | null): DOMException {
  return error ?? new DOMException('the browser gives no reason', 'UnknownError');
}
