/**
 * What a store of one chain is: the records of the active chain, lowest height to tip, each a header and a body, and
 * beside them the headers of branches that are not active.
 *
 * A store keeps what it is given and judges nothing: whether a header is valid is for consensus, which chain is the
 * best is for the chain. What it promises is about failure: a write happens whole or not at all, and what was
 * acknowledged is still there after the process or the machine died (for a durable store). `storeCompliance` in
 * midstate/compliance tests these promises for any store.
 */
/// <reference lib="esnext.disposable" preserve="true" />

/** The network whose chain a store holds. A store opened again for another network refuses. */
export interface StoreNetwork {
  /** The network's name. */
  readonly name: string;
  /** Hash of the genesis block, 64 digits in display order. */
  readonly genesisHash: string;
  /** Wanted seconds between blocks. */
  readonly targetSpacing: number;
}

/** One block of the active chain. */
export interface BlockRecord {
  /** 0 for genesis, up to 2^32 - 1. */
  readonly height: number;
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** What follows the header in a serialized block; empty for a chain of headers only. */
  readonly body: Uint8Array;
}

/** The highest record, without its body. */
export interface StoredTip {
  /** The height of the last record. */
  readonly height: number;
  /** 80 bytes, a copy. */
  readonly header: Uint8Array;
}

/**
 * A store of one chain. It is empty, or it holds every height from its lowest to its tip.
 *
 * Writes are done one after another in the order of the calls, also when the caller does not wait for them. A read sees
 * the chain as it was before or after a write, never between. Bytes are copied on the way in, at the call, and on the
 * way out. After `close` every call but `close` is refused with `ERR_CLOSED`. An operation that cannot be done rejects
 * with a `MidstateError`; a malformed argument with a `TypeError` or `RangeError`.
 */
export interface ChainStore extends AsyncDisposable {
  /** What the store is built on: `'memory'`, `'level'`, `'indexeddb'`. */
  readonly kind: string;
  /** Where it is: a directory, the name of a database, or `'memory'`. */
  readonly location: string;
  /** The network that the store was begun for. */
  readonly network: StoreNetwork;
  /** The highest record, or undefined when the store is empty. */
  tip(): Promise<StoredTip | undefined>;
  /**
   * Adds records of ascending heights without a gap. The first may stand anywhere up to one above the tip: what stood
   * at or above its height is removed in the same step, which is how a reorg is written. An empty store takes any
   * first height, so that a chain may start at an anchor. Resolves when the records are durable.
   *
   * `branches` are n * 80 bytes of headers beside the active chain: side branches, and what a reorg disconnects. They
   * are added in the same step, also without records, and stay: a header may be given again. Without either, no change.
   * @throws MidstateError ERR_STORE_NOT_CONTIGUOUS when there would be a gap; nothing is changed
   */
  append(records: readonly BlockRecord[], branches?: Uint8Array): Promise<void>;
  /**
   * Removes all records above `height`. At or above the tip it changes nothing; below the lowest record (-1 is below
   * every one) it leaves no record. Branches stay.
   */
  rollback(height: number): Promise<void>;
  /**
   * The headers from one height to another, both included, ascending; by default all. Heights that are not stored are
   * left out at both ends. Each item is one or more whole headers, n * 80 bytes. The chain is that of the moment when
   * the first item is asked for, whatever is written meanwhile.
   */
  headers(fromHeight?: number, toHeight?: number): AsyncIterable<Uint8Array>;
  /**
   * All headers of branches in the order of writing, so parents come before children where they were given so. Each
   * item is one or more whole headers, n * 80 bytes. They are those of the moment when the first item is asked for.
   */
  branches(): AsyncIterable<Uint8Array>;
  /** The body at a height, or undefined when the height is not stored. */
  body(height: number): Promise<Uint8Array | undefined>;
  /** The heights from one to another, both included, whose body is not empty, ascending; by default of all. */
  bodyHeights(fromHeight?: number, toHeight?: number): Promise<number[]>;
  /**
   * Waits for the writes that were asked for, then gives up what the store holds. Closing twice is no error.
   * @throws MidstateError ERR_STORE_UNAVAILABLE when what lies beneath cannot be closed
   */
  close(): Promise<void>;
}
