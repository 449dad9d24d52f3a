/**
 * The facts behind each refusal, by the id of its rule. All are numbers and text, so a reject can be written as JSON.
 *
 * A custom chain with a rule of its own declares its facts by adding to this interface (declaration merging).
 */

/** What each rule tells about its refusal. */
export interface RejectFacts {
  'high-hash': {
    /** The block hash, display order. */
    readonly hash: string;
    readonly bits: number;
    /** The target of `bits`, 64 digits, most significant first; null when `bits` stand for no target that is allowed. */
    readonly target: string | null;
  };
  /** Invalidated before. */
  'duplicate-invalid': object;
  'prev-blk-not-found': object;
  'bad-prevblk': object;
  'bad-diffbits': { readonly bits: number; readonly requiredBits: number };
  'time-too-old': { readonly time: number; readonly medianTimePast: number };
  'time-timewarp-attack': { readonly time: number; readonly earliestTime: number };
  /** `earliestTime` is that of the first block of the period. */
  'time-negative-interval': { readonly time: number; readonly earliestTime: number };
  /** `latestTime` is the clock plus two hours: the header may be valid when the clock has moved on. */
  'time-too-new': { readonly time: number; readonly latestTime: number };
  'bad-version': { readonly version: number; readonly minimumVersion: number };
  /** A header below `checkpointHeight`, the highest checkpoint of the network that the chain holds. */
  'bad-fork-prior-to-checkpoint': { readonly height: number; readonly checkpointHeight: number };
  /** Both as 64 digits, most significant first. */
  'too-little-chainwork': { readonly chainWork: string; readonly minimumChainWork: string };
  /** The root that the header names, and that of the transactions; display order. */
  'bad-txnmrklroot': { readonly merkleRoot: string; readonly computedRoot: string };
  'bad-txns-duplicate': object;
}

/** The id of a rule: Bitcoin Core's reject string, without values. */
export type RejectId = keyof RejectFacts;
