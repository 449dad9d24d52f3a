/**
 * A store on disk, in LevelDB through classic-level (an optional package). Its keys: level-layout.node.ts.
 *
 * Every append and every rollback is one batch, written with fsync before it is acknowledged: LevelDB replays its log
 * when it is opened, and a batch that was cut off is left out whole. That a batch which was acknowledged is not left out
 * too is seen by its mark in the database and by the witness beside it (level-witness.node.ts). No record is cached
 * between calls, so what is read is what is on the disk. One process at a time can have a directory open.
 */
import { MidstateError } from '../errors.ts';
import { assertInteger, describe, equalBytes, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { openLevelDatabase, type LevelDatabase } from './level-database.ts';
import { corrupt, levelError, messageOf } from './level-errors.ts';
import {
  bodyKey,
  branchKey,
  decodeNumbers,
  encodeNumbers,
  FORMAT_KEY,
  FORMAT_VERSION,
  headerKey,
  markKey,
  NETWORK_KEY,
  RANGE_KEY,
  seal,
  unseal,
  type HeightRange,
} from './level-layout.node.ts';
import { LevelWitness, WITNESS_FILE, type Acknowledged } from './level-witness.node.ts';
import {
  assertContinues,
  copyBranches,
  copyNetwork,
  copyRecords,
  HEADERS_PER_CHUNK,
  MAX_HEIGHT,
  storeClosed,
} from './store-arguments.ts';
import type { BlockRecord, ChainStore, StoredTip, StoreNetwork } from './store.ts';

type Snapshot = ReturnType<LevelDatabase['snapshot']>;
/** What is added to it lies outside of the JavaScript heap, a few bytes for a removal: a rollback can be of any length. */
type Batch = ReturnType<LevelDatabase['batch']>;

/** How many headers below the tip are looked at when a store is opened. */
const HEADERS_CHECKED_AT_OPEN = 6;

const MAX_WRITE = 0xffff_ffff;

const FIELD_NAMES = { name: 'name', genesisHash: 'genesis block', targetSpacing: 'block interval in seconds' } as const;

/** Marks of writes that are kept: all are read when the store is opened, so there must not be many. */
const MARKS_KEPT = 1000;

class LevelStore implements ChainStore {
  readonly kind = 'level';
  readonly location: string;
  readonly network: StoreNetwork;
  readonly #database: LevelDatabase;
  readonly #witness: LevelWitness;
  /** Number of the newest write: one a second lasts for 136 years. */
  #newestWrite = 0;
  /** Ends when the write that was asked for last has ended, well or not. */
  #lastWrite: Promise<void> = Promise.resolve();
  #failedWrite: MidstateError | undefined;
  #closing: Promise<void> | undefined;

  constructor(database: LevelDatabase, location: string, network: StoreNetwork) {
    this.#database = database;
    this.#witness = new LevelWitness(location);
    this.location = location;
    this.network = network;
  }

  async tip(): Promise<StoredTip | undefined> {
    return this.#read(async (snapshot) => {
      const range = await this.#range(snapshot);
      return range && { height: range.tip, header: await this.#chunk(range.tip, range.tip, snapshot) };
    });
  }

  async append(records: readonly BlockRecord[], branches?: Uint8Array): Promise<void> {
    this.#assertOpen();
    const copies = copyRecords(records);
    const copiedBranches = copyBranches(branches);
    const first = copies[0]?.height;
    const tip = copies.at(-1)?.height;
    if (copies.length === 0 && copiedBranches.length === 0) return;
    await this.#write((batch, range) => {
      // one batch has one mark, whose number is the branches' too
      if (copiedBranches.length > 0) put(batch, branchKey(this.#newestWrite + 1), copiedBranches);
      if (first === undefined || tip === undefined) return range?.tip;
      assertContinues(range?.tip, first);
      for (const { height, header, body } of copies) {
        put(batch, headerKey(height), header);
        put(batch, bodyKey(height), body);
      }
      put(batch, RANGE_KEY, encodeNumbers(Math.min(range?.lowest ?? first, first), tip));
      removeAbove(batch, tip, range);
      return tip;
    });
  }

  async rollback(height: number): Promise<void> {
    this.#assertOpen();
    assertInteger('height', height, -1, MAX_HEIGHT);
    await this.#write((batch, range) => {
      if (range === undefined || height >= range.tip) return range?.tip;
      const emptied = height < range.lowest;
      if (emptied) batch.del(RANGE_KEY);
      else put(batch, RANGE_KEY, encodeNumbers(range.lowest, height));
      removeAbove(batch, height, range);
      return emptied ? undefined : height;
    });
  }

  async *headers(fromHeight = 0, toHeight: number = MAX_HEIGHT): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    try {
      const snapshot = this.#database.snapshot();
      try {
        const range = await this.#range(snapshot);
        const last = Math.min(toHeight, range?.tip ?? -1);
        for (let at = Math.max(fromHeight, range?.lowest ?? 0); at <= last; at += HEADERS_PER_CHUNK) {
          yield await this.#chunk(at, Math.min(at + HEADERS_PER_CHUNK - 1, last), snapshot);
        }
      } finally {
        await snapshot.close();
      }
    } catch (error) {
      throw this.#translate(error);
    }
  }

  async *branches(): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    try {
      for await (const [key, sealed] of this.#database.iterator({ gte: branchKey(0), lte: branchKey(MAX_WRITE) })) {
        this.#assertOpen();
        const headers = unseal(key, sealed);
        if (headers === undefined)
          throw corrupt(this.location, `the entry ${describeKey(key)} is not what was written`);
        yield headers;
      }
    } catch (error) {
      throw this.#translate(error);
    }
  }

  async body(height: number): Promise<Uint8Array | undefined> {
    this.#assertOpen();
    assertInteger('height', height, 0, MAX_HEIGHT);
    return this.#read(async (snapshot) => {
      const range = await this.#range(snapshot);
      if (range === undefined || height < range.lowest || height > range.tip) return undefined;
      const body = await this.#value(bodyKey(height), snapshot);
      if (body === undefined) throw corrupt(this.location, `the body at height ${height} is missing`);
      return body;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#lastWrite
      .then(async () => {
        try {
          await this.#witness.close();
        } finally {
          await this.#database.close();
        }
      })
      .catch((error: unknown) => {
        throw levelError(this.location, error);
      });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Writes the first entries of a new database, or checks those of an old one.
   * @throws MidstateError ERR_STORE_MISMATCH, ERR_STORE_CORRUPT
   */
  async begin(): Promise<void> {
    try {
      const acknowledged = await this.#witness.read();
      const format = await this.#value(FORMAT_KEY);
      if (format === undefined) await this.#beginNew(acknowledged);
      else await this.#checkOld(format, acknowledged);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  async #beginNew(acknowledged: Acknowledged | undefined): Promise<void> {
    const keys = await this.#database.keys({ limit: 1 }).all();
    if (keys.length > 0) throw corrupt(this.location, 'it holds entries, but no format version');
    if (acknowledged && acknowledged.write > 0) throw this.#lost(acknowledged, undefined);
    // So that from the first batch on there is a witness.
    await this.#witness.write({ write: 0, tip: undefined });
    const batch = this.#database.batch();
    put(batch, FORMAT_KEY, encodeNumbers(FORMAT_VERSION));
    put(batch, NETWORK_KEY, new TextEncoder().encode(JSON.stringify(this.network)));
    await this.#commit(batch, undefined);
  }

  async #checkOld(formatValue: Uint8Array, acknowledged: Acknowledged | undefined): Promise<void> {
    const format = decodeNumbers(formatValue, 1)?.[0];
    if (format !== FORMAT_VERSION) {
      const facts = `it has format ${format}, and this version of the package reads format ${FORMAT_VERSION}`;
      throw this.#mismatch('format', String(FORMAT_VERSION), String(format), facts);
    }
    const stored = await this.#storedNetwork();
    for (const field of ['name', 'genesisHash', 'targetSpacing'] as const) {
      const [expected, received] = [String(this.network[field]), String(stored[field])];
      if (received === expected) continue;
      const facts = `it holds a chain of another network, whose ${FIELD_NAMES[field]} is ${received}, and not ${expected}`;
      throw this.#mismatch(`network.${field}`, expected, received, facts);
    }
    const range = await this.#checkRecords();
    await this.#checkWrites(acknowledged, range?.tip);
  }

  async #storedNetwork(): Promise<StoreNetwork> {
    const network = await this.#value(NETWORK_KEY);
    if (network === undefined) throw corrupt(this.location, 'it names no network');
    try {
      return copyNetwork({ network: JSON.parse(new TextDecoder().decode(network)) });
    } catch (cause) {
      throw corrupt(this.location, `the network that it names is malformed: ${messageOf(cause)}`, cause);
    }
  }

  async #checkRecords(): Promise<HeightRange | undefined> {
    const range = await this.#range();
    if (range !== undefined) {
      await this.#chunk(Math.max(range.lowest, range.tip - HEADERS_CHECKED_AT_OPEN + 1), range.tip);
      await this.body(range.tip);
    }
    // not from the height above the tip: above the highest there is none
    const above = range === undefined ? { gte: headerKey(0) } : { gt: headerKey(range.tip) };
    const beyond = await this.#database.keys({ ...above, lte: headerKey(MAX_HEIGHT), limit: 1 }).all();
    if (beyond.length > 0)
      throw corrupt(this.location, `it holds a header above its tip at height ${range?.tip ?? 'none'}`);
    return range;
  }

  /** All writes since the oldest mark are there, up to the one that was acknowledged last. */
  async #checkWrites(acknowledged: Acknowledged | undefined, tip: number | undefined): Promise<void> {
    if (acknowledged === undefined) throw corrupt(this.location, `its file ${WITNESS_FILE} is missing`);
    let oldest: number | undefined;
    let newest: number | undefined;
    for await (const [key, value] of this.#database.iterator({ gte: markKey(0), lte: markKey(MAX_WRITE) })) {
      const write = decodeNumbers(key.subarray(1), 1)?.[0];
      if (write === undefined || unseal(key, value) === undefined)
        throw corrupt(this.location, `the entry ${describeKey(key)} is not what was written`);
      if (newest !== undefined && write !== newest + 1)
        throw corrupt(this.location, `of its writes, those between number ${newest} and ${write} are lost`);
      oldest ??= write;
      newest = write;
    }
    if (oldest === undefined || newest === undefined || newest < acknowledged.write)
      throw this.#lost(acknowledged, tip);
    this.#newestWrite = newest;
    // A write that nobody was told of is shown from now on, so it counts like the others.
    if (newest > acknowledged.write) await this.#witness.write({ write: newest, tip });
    if (newest === oldest) return;
    const batch = this.#database.batch();
    for (let write = oldest; write < newest; write++) batch.del(markKey(write));
    await batch.write();
  }

  async #range(snapshot?: Snapshot): Promise<HeightRange | undefined> {
    const value = await this.#value(RANGE_KEY, snapshot);
    if (value === undefined) return undefined;
    const [lowest, tip] = decodeNumbers(value, 2) ?? [];
    if (lowest === undefined || tip === undefined || lowest > tip)
      throw corrupt(this.location, 'its range of heights makes no sense');
    return { lowest, tip };
  }

  /** All headers from one height to another, both included, which must be there. */
  async #chunk(from: number, to: number, snapshot?: Snapshot): Promise<Uint8Array> {
    const options = { gte: headerKey(from), lte: headerKey(to), ...(snapshot && { snapshot }) };
    const entries = await this.#database.iterator(options).all();
    const headers = new Uint8Array((to - from + 1) * HEADER_SIZE_BYTES);
    for (let height = from; height <= to; height++) {
      const [key, sealed] = entries[height - from] ?? [];
      if (key === undefined || sealed === undefined || !equalBytes(key, headerKey(height))) {
        throw corrupt(this.location, `the header at height ${height} is missing`);
      }
      const header = unseal(key, sealed);
      if (header?.length !== HEADER_SIZE_BYTES)
        throw corrupt(this.location, `the header at height ${height} is not what was written`);
      headers.set(header, (height - from) * HEADER_SIZE_BYTES);
    }
    return headers;
  }

  async #value(key: Uint8Array, snapshot?: Snapshot): Promise<Uint8Array | undefined> {
    const sealed = await this.#database.get(key, snapshot ? { snapshot } : {});
    if (sealed === undefined) return undefined;
    const value = unseal(key, sealed);
    if (value === undefined) throw corrupt(this.location, `the entry ${describeKey(key)} is not what was written`);
    return value;
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

  /**
   * Waits for the writes before, then writes in one durable batch what is planned for the range that there is then. The
   * plan returns the tip height after it.
   */
  #write(plan: (batch: Batch, range: HeightRange | undefined) => number | undefined): Promise<void> {
    const write = this.#lastWrite.then(async () => {
      // LevelDB cannot tell how much of a failed write is in its log, and on replay a torn entry can hide what stands
      // behind it. So nothing is acknowledged after one: the store must be opened again.
      if (this.#failedWrite) throw this.#failedWrite;
      const range = await this.#range();
      const batch = this.#database.batch();
      let tip: number | undefined;
      try {
        tip = plan(batch, range);
      } catch (error) {
        await batch.close();
        throw error;
      }
      await (batch.length === 0 ? batch.close() : this.#commit(batch, tip));
    });
    const settled = write.catch((error: unknown) => {
      throw levelError(this.location, error);
    });
    this.#lastWrite = settled.catch(() => {});
    return settled;
  }

  async #commit(batch: Batch, tip: number | undefined): Promise<void> {
    const write = this.#newestWrite + 1;
    put(batch, markKey(write), new Uint8Array());
    // Where a batch was lost, so was this removal: the mark that it leaves behind shows the gap, however old it is.
    if (write > MARKS_KEPT) batch.del(markKey(write - MARKS_KEPT));
    try {
      await batch.write({ sync: true });
      await this.#witness.write({ write, tip });
    } catch (error) {
      throw (this.#failedWrite = levelError(this.location, error));
    }
    this.#newestWrite = write;
  }

  #assertOpen(): void {
    if (this.#closing) throw storeClosed();
  }

  /** An error of a read: when the store was closed meanwhile, that is the reason. */
  #translate(error: unknown): MidstateError {
    return this.#closing ? storeClosed() : levelError(this.location, error);
  }

  #lost(acknowledged: Acknowledged, tip: number | undefined): MidstateError {
    const [was, is] = [acknowledged.tip, tip].map((height) =>
      height === undefined ? 'none' : `up to height ${height}`,
    );
    const problem = `writes that were acknowledged are lost: its records were ${was} after the last, and are ${is} now`;
    return corrupt(this.location, problem);
  }

  #mismatch(field: string, expected: string, received: string, facts: string): MidstateError {
    const message = `the store ${this.location} cannot be used here: ${facts}; name another directory`;
    return new MidstateError('ERR_STORE_MISMATCH', message, { path: this.location, field, expected, received });
  }
}

