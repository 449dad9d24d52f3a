/**
 * Linear memory: every area and its size, declared here once. The compiler gives out the places; the host asks for
 * them by the exports of index.ts. A picture is in README.md.
 */

/** The version of the exports and of the areas' meaning. */
export const ABI_VERSION: i32 = 3;

/** Lanes of a vector: 4 with SIMD, 1 without. */
export const LANES: i32 = ASC_FEATURE_SIMD ? 4 : 1;

// ---- Written by the host before it calls -------------------------------------------------------------------------

/** Versions of a header that one search may have. */
const VERSIONS_MAX: i32 = 16;

/** What the host prepares for a header search (src/engine/header-words.ts). */
export const HEADER_JOB_SIZE_BYTES: i32 = (6 + VERSIONS_MAX * 16) * 4;
export const HEADER_JOB: usize = memory.data(HEADER_JOB_SIZE_BYTES, 16);
/** W16, W17, W18 less sigma0(W3), W19 less W3, W31 less sigma1(W29) and W24. */
export const HEADER_SCHEDULE: usize = HEADER_JOB;
/** The most significant word of the target. */
export const TARGET_TOP: usize = HEADER_JOB + 5 * 4;
/** For each version the midstate, eight words, and the state after round 3 less W3, eight words. */
export const VERSIONS: usize = HEADER_JOB + 6 * 4;
export const VERSION_SIZE_BYTES: usize = 16 * 4;
export const VERSION_STATE: usize = 8 * 4;

/** What the host prepares for a message search (src/engine/message-words.ts). */
export const MESSAGE_JOB_SIZE_BYTES: i32 = 60 * 4;
export const MESSAGE_JOB: usize = memory.data(MESSAGE_JOB_SIZE_BYTES, 16);
/** The state before round `FROM` of the first changing block, and before the block itself: eight words each. */
export const MESSAGE_STATE: usize = MESSAGE_JOB;
export const MESSAGE_BEFORE: usize = MESSAGE_JOB + 8 * 4;
/** Two changing blocks of 16 words, zeros where the counter goes. */
export const MESSAGE_BLOCKS: usize = MESSAGE_JOB + 16 * 4;
/** The first round that sees the counter, a multiple of four. */
export const FROM: usize = MESSAGE_JOB + 48 * 4;
/** How a counter becomes bytes: see search/counter.ts. */
export const COUNTER_KIND: usize = MESSAGE_JOB + 49 * 4;
/** Bits by which the counter's four bytes go up, because its highest digits are not written. */
export const COUNTER_SHIFT: usize = MESSAGE_JOB + 50 * 4;
/** The word in which the counter begins, 0 to 15, and how many bits of that word are before it. */
export const COUNTER_WORD: usize = MESSAGE_JOB + 51 * 4;
export const COUNTER_BITS_BEFORE: usize = MESSAGE_JOB + 52 * 4;
/** 1 when the counter goes on in the next word, which is in the second changing block when the first word is 15. */
export const COUNTER_SPILLS: usize = MESSAGE_JOB + 53 * 4;
/**
 * Known blocks whose sums a search spreads over the lanes beforehand; the buffer begins with the place for it, 2,304 bytes
 * each. Of longer messages it spreads the others anew for each group, so that their size does not multiply.
 */
export const SPREAD_BLOCKS: usize = 16;

/** Blocks behind the changing ones: their sums are in the buffer. */
export const KNOWN_BLOCKS: usize = MESSAGE_JOB + 54 * 4;
/** Hashes of the digest behind the first one. */
export const MORE_HASHES: usize = MESSAGE_JOB + 55 * 4;
/** A digest whose first word is `w` is reported when `((w & mask) ^ flip) <= limit`. */
export const FILTER_MASK: usize = MESSAGE_JOB + 56 * 4;
export const FILTER_FLIP: usize = MESSAGE_JOB + 57 * 4;
export const FILTER_LIMIT: usize = MESSAGE_JOB + 58 * 4;

/**
 * From here to the end of memory: what has no fixed size. The host lets the memory grow. In it stand the known blocks of a
 * message search, or the input and output of a batch.
 */
@inline export function buffer(): usize {
  return (__heap_base + 15) & ~15;
}

// ---- The kernels' own --------------------------------------------------------------------------------------------

/**
 * A schedule has for each stream 64 sums K[t] + W[t] of rounds that are ready, and 64 words W[t]. A stream's sums stand at
 * `SCHEDULE + X`, `+ Y` or `+ Z`, its words `WORDS` bytes further. X and Y have four lanes, Z has one. A block that is the
 * same for all messages needs its sums alone, the first half.
 */
export const X: usize = 0;
export const Y: usize = 64 * 16;
export const Z: usize = 2 * 64 * 16;
export const WORDS: usize = 64 * (16 + 16 + 4);
export const SUMS_SIZE_BYTES: usize = 64 * (16 + 16 + 4);
const SCHEDULE_SIZE_BYTES: i32 = 2 * 64 * (16 + 16 + 4);
/** The block that changes from message to message. */
export const SCHEDULE: usize = memory.data(SCHEDULE_SIZE_BYTES, 16);
/** The hash of a digest: its padding stays in place from message to message. */
export const SCHEDULE_2: usize = memory.data(SCHEDULE_SIZE_BYTES, 16);
/** A second changing block of a message, or the last block of a batch. */
export const SCHEDULE_3: usize = memory.data(SCHEDULE_SIZE_BYTES, 16);

/** The sums of a block that is the same for all messages: padding alone in a batch, one behind SPREAD_BLOCKS in a search. */
export const KNOWN_BLOCK: usize = memory.data(<i32>SUMS_SIZE_BYTES, 16);

/** The eight state words of each stream, laid out alike. */
export const X_STATE: usize = 0;
export const Y_STATE: usize = 8 * 16;
export const Z_STATE: usize = 2 * 8 * 16;
export const STATE_SIZE_BYTES: usize = 2 * 8 * 16 + 8 * 4;
export const STATE: usize = memory.data(<i32>STATE_SIZE_BYTES, 16);
/** The state before a block, kept to be added after it. */
export const STATE_BEFORE: usize = memory.data(<i32>STATE_SIZE_BYTES, 16);
/** HMAC's states after its two key blocks, and the derived key so far. */
export const STATE_INNER: usize = memory.data(<i32>STATE_SIZE_BYTES, 16);
export const STATE_OUTER: usize = memory.data(<i32>STATE_SIZE_BYTES, 16);
export const STATE_KEY: usize = memory.data(<i32>STATE_SIZE_BYTES, 16);

/** Stored to and never read: see `pin` in sha256/rounds.ts. */
export const X_PIN_A: usize = memory.data(16, 16);
export const X_PIN_E: usize = memory.data(16, 16);
export const Y_PIN_A: usize = memory.data(16, 16);
export const Y_PIN_E: usize = memory.data(16, 16);
export const Z_PIN_A: usize = memory.data(4, 16);
export const Z_PIN_E: usize = memory.data(4, 16);
