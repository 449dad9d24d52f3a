/** A header search as an engine takes it: the constant parts folded, the nonce range half-open. */

/** One past the highest nonce. */
export const NONCE_END = 0x1_0000_0000;

/** A search over the nonce of one header. */
export interface HeaderSearchJob {
  /** SHA-256 state after bytes 0-63 of the header: eight words (`headerMidstate`). */
  readonly midstate: Uint32Array;
  /** Bytes 64-75 of the header: twelve bytes (`headerTail`). */
  readonly tail: Uint8Array;
  /** The search ends at a hash, read as a 256-bit little-endian number, at or below this. */
  readonly target: bigint;
  /** First nonce, inclusive: 0 to 2^32. */
  readonly start: number;
  /** End of the range, exclusive: `start` to 2^32. */
  readonly end: number;
}

/** A search over the nonce of several versions of one header, which share all but the midstate (BIP-0320). */
export interface VersionSearchJob extends Omit<HeaderSearchJob, 'midstate'> {
  /** One midstate for each version: 1 to 16. */
  readonly midstates: readonly Uint32Array[];
}

/** How many attempts the widest kernel makes side by side: ranges that are multiples of it waste nothing. */
export const GROUP_SIZE_MAX = 9;

/** How many versions one search may have. */
export const VERSIONS_MAX = 16;

/**
 * How a search over versions ended. Each nonce is tried in all versions before the next one: `version` is the place of the
 * winner in `midstates`, `attempts` counts the hashes of both.
 */
export type VersionSearchEnd =
  | { readonly status: 'candidate'; readonly nonce: number; readonly version: number; readonly attempts: number }
  | { readonly status: 'exhausted'; readonly attempts: number };

/** How a search ended. `attempts` is how many nonces were tried, the candidate's own included. */
export type SearchEnd =
  | { readonly status: 'candidate'; readonly nonce: number; readonly attempts: number }
  | { readonly status: 'exhausted'; readonly attempts: number };

/** A search that its caller advances piece by piece, so that a thread is free in between. */
export interface SearchSteps {
  /**
   * Goes on for about so many compressions of SHA-256, at least one for each message of a group. What other methods of the
   * engine do between two calls does not disturb it.
   * @returns how the search ended, or undefined when there is more to do
   * @throws MidstateError `ERR_CLOSED` after the engine's `close`; what the kernel throws, then and at each call after
   */
  advance(compressions: number): SearchEnd | undefined;
}
