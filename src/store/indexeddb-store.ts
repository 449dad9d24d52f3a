/**
 * A store in a browser, in IndexedDB: in pages and in workers. Its records: indexeddb-layout.ts.
 *
 * Every append and every rollback is one transaction with `durability: 'strict'`, acknowledged when the browser says that
 * it is on the disk. Every record has a checksum, and all are verified when the store is opened. No record is cached
 * between calls. One page or worker at a time can have it open (indexeddb-lock.ts).
 *
 * That the browser lost the database, or its newest writes, is seen by a note beside it (indexeddb-witness.ts). What no
 * store can see: that the data of the whole origin is gone, as the user cleared it, or the disk was full and the origin had not been granted
 * `navigator.storage.persist()`. Then the store is new and empty when it is opened again.
 *
 * @module midstate/store/indexeddb
 */
import type { MidstateError } from '../errors.ts';
import { assertInteger } from '../primitives/index.ts';
import type { Findings } from './indexeddb-check.ts';
import { readPage, readState, result, transact, type Transaction } from './indexeddb-database.ts';
import { corrupt, indexedDbError, locked } from './indexeddb-errors.ts';
import {
  checkBody,
  decodeBranches,
  encodeBranches,
  encodeState,
  headersOf,
  pageOf,
  type StoreState,
} from './indexeddb-layout.ts';
import type { Release } from './indexeddb-lock.ts';
import { findingsOf, withDatabase } from './indexeddb-opening.ts';
import type { IndexedDbStoreOptions } from './indexeddb-options.ts';
import { HeaderReader } from './indexeddb-reader.ts';
import { replaceRecords } from './indexeddb-records.ts';
import { isNoted, writeNote } from './indexeddb-witness.ts';
import { assertContinues, copyBranches, copyRecords, MAX_HEIGHT, type HeightRange } from './store-arguments.ts';
import { assertSameNetwork, storeClosed, unavailable } from './store-errors.ts';
import type { BlockRecord, ChainStore, StoredTip, StoreNetwork } from './store.ts';

export { deleteIndexedDbStore, rebuildIndexedDbStore, type IndexedDbRebuild } from './indexeddb-rebuild.ts';
export type { IndexedDbStoreOptions } from './indexeddb-options.ts';
export type { HeightRange } from './store-arguments.ts';

const BRANCH_RECORDS_PER_REQUEST = 16;

class IndexedDbStore implements ChainStore {
  readonly kind = 'indexeddb';
  readonly location: string;
  readonly network: StoreNetwork;
  readonly #database: IDBDatabase;
  readonly #release: Release;
  readonly #readers = new Set<HeaderReader>();
  /** How often the store was written when it was read or written here last. Another number is another page's doing. */
  #writes: number;
  /** The newest write that the note beside the database speaks of. */
  #noted: number;
  /** The number after a write that is under way. */
  #nextWrites: number | undefined;
  /** Ends when the write that was asked for last has ended, well or not. */
  #lastWrite: Promise<void> = Promise.resolve();
  #lost: MidstateError | undefined;
  #closing: Promise<void> | undefined;

  constructor(database: IDBDatabase, release: Release, network: StoreNetwork, writes: number) {
    this.#database = database;
    this.#release = release;
    this.location = database.name;
    this.network = network;
    this.#writes = writes;
    this.#noted = writes;
    // The connection is given up, or the page that wants to delete the database or to change its format waits for ever.
    database.onversionchange = () => this.#lose('another page deletes it or changes its format');
    database.onclose = () => this.#lose('the browser closed it: its data may have been cleared');
  }

