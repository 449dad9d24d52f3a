/**
 * The facts behind each refusal, by the id of its rule. All are numbers and text, so a reject can be written as JSON.
 *
 * A custom chain with a rule of its own declares its facts by adding to this interface (declaration merging).
 */

/** What each rule tells about its refusal. */
export interface RejectFacts {
  /** Bits that stand for no target that is allowed, or a hash above it. */
  'high-hash': {
    /** The block hash, display order. */
    readonly hash: string;
    readonly bits: number;
    /** The target of `bits`, 64 digits, most significant first; null when `bits` stand for no target that is allowed. */
    readonly target: string | null;
  };
  /** Invalidated before. */
  'duplicate-invalid': object;
  /** The parent is not known. */
  'prev-blk-not-found': object;
  /** The parent, or a block below it, was invalidated. */
  'bad-prevblk': object;
  /** The bits of the header, and those that it must have. */
  'bad-diffbits': { readonly bits: number; readonly requiredBits: number };
  /** Its time, seconds since 1970, and the median that it must be after. */
  'time-too-old': { readonly time: number; readonly medianTimePast: number };
  /** `earliestTime` is the earliest that the first block of a period may have. */
  'time-timewarp-attack': { readonly time: number; readonly earliestTime: number };
  /** `earliestTime` is that of the first block of the period. */
  'time-negative-interval': { readonly time: number; readonly earliestTime: number };
  /** `latestTime` is the clock plus two hours: the header may be valid when the clock has moved on. */
  'time-too-new': { readonly time: number; readonly latestTime: number };
  /** Its version, and the lowest that the height allows. */
  'bad-version': { readonly version: number; readonly minimumVersion: number };
  /** A header below `checkpointHeight`, the highest checkpoint of the network that the chain holds. */
  'bad-fork-prior-to-checkpoint': { readonly height: number; readonly checkpointHeight: number };
  /** Both as 64 digits, most significant first. */
  'too-little-chainwork': { readonly chainWork: string; readonly minimumChainWork: string };
  /** The root that the header names, and that of the transactions; display order. */
  'bad-txnmrklroot': { readonly merkleRoot: string; readonly computedRoot: string };
  /** Two equal nodes are a pair in the merkle tree. */
  'bad-txns-duplicate': object;
}

/** The id of a rule: Bitcoin Core's reject string, without values. */
export type RejectId = keyof RejectFacts;
