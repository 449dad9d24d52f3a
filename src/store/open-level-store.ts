/**
 * A store on disk, in LevelDB through classic-level (an optional package). Its keys: level-layout.node.ts.
 *
 * Every append and every rollback is one batch, written with fsync before it is acknowledged: what a reorg disconnects,
 * what it connects and the headers that it leaves to the branches stand in one record of LevelDB's log before any of
 * them is in a table. That log is the write-ahead log: LevelDB replays it when it is opened, and a batch that was cut
 * off is left out whole, so a chain is the one before a reorg or the one after. That a batch which was acknowledged is
 * not left out too is seen by the state in the database and by the witness beside it (level-witness.node.ts).
 *
 * Opening reads the whole store: the checksums of LevelDB's files before LevelDB sees them (level-files.node.ts), then
 * every entry (level-scan.node.ts). No record is cached between calls, so what is read is what is on the disk. One
 * process at a time can have a directory open.
 *
 * Of a million headers, with Node 24 on two busy cores of an EPYC and a virtual disk, the best of four
 * (`node bench/store.ts`): imported 2,000 at a time, each append durable, in 1.4 s; opened, everything checked, in 0.4 s;
 * one more header appended in 0.9 ms. The process takes 230 MB at most, of which some 85 are LevelDB's tables, mapped from
 * the disk; what this code holds is some tables of 2 MB and some megabytes of entries, whatever the length of the chain.
 */
import { isMidstateError, type MidstateError } from '../errors.ts';
import { assertInteger, assertObject, describe } from '../primitives/index.ts';
import { openLevelDatabase, type LevelDatabase } from './level-database.ts';
import { corrupt, levelError } from './level-errors.ts';
import {
  bodyKey,
  branchKey,
  encodeNumbers,
  encodeState,
  HEIGHTS_PER_PAGE,
  pageKey,
  pageStart,
  seal,
  sealInPlace,
  STATE_KEY,
  type StoreState,
} from './level-layout.node.ts';
import { beginOrCheck } from './level-opening.node.ts';
import {
  bodyChecksumAt,
  encodePage,
  packRecords,
  sliceRecords,
  type PackedRecords,
  type PageRecords,
} from './level-page.node.ts';
import { HEIGHTS_PER_READ, LevelReader, type Snapshot } from './level-reader.node.ts';
import { findIntact } from './level-salvage.node.ts';
import { LevelWitness } from './level-witness.node.ts';
import {
  assertContinues,
  assertRecords,
  copyBranches,
  copyNetwork,
  HEADERS_PER_CHUNK,
  MAX_HEIGHT,
} from './store-arguments.ts';
import { storeClosed } from './store-errors.ts';
import type { BlockRecord, ChainStore, StoredTip, StoreNetwork } from './store.ts';

/** What is added to it lies outside of the JavaScript heap, a few bytes for a removal: a rollback can be of any length. */
type Batch = ReturnType<LevelDatabase['batch']>;

const BRANCH_BYTES_PER_ENTRY = HEADERS_PER_CHUNK * 80;

class LevelStore implements ChainStore {
  readonly kind = 'level';
  readonly location: string;
  readonly network: StoreNetwork;
  readonly #database: LevelDatabase;
  readonly #reader: LevelReader;
  readonly #witness: LevelWitness;
  /** Ends when the write that was asked for last has ended, well or not. */
  #lastWrite: Promise<void> = Promise.resolve();
  #failedWrite: MidstateError | undefined;
  #closing: Promise<void> | undefined;

  constructor(database: LevelDatabase, witness: LevelWitness, location: string, network: StoreNetwork) {
    this.#database = database;
    this.#reader = new LevelReader(database, location);
    this.#witness = witness;
    this.location = location;
    this.network = network;
  }