  async tip(): Promise<StoredTip | undefined> {
    return this.#read(async (transaction, { range }) => {
      if (range === undefined) return undefined;
      const page = await readPage(this.location, transaction, pageOf(range.tip));
      if (page.last !== range.tip) throw corrupt(this.location, `the header at height ${range.tip} is missing`);
      return { height: range.tip, header: headersOf(page, range.tip, range.tip) };
    });
  }

  async append(records: readonly BlockRecord[], branches?: Uint8Array): Promise<void> {
    this.#assertOpen();
    const copies = copyRecords(records);
    const copiedBranches = copyBranches(branches);
    const first = copies[0]?.height;
    if (first === undefined && copiedBranches.length === 0) return;
    await this.#write(async (transaction, state) => {
      let next = state;
      if (first !== undefined) {
        assertContinues(state.range?.tip, first);
        next = { ...next, ...(await this.#replace(transaction, state.range, first, copies)) };
      }
      if (copiedBranches.length === 0) return next;
      const { value, sum } = encodeBranches(state.branchRecords, state.lastBranchSum, copiedBranches);
      transaction.branches.put(value, state.branchRecords);
      return { ...next, branchRecords: state.branchRecords + 1, lastBranchSum: sum };
    });
  }

  async rollback(height: number): Promise<void> {
    this.#assertOpen();
    assertInteger('height', height, -1, MAX_HEIGHT);
    await this.#write(async (transaction, state) => {
      if (state.range === undefined || height >= state.range.tip) return undefined;
      return { ...state, ...(await this.#replace(transaction, state.range, height + 1, [])) };
    });
  }

  async *headers(fromHeight = 0, toHeight: number = MAX_HEIGHT): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    const reader = await this.#read(async (_transaction, { range }) => {
      const [from, to] = [Math.max(fromHeight, range?.lowest ?? 0), Math.min(toHeight, range?.tip ?? -1)];
      if (from > to) return undefined;
      const made = new HeaderReader(from, to);
      // Before this transaction ends: the next write has to know of it.
      this.#readers.add(made);
      return made;
    });
    if (reader === undefined) return;
    try {
      while (!reader.isDone) {
        const item = await this.#read((transaction) => reader.read(transaction));
        if (item === undefined) throw corrupt(this.location, 'a page of its headers is not what was written');
        yield item;
        this.#assertOpen();
      }
    } finally {
      this.#readers.delete(reader);
    }
  }

  async *branches(): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    // They are only ever added to, so the first ones stay what they are.
    const count = await this.#read(async (_transaction, { branchRecords }) => branchRecords);
    for (let from = 0; from < count; from += BRANCH_RECORDS_PER_REQUEST) {
      const range = IDBKeyRange.bound(from, Math.min(from + BRANCH_RECORDS_PER_REQUEST, count) - 1);
      const values: unknown[] = await this.#read(({ branches }) => result(branches.getAll(range)));
      for (let number = from; number <= range.upper; number++) {
        const record = decodeBranches(values[number - from], number);
        if (record === undefined) throw corrupt(this.location, `the branch record ${number} is not what was written`);
        yield record.headers.slice();
        this.#assertOpen();
      }
    }
  }

  async body(height: number): Promise<Uint8Array | undefined> {
    this.#assertOpen();
    assertInteger('height', height, 0, MAX_HEIGHT);
    return this.#read(async (transaction, { range }) => {
      if (range === undefined || height < range.lowest || height > range.tip) return undefined;
      const page = await readPage(this.location, transaction, pageOf(height));
      const stored: unknown = await result(transaction.bodies.get(height));
      const body = height >= page.first && height <= page.last ? checkBody(page, height, stored) : undefined;
      if (body === undefined) throw corrupt(this.location, `the body at height ${height} is not what was written`);
      return body;
    });
  }

  async bodyHeights(fromHeight = 0, toHeight: number = MAX_HEIGHT): Promise<number[]> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    if (fromHeight > toHeight) return [];
    return this.#read(async ({ bodies }) => {
      const keys = await result(bodies.getAllKeys(IDBKeyRange.bound(fromHeight, toHeight)));
      return keys.map(Number);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#lastWrite.then(async () => {
      if (this.#writes > this.#noted && !this.#lost) await this.#note(this.#writes);
      this.#database.close();
      return this.#release();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #replace(
    transaction: Transaction,
    range: HeightRange | undefined,
    first: number,
    records: readonly BlockRecord[],
  ): Promise<Pick<StoreState, 'range' | 'lastPageSum'>> {
    for (const reader of this.#readers) await reader.keep(transaction, first);
    return replaceRecords(this.location, transaction, range, first, records);
  }

  async #read<T>(read: (transaction: Transaction, state: StoreState) => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await transact(this.#database, 'readonly', async (transaction) =>
        read(transaction, await this.#state(transaction)),
      );
    } catch (error) {
      throw this.#closing ? storeClosed() : (this.#lost ?? indexedDbError(this.location, error));
    }
  }

  /** Waits for the writes before, then does one transaction, whose plan returns the state after it, or none for no change. */
  #write(plan: (transaction: Transaction, state: StoreState) => Promise<StoreState | undefined>): Promise<void> {
    const write = this.#lastWrite.then(async () => {
      try {
        if (this.#lost) throw this.#lost;
        const writes = await transact(this.#database, 'readwrite', async (transaction) => {
          const state = await this.#state(transaction);
          const next = await plan(transaction, state);
          if (next === undefined) return state.writes;
          this.#nextWrites = state.writes + 1;
          transaction.meta.put(encodeState({ ...next, writes: this.#nextWrites }).value, 'state');
          return this.#nextWrites;
        });
        if (writes !== this.#writes && isNoted(writes)) await this.#note(writes);
        this.#writes = writes;
      } catch (error) {
        throw this.#lost ?? indexedDbError(this.location, error);
      } finally {
        this.#nextWrites = undefined;
      }
    });
    this.#lastWrite = write.catch(() => {});
    return write;
  }

  /** @throws MidstateError ERR_STORE_CORRUPT, or ERR_STORE_LOCKED when another page has written meanwhile */
  async #state(transaction: Transaction): Promise<StoreState> {
    const state = await readState(this.location, transaction);
    if (state.writes !== this.#writes && state.writes !== this.#nextWrites)
      throw locked(this.location, 'was written by another page meanwhile: close it, and open it again');
    return state;
  }

  async #note(writes: number): Promise<void> {
    await writeNote(this.location, writes);
    this.#noted = writes;
  }

  #lose(reason: string): void {
    this.#lost ??= unavailable(this.location, reason);
    this.#database.close();
    void this.#release();
  }

  #assertOpen(): void {
    if (this.#closing) throw storeClosed();
    if (this.#lost) throw this.#lost;
  }
}

