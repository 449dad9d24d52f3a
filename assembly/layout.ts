/**
 * Linear memory: every area and its size, declared here once. The compiler gives out the places; the host asks for
 * them by the exports of index.ts. A picture is in README.md.
 */

/** The version of the exports and of the areas' meaning. */
export const ABI_VERSION: i32 = 1;

/** Lanes of a vector: 4 with SIMD, 1 without. */
export const LANES: i32 = ASC_FEATURE_SIMD ? 4 : 1;

// ---- Written by the host before it calls -------------------------------------------------------------------------

/** What the host prepares for a header search (src/engine/header-words.ts): 21 words, then the target's top word. */
export const JOB_SIZE_BYTES: i32 = 22 * 4;
export const JOB: usize = memory.data(JOB_SIZE_BYTES, 16);
/** The midstate: eight words. */
export const JOB_MIDSTATE: usize = JOB;
/** The state after round 3, less W3: eight words. */
export const JOB_STATE: usize = JOB + 8 * 4;
/** W16, W17, W18 less sigma0(W3), W19 less W3, W31 less sigma1(W29) and W24. */
export const JOB_SCHEDULE: usize = JOB + 16 * 4;
/** The most significant word of the target. */
export const JOB_TARGET_TOP: usize = JOB + 21 * 4;

export const HEADER_SIZE_BYTES: i32 = 80;
export const HASH_SIZE_BYTES: i32 = 32;
/** Headers of one batch: a multiple of nine, so that three streams hash a full batch without a rest. */
const BATCH_HEADERS: i32 = 28 * 9;

export const HEADERS_SIZE_BYTES: i32 = BATCH_HEADERS * HEADER_SIZE_BYTES;
export const HEADERS: usize = memory.data(HEADERS_SIZE_BYTES, 16);

// ---- Read by the host afterwards ---------------------------------------------------------------------------------

export const HASHES_SIZE_BYTES: i32 = BATCH_HEADERS * HASH_SIZE_BYTES;
export const HASHES: usize = memory.data(HASHES_SIZE_BYTES, 16);

// ---- The kernels' own --------------------------------------------------------------------------------------------

/**
 * A schedule has for each stream 64 words, W[0] to W[63], and behind them 36 sums K[t] + W[t] of the rounds that are
 * ready when the rounds begin. W[t] of stream X is at `SCHEDULE + X_WORDS + t * 16`, K[t] + W[t] at
 * `SCHEDULE + X_WORDS + (SUMS + t) * 16`. Streams X and Y have four lanes, stream Z has one. The header's second
 * block and the second hash have a schedule each, because their padding then stays where it is from nonce to nonce;
 * its first block, in a batch, has SCHEDULE_0.
 */
export const SUMS: i32 = 64;
const SCHEDULE_WORDS: i32 = 100;
export const X_WORDS: usize = 0;
export const Y_WORDS: usize = SCHEDULE_WORDS * 16;
export const Z_WORDS: usize = 2 * SCHEDULE_WORDS * 16;
const SCHEDULE_SIZE_BYTES: i32 = SCHEDULE_WORDS * (16 + 16 + 4);
export const SCHEDULE: usize = memory.data(SCHEDULE_SIZE_BYTES, 16);
export const SCHEDULE_2: usize = memory.data(SCHEDULE_SIZE_BYTES, 16);
export const SCHEDULE_0: usize = memory.data(SCHEDULE_SIZE_BYTES, 16);

/** The eight state words of each stream, laid out alike. */
export const X_STATE: usize = 0;
export const Y_STATE: usize = 8 * 16;
export const Z_STATE: usize = 2 * 8 * 16;
const STATE_SIZE_BYTES: i32 = 2 * 8 * 16 + 8 * 4;
export const STATE: usize = memory.data(STATE_SIZE_BYTES, 16);
/** The state before a block, kept to be added after it. */
export const STATE_BEFORE: usize = memory.data(STATE_SIZE_BYTES, 16);

/** Stored to and never read: see `pin` in sha256/rounds.ts. */
export const X_PIN_A: usize = memory.data(16, 16);
export const X_PIN_E: usize = memory.data(16, 16);
export const Y_PIN_A: usize = memory.data(16, 16);
export const Y_PIN_E: usize = memory.data(16, 16);
export const Z_PIN_A: usize = memory.data(4, 16);
export const Z_PIN_E: usize = memory.data(4, 16);