  async tip(): Promise<StoredTip | undefined> {
    return this.#read(async (snapshot) => {
      const { range } = await this.#reader.state(snapshot);
      return range && { height: range.tip, header: await this.#reader.headers(range.tip, range.tip, snapshot) };
    });
  }

  async append(records: readonly BlockRecord[], branches?: Uint8Array): Promise<void> {
    this.#assertOpen();
    assertRecords(records);
    const packed = packRecords(records);
    const copiedBranches = copyBranches(branches);
    if (packed === undefined && copiedBranches.length === 0) return;
    await this.#write(async (batch, state) => {
      let next = state;
      if (packed !== undefined) {
        assertContinues(state.range?.tip, packed.first);
        next = await this.#replaceFrom(batch, state, packed.first, packed);
      }
      return addBranches(batch, next, copiedBranches);
    });
  }

  async rollback(height: number): Promise<void> {
    this.#assertOpen();
    assertInteger('height', height, -1, MAX_HEIGHT);
    await this.#write(async (batch, state) => {
      if (state.range === undefined || height >= state.range.tip) return undefined;
      return this.#replaceFrom(batch, state, height + 1);
    });
  }

  async *headers(fromHeight = 0, toHeight: number = MAX_HEIGHT): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    yield* this.#readAll(async function* (reader, snapshot) {
      const { range } = await reader.state(snapshot);
      const last = Math.min(toHeight, range?.tip ?? -1);
      for (let at = Math.max(fromHeight, range?.lowest ?? 0); at <= last;) {
        const end = Math.min(pageStart(at) + HEIGHTS_PER_READ, last + 1);
        yield await reader.headers(at, end - 1, snapshot);
        at = end;
      }
    });
  }

  async *branches(): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    yield* this.#readAll(async function* (reader, snapshot) {
      const { branchEntries } = await reader.state(snapshot);
      for (let number = 0; number < branchEntries; number++) yield await reader.branches(number, snapshot);
    });
  }

  async body(height: number): Promise<Uint8Array | undefined> {
    this.#assertOpen();
    assertInteger('height', height, 0, MAX_HEIGHT);
    return this.#read(async (snapshot) => {
      const { range } = await this.#reader.state(snapshot);
      if (range === undefined || height < range.lowest || height > range.tip) return undefined;
      return this.#reader.body(await this.#reader.page(height, snapshot), height, snapshot);
    });
  }

  async bodyHeights(fromHeight = 0, toHeight: number = MAX_HEIGHT): Promise<number[]> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    return this.#read(async (snapshot) => {
      const { range } = await this.#reader.state(snapshot);
      const last = Math.min(toHeight, range?.tip ?? -1);
      const heights: number[] = [];
      for (let at = Math.max(fromHeight, range?.lowest ?? 0); at <= last;) {
        const end = Math.min(pageStart(at) + HEIGHTS_PER_READ, last + 1);
        for (const page of await this.#reader.pages(at, end - 1, snapshot)) {
          for (let height = Math.max(page.first, at); height <= Math.min(page.last, last); height++)
            if (bodyChecksumAt(page, height) !== 0) heights.push(height);
        }
        at = end;
      }
      return heights;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#lastWrite.then(() => closeBoth(this.#database, this.#witness, this.location));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Puts the records from a height on in place of all that stand there and above, or nothing. The state after it. */
  async #replaceFrom(batch: Batch, state: StoreState, height: number, added?: PackedRecords): Promise<StoreState> {
    const { range } = state;
    const below = range !== undefined && height > range.lowest ? range : undefined;
    // the part of the page that stays, and the seal of the page under it
    let kept: PageRecords | undefined;
    let before = 0;
    if (below && height === below.tip + 1 && height === pageStart(height)) {
      before = state.pageSeal;
    } else if (below) {
      const page = await this.#reader.page(height - 1);
      if (page.last + 1 === pageStart(height)) before = page.seal;
      else [before, kept] = [page.before, sliceRecords(page, 0, height - page.first)];
    }
    if (range && height <= range.tip) {
      for await (const key of this.#database.keys({ gte: pageKey(height), lte: bodyKey(MAX_HEIGHT) })) batch.del(key);
    }
    const count = added ? added.headers.length / 80 : 0;
    const end = height + count;
    for (let start = pageStart(height); start < end || kept; start += HEIGHTS_PER_PAGE) {
      const parts: PageRecords[] = kept ? [kept] : [];
      if (added) {
        const from = Math.max(start, height) - height;
        parts.push(sliceRecords(added, from, Math.min(start + HEIGHTS_PER_PAGE, end) - height));
      }
      kept = undefined;
      const { value, seal: pageSeal } = encodePage(before, ...parts);
      batch.put(pageKey(start), value);
      before = pageSeal;
    }
    for (const body of added?.bodies ?? []) batch.put(bodyKey(body.height), body.body);
    const lowest = below ? below.lowest : height;
    return { ...state, range: end > lowest ? { lowest, tip: end - 1 } : undefined, pageSeal: before };
  }

  async #read<T>(read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      const snapshot = this.#database.snapshot();
      try {
        return await read(snapshot);
      } finally {
        await snapshot.close();
      }
    } catch (error) {
      throw this.#translate(error);
    }
  }

  async *#readAll(
    read: (reader: LevelReader, snapshot: Snapshot) => AsyncGenerator<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    try {
      const snapshot = this.#database.snapshot();
      try {
        yield* read(this.#reader, snapshot);
      } finally {
        await snapshot.close();
      }
    } catch (error) {
      throw this.#translate(error);
    }
  }

  /**
   * Waits for the writes before, then writes in one durable batch what is planned for the state that there is then. The
   * plan returns the state after it, or undefined when nothing is to be changed.
   */
  #write(plan: (batch: Batch, state: StoreState) => Promise<StoreState | undefined>): Promise<void> {
    const write = this.#lastWrite.then(async () => {
      // LevelDB cannot tell how much of a failed write is in its log, and on replay a torn entry can hide what stands
      // behind it. So nothing is acknowledged after one: the store must be opened again.
      if (this.#failedWrite) throw this.#failedWrite;
      const state = await this.#reader.state();
      const batch = this.#database.batch();
      let next: StoreState | undefined;
      try {
        next = await plan(batch, state);
      } catch (error) {
        await batch.close();
        throw error;
      }
      await (next === undefined ? batch.close() : this.#commit(batch, { ...next, write: state.write + 1 }));
    });
    const settled = write.catch((error: unknown) => {
      throw levelError(this.location, error);
    });
    this.#lastWrite = settled.catch(() => {});
    return settled;
  }

  async #commit(batch: Batch, state: StoreState): Promise<void> {
    batch.put(STATE_KEY, seal(STATE_KEY, encodeState(state)));
    try {
      await batch.write({ sync: true });
      await this.#witness.write({ write: state.write, tip: state.range?.tip });
    } catch (error) {
      throw (this.#failedWrite = levelError(this.location, error));
    }
  }

  #assertOpen(): void {
    if (this.#closing) throw storeClosed();
  }

  /** An error of a read: when the store was closed meanwhile, that is the reason. */
  #translate(error: unknown): MidstateError {
    return this.#closing ? storeClosed() : levelError(this.location, error);
  }
}