/**
 * Opens the store in an IndexedDB database of this origin, made if there is none. Its whole content is read and verified.
 * Without `network` it takes the one that is stored.
 * @throws TypeError, RangeError for a malformed argument; TypeError for a new store without a network; `signal.reason`
 * @throws MidstateError
 * - ERR_STORE_LOCKED: it is open already, here or in another page or worker of the origin, and there is no signal to wait with
 * - ERR_STORE_MISMATCH: it holds another network's chain, or a newer format
 * - ERR_STORE_CORRUPT: a record is not what was written; `details.intact` are the heights that `rebuildIndexedDbStore` keeps
 * - ERR_STORE_UNAVAILABLE: there is no IndexedDB here, or it is refused (a private window, no room, something else of this name)
 */
export async function openIndexedDbStore(name: string, options: IndexedDbStoreOptions = {}): Promise<ChainStore> {
  return withDatabase(name, options, { mayMake: true }, async (database, release, wanted) => {
    const found = await findingsOf(database);
    options.signal?.throwIfAborted();
    if (found.problem !== undefined) throw corrupt(name, found.problem, found.intact);
    const { network, state } = found as Findings & { network: StoreNetwork; state: StoreState };
    assertSameNetwork(name, 'database', network, wanted);
    if (state.writes > found.noted) await writeNote(name, state.writes);
    return new IndexedDbStore(database, release, network, state.writes);
  });
}
