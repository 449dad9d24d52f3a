/** What `midstate/store/indexeddb` gives a page, over memory: databases by name, one opener each, and a queue of those who wait. */
import { MidstateError } from '../../../src/errors.ts';
import { createMemoryStore, type ChainStore, type StoreNetwork } from '../../../src/store/index.ts';
import type * as indexedDb from '../../../src/store/indexeddb-store.ts';

interface Database {
  records: ChainStore;
  isOpen: boolean;
  readonly queue: (() => void)[];
  /** What opening is rejected with until it is rebuilt or deleted. */
  problem: MidstateError | undefined;
}

/** The databases of one browser, and what pages call. */
export class FakeDatabases implements Pick<
  typeof indexedDb,
  'openIndexedDbStore' | 'rebuildIndexedDbStore' | 'deleteIndexedDbStore'
> {
  readonly #databases = new Map<string, Database>();
  /** The names of calls that came to something, in order. */
  readonly done: string[] = [];

  /** From now on, opening it fails so. */
  async plant(name: string, network: StoreNetwork, problem: MidstateError): Promise<void> {
    (await this.#database(name, network)).problem = problem;
  }

  readonly openIndexedDbStore = async (
    name: string,
    { network, signal }: indexedDb.IndexedDbStoreOptions = {},
  ): Promise<ChainStore> => {
    const database = await this.#database(name, network!);
    if (database.isOpen && signal === undefined)
      throw new MidstateError('ERR_STORE_LOCKED', `the store ${name} is open already`, { path: name });
    if (database.isOpen)
      await new Promise<void>((resolve, reject) => {
        database.queue.push(resolve);
        signal!.addEventListener('abort', () => {
          const place = database.queue.indexOf(resolve);
          if (place >= 0) database.queue.splice(place, 1);
          reject(signal!.reason as Error);
        });
      });
    if (database.problem) {
      const { problem } = database;
      database.queue.shift()?.();
      throw problem;
    }
    database.isOpen = true;
    return opened(name, database);
  };

  readonly rebuildIndexedDbStore = async (name: string): Promise<indexedDb.IndexedDbRebuild> => {
    this.done.push('rebuild');
    const database = this.#databases.get(name)!;
    database.problem = undefined;
    await database.records.rollback(1);
    return { kept: { lowest: 0, tip: 1 }, lostUpTo: 2 };
  };

  readonly deleteIndexedDbStore = async (name: string): Promise<void> => {
    this.done.push('delete');
    const database = this.#databases.get(name)!;
    if (database.isOpen) throw new MidstateError('ERR_STORE_LOCKED', 'is open', { path: name });
    this.#databases.delete(name);
  };

  async #database(name: string, network: StoreNetwork): Promise<Database> {
    const records = await createMemoryStore({ network });
    const database = this.#databases.get(name) ?? { records, isOpen: false, queue: [], problem: undefined };
    this.#databases.set(name, database);
    return database;
  }
}

function opened(location: string, database: Database): ChainStore {
  const { records } = database;
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    database.isOpen = false;
    database.queue.shift()?.();
  };
  const whileOpen = <T>(use: () => T): T => {
    if (isClosed) throw new MidstateError('ERR_CLOSED', 'the store is closed', { what: 'store' });
    return use();
  };
  return {
    kind: 'indexeddb',
    location,
    network: records.network,
    tip: () => whileOpen(() => records.tip()),
    append: (added, branches) => whileOpen(() => records.append(added, branches)),
    rollback: (height) => whileOpen(() => records.rollback(height)),
    headers: (from, to) => whileOpen(() => records.headers(from, to)),
    branches: () => whileOpen(() => records.branches()),
    body: (height) => whileOpen(() => records.body(height)),
    bodyHeights: (from, to) => whileOpen(() => records.bodyHeights(from, to)),
    close,
    [Symbol.asyncDispose]: close,
  };
}