function addBranches(batch: Batch, state: StoreState, branches: Uint8Array): StoreState {
  let { branchEntries, branchSeal } = state;
  for (let at = 0; at < branches.length; at += BRANCH_BYTES_PER_ENTRY) {
    const headers = branches.subarray(at, at + BRANCH_BYTES_PER_ENTRY);
    const key = branchKey(branchEntries++);
    const value = new Uint8Array(4 + headers.length + 4);
    value.set(encodeNumbers(branchSeal));
    value.set(headers, 4);
    branchSeal = sealInPlace(key, value);
    batch.put(key, value);
  }
  return { ...state, branchEntries, branchSeal };
}

async function closeBoth(database: LevelDatabase, witness: LevelWitness, path: string): Promise<void> {
  try {
    try {
      await witness.close();
    } finally {
      await database.close();
    }
  } catch (error) {
    throw levelError(path, error);
  }
}

/**
 * Opens the store in a directory, made if there is none. Everything in it is read and checked. Without `network` it is
 * opened for the one whose chain it holds.
 * @throws TypeError, RangeError for a malformed argument; TypeError for a new store without a network
 * @throws MidstateError
 * - ERR_STORE_LOCKED: it is open already, here or in another process
 * - ERR_STORE_MISMATCH: it holds another network's chain, or another format
 * - ERR_STORE_CORRUPT: something in it is not what was written, or what was acknowledged is not there
 * - ERR_STORE_UNAVAILABLE: the package classic-level is missing, or the directory cannot be used
 */
export async function openLevelStore(path: string, options: { network?: StoreNetwork } = {}): Promise<ChainStore> {
  if (typeof path !== 'string' || path === '') throw new TypeError(`path: expected a directory, got ${describe(path)}`);
  assertObject('options', options);
  const wanted = options.network === undefined ? undefined : copyNetwork({ network: options.network });
  const database = await openOrExplain(path, wanted !== undefined);
  const witness = new LevelWitness(path);
  try {
    const network = await beginOrCheck(database, witness, path, wanted);
    return new LevelStore(database, witness, path, network);
  } catch (error) {
    // why it cannot be used says more than that it cannot be closed either
    await closeBoth(database, witness, path).catch(() => {});
    throw error instanceof TypeError ? error : levelError(path, error);
  }
}

/** Opens the database; where its files are damaged, the error says what can still be read. */
async function openOrExplain(path: string, mayMake: boolean): Promise<LevelDatabase> {
  try {
    return await openLevelDatabase(path, mayMake);
  } catch (error) {
    if (!isMidstateError(error, 'ERR_STORE_CORRUPT')) throw error;
    const intact = await findIntact(path);
    throw corrupt(path, error.details.problem, { cause: error.cause, ...(intact !== undefined && { intact }) });
  }
}
