/** A store in memory: for tests, for browsers without a database, and for a devnet that need not outlive its process. */
import { assertInteger, concatBytes } from '../primitives/index.ts';
import {
  assertContinues,
  copyBranches,
  copyNetwork,
  copyRecords,
  HEADERS_PER_CHUNK,
  MAX_HEIGHT,
} from './store-arguments.ts';
import { storeClosed } from './store-errors.ts';
import type { BlockRecord, ChainStore, StoredTip, StoreNetwork } from './store.ts';

/** Each method does its work before its first await, so writes are atomic and in order without a queue. */
class MemoryStore implements ChainStore {
  readonly kind = 'memory';
  readonly location = 'memory';
  readonly network: StoreNetwork;
  /** Ascending, without a gap. Changed in place, so that a record costs the same in a long chain; a reader has a copy. */
  #records: BlockRecord[] = [];
  #branches: Uint8Array[] = [];
  #closed = false;

  constructor(network: StoreNetwork) {
    this.network = network;
  }

  async tip(): Promise<StoredTip | undefined> {
    this.#assertOpen();
    const top = this.#records.at(-1);
    return top && { height: top.height, header: top.header.slice() };
  }

  async append(records: readonly BlockRecord[], branches?: Uint8Array): Promise<void> {
    this.#assertOpen();
    const copies = copyRecords(records);
    const copiedBranches = copyBranches(branches);
    const first = copies[0];
    if (first !== undefined) {
      assertContinues(this.#records.at(-1)?.height, first.height);
      this.#cutAt(first.height);
      for (const copy of copies) this.#records.push(copy);
    }
    if (copiedBranches.length > 0) this.#branches.push(copiedBranches);
  }

  async rollback(height: number): Promise<void> {
    this.#assertOpen();
    assertInteger('height', height, -1, MAX_HEIGHT);
    this.#cutAt(height + 1);
  }

  async *headers(fromHeight = 0, toHeight: number = MAX_HEIGHT): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    const wanted = this.#records.slice(this.#placeOf(fromHeight), this.#placeOf(toHeight + 1));
    for (let at = 0; at < wanted.length; at += HEADERS_PER_CHUNK) {
      this.#assertOpen();
      yield concatBytes(...wanted.slice(at, at + HEADERS_PER_CHUNK).map((record) => record.header));
    }
  }

  async *branches(): AsyncGenerator<Uint8Array> {
    this.#assertOpen();
    const written = this.#branches.slice();
    for (const headers of written) {
      this.#assertOpen();
      yield headers.slice();
    }
  }

  async body(height: number): Promise<Uint8Array | undefined> {
    this.#assertOpen();
    assertInteger('height', height, 0, MAX_HEIGHT);
    const record = this.#records[this.#placeOf(height)];
    return record?.height === height ? record.body.slice() : undefined;
  }

  async bodyHeights(fromHeight = 0, toHeight: number = MAX_HEIGHT): Promise<number[]> {
    this.#assertOpen();
    assertInteger('fromHeight', fromHeight, 0, MAX_HEIGHT);
    assertInteger('toHeight', toHeight, 0, MAX_HEIGHT);
    const wanted = this.#records.slice(this.#placeOf(fromHeight), this.#placeOf(toHeight + 1));
    return wanted.filter(({ body }) => body.length > 0).map(({ height }) => height);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#records = [];
    this.#branches = [];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Where the record of a height stands, or would stand; 0 below the lowest. */
  #placeOf(height: number): number {
    return Math.max(height - (this.#records[0]?.height ?? 0), 0);
  }

  /** Removes the records at a height and above. */
  #cutAt(height: number): void {
    this.#records.splice(this.#placeOf(height));
  }

  #assertOpen(): void {
    if (this.#closed) throw storeClosed();
  }
}

/**
 * An empty store in memory. Nothing is durable: all is gone when it is closed.
 * @throws TypeError, RangeError for malformed options
 */
export async function createMemoryStore(options: { network: StoreNetwork }): Promise<ChainStore> {
  return new MemoryStore(copyNetwork(options));
}