function put(batch: Batch, key: Uint8Array, value: Uint8Array): void {
  batch.put(key, seal(key, value));
}

/** Removes what a range holds above a height. */
function removeAbove(batch: Batch, height: number, range: HeightRange | undefined): void {
  if (range === undefined) return;
  for (let at = Math.max(height + 1, range.lowest); at <= range.tip; at++) {
    batch.del(headerKey(at));
    batch.del(bodyKey(at));
  }
}

function describeKey(key: Uint8Array): string {
  const letter = String.fromCharCode(key[0] ?? 0);
  if (key.length === 1) return letter;
  return `${letter} ${letter === 'w' || letter === 's' ? 'of write' : 'at height'} ${decodeNumbers(key.subarray(1), 1)?.[0]}`;
}

/**
 * Opens the store in a directory, made if there is none.
 * @throws TypeError, RangeError for a malformed argument
 * @throws MidstateError
 * - ERR_STORE_LOCKED: it is open already, here or in another process
 * - ERR_STORE_MISMATCH: it holds another network's chain, or a newer format
 * - ERR_STORE_CORRUPT: its newest entries are not what was written, or what was acknowledged is not there
 * - ERR_STORE_UNAVAILABLE: the package classic-level is missing, or the directory cannot be used
 */
export async function openLevelStore(path: string, options: { network: StoreNetwork }): Promise<ChainStore> {
  if (typeof path !== 'string' || path === '') throw new TypeError(`path: expected a directory, got ${describe(path)}`);
  const network = copyNetwork(options);
  const database = await openLevelDatabase(path);
  const store = new LevelStore(database, path, network);
  try {
    await store.begin();
  } catch (error) {
    // why it cannot be used says more than that it cannot be closed either
    await store.close().catch(() => {});
    throw error;
  }
  return store;
}
