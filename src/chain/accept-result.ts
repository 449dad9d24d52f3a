/** What the chain answers: what became of headers, and how the best chain changed. */
import type { Reject, RejectId } from '../consensus/index.ts';
import type { ChainEntry } from './chain-entry.ts';

/** A change of the best chain that took entries back. */
export interface Reorg {
  /** The last entry that both chains have. */
  readonly forkPoint: ChainEntry;
  /** What left the best chain, the old tip first. Not empty. */
  readonly disconnected: readonly ChainEntry[];
  /** What joined the best chain, the new tip last. Empty when it was invalidated down to the fork point. */
  readonly connected: readonly ChainEntry[];
}

/** A header that was refused. */
export interface RefusedHeader {
  /**
   * One above its parent. Where the parent is not known, the height of its place: one above the header before it in the
   * batch, or above the tip at the start of one; in a chain that has nothing but its root, the root's own.
   */
  readonly height: number;
  /** Display order. */
  readonly hashHex: string;
  /** The rule that refuses it, and the facts. */
  readonly reject: Reject;
}

/** The header that a batch stopped at. */
export interface RejectedHeader extends RefusedHeader {
  /** Its place in the batch, from 0. */
  readonly index: number;
}

/** How the best chain changed in one step. */
export interface ChainChange {
  /** The tip of the best chain after it. */
  readonly tip: ChainEntry;
  /** What it added to the best chain, lowest first. */
  readonly connected: readonly ChainEntry[];
  /** Only when it took entries from the best chain. */
  readonly reorg?: Reorg;
}

/** What became of a batch of headers. `connected` and `reorg` tell of the whole batch. */
export interface AcceptResult extends ChainChange {
  /** How many headers are new in the tree, orphans whose parent came among them. */
  readonly accepted: number;
  /** How many were there already. */
  readonly duplicates: number;
  /** How many are kept until their parent comes; always 0 in a chain without `maxOrphans`. */
  readonly orphans: number;
  /** For each rule, how many accepted headers it could not judge because ancestors below the anchor are not known. */
  readonly unchecked: Partial<Record<RejectId, number>>;
  /** The first header that was refused. Those before it were taken, those behind it were not looked at. */
  readonly rejected?: RejectedHeader;
  /** Orphans whose parent came, and which the rules refused then. */
  readonly rejectedOrphans?: readonly RefusedHeader[];
}
