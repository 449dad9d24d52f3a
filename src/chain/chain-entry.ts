/** One header of a chain, as its readers see it: a light view of a record in the index, made when it is asked for. */
import type { HeaderContext } from '../consensus/index.ts';
import { hashToDisplayHex } from '../primitives/index.ts';
import type { HeaderIndex } from './header-index.ts';

/**
 * A header that was accepted. Two entries are the same header when their hashes are: the chain makes a new object each
 * time it is asked. Byte arrays, texts and work are made when they are read: each read is a fresh copy.
 */
export interface ChainEntry extends HeaderContext {
  /** 32 bytes, wire order; a copy. */
  readonly hash: Uint8Array;
  /** 64 digits, display order. */
  readonly hashHex: string;
  /** 80 bytes; a copy. */
  readonly header: Uint8Array;
  /** Work of all headers from genesis, or from the anchor, up to this one, both included. */
  readonly chainWork: bigint;
  /** Undefined for genesis, or for the anchor. */
  readonly parent: ChainEntry | undefined;
  /**
   * The entry at a height on the way down from this one; itself at its own. Undefined below the anchor.
   * @throws RangeError for a height below 0 or above this entry's
   */
  ancestor(height: number): ChainEntry | undefined;
}

/** The view. What rules ask of every header is read at once, the rest on demand. */
export class IndexedEntry implements ChainEntry {
  readonly height: number;
  readonly time: number;
  readonly bits: number;
  readonly record: number;
  readonly #index: HeaderIndex;

  constructor(index: HeaderIndex, record: number) {
    this.height = index.height(record);
    this.time = index.time(record);
    this.bits = index.bits(record);
    this.record = record;
    this.#index = index;
  }

  get version(): number {
    return this.#index.version(this.record);
  }

  get hash(): Uint8Array {
    return this.#index.hash(this.record);
  }

  get hashHex(): string {
    return hashToDisplayHex(this.hash);
  }

  get header(): Uint8Array {
    return this.#index.header(this.record);
  }

  get chainWork(): bigint {
    return this.#index.chainWork(this.record);
  }

  get parent(): IndexedEntry | undefined {
    return this.record === 0 ? undefined : new IndexedEntry(this.#index, this.#index.parent(this.record));
  }

  lastTimes(count: number): Uint32Array | undefined {
    return this.#index.lastTimes(this.record, count);
  }

  ancestor(height: number): IndexedEntry | undefined {
    if (!(Number.isInteger(height) && height >= 0 && height <= this.height)) {
      throw new RangeError(`height: expected an integer from 0 to ${this.height}, got ${height}`);
    }
    const found = this.#index.ancestor(this.record, height);
    return found === undefined ? undefined : new IndexedEntry(this.#index, found);
  }
}
