/**
 * What the contextual rules may ask about the chain below a header.
 *
 * Consensus never sees a tree, a store or a database: whoever holds the chain answers through this interface, so the
 * same rules judge a full chain, a chain that starts at a trusted block in the middle, and an array in a test.
 */

/** One block of the chain, as its successors see it. */
export interface HeaderContext {
  /** 0 for genesis. */
  readonly height: number;
  /** int32 */
  readonly version: number;
  /** Seconds since 1970, uint32. */
  readonly time: number;
  /** The compact target, uint32. */
  readonly bits: number;
  /**
   * The block at `height` on the way from this one down to genesis; itself at its own height.
   * `undefined` says that the block is *not known* (the chain is anchored above it), never that it does not exist:
   * nobody asks below height 0 or above this block.
   */
  ancestor(height: number): HeaderContext | undefined;
  /**
   * The times of the last `count` blocks up to this one, in any order; `undefined` when one of them is not known.
   * Optional: where it is absent `ancestor` is asked for each. The array may be used until the next call.
   */
  lastTimes?(count: number): ArrayLike<number> | undefined;
}

/** The answer of a rule or a calculation whose ancestors are not known: it neither passed nor failed. */
export const UNCHECKED = 'unchecked';
/** The type of `UNCHECKED`. */
export type Unchecked = typeof UNCHECKED;
