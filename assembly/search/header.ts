/**
 * The search over the nonce of a header (sha256d of 80 bytes, of which the first 64 are folded into the midstate).
 *
 * Per nonce: rounds 4 to 63 of the second block, then rounds 0 to 60 of the second hash. The hash's last word is its
 * most significant, it is `e` of round 60, and it settles nearly every nonce. What is the same for all nonces is
 * prepared by the host.
 */
import {
  JOB_MIDSTATE, JOB_SCHEDULE, JOB_STATE, JOB_TARGET_TOP, SCHEDULE, SCHEDULE_2, STATE,
  X_STATE, X_WORDS, Y_STATE, Y_WORDS, Z_STATE, Z_WORDS,
} from '../layout';
import { END_BIT, HASH_BITS, HEADER_BITS, INITIAL, K } from '../sha256/constants';
import { add, loadLanes, loadSpread, spread, storeLanes, swapBytes } from '../sha256/lanes';
import { runRounds } from '../sha256/one-stream';
import { nextWord, sigma0, sigma1, t1 } from '../sha256/rounds';
import { runRoundsOfThree } from '../sha256/three-streams';

/** Nonces of one group: four in stream X, four in Y, one in Z. */
const GROUP: u32 = 9;

/** Writes the words that are the same for every nonce of every job. */
@inline function preparePadding<T>(words: usize, words2: usize): void {
  const size = sizeof<T>();
  for (let t: usize = 5; t < 15; t++) storeLanes<T>(words, spread<T>(0), t * size);
  storeLanes<T>(words, spread<T>(END_BIT), 4 * size);
  storeLanes<T>(words, spread<T>(HEADER_BITS), 15 * size);
  for (let t: usize = 9; t < 15; t++) storeLanes<T>(words2, spread<T>(0), t * size);
  storeLanes<T>(words2, spread<T>(END_BIT), 8 * size);
  storeLanes<T>(words2, spread<T>(HASH_BITS), 15 * size);
  storeLanes<T>(words, loadSpread<T>(JOB_SCHEDULE, 0), 16 * size);
  storeLanes<T>(words, loadSpread<T>(JOB_SCHEDULE, 4), 17 * size);
}

/** The state after round 3, and words 18 to 31 of the header's second block, in which most terms are zero. */
@inline function beginHeader<T>(state: usize, words: usize, nonce: T): void {
  const size = sizeof<T>();
  const w3 = swapBytes<T>(nonce);
  for (let i: usize = 0; i < 8; i++) storeLanes<T>(state, loadSpread<T>(JOB_STATE, i * 4), i * size);
  storeLanes<T>(state, add<T>(loadSpread<T>(JOB_STATE, 0), w3), 0);
  storeLanes<T>(state, add<T>(loadSpread<T>(JOB_STATE, 16), w3), 4 * size);

  const w16 = loadSpread<T>(JOB_SCHEDULE, 0);
  const w17 = loadSpread<T>(JOB_SCHEDULE, 4);
  const w18 = add<T>(loadSpread<T>(JOB_SCHEDULE, 8), sigma0<T>(w3));
  const w19 = add<T>(loadSpread<T>(JOB_SCHEDULE, 12), w3);
  const w20 = add<T>(sigma1<T>(w18), spread<T>(END_BIT));
  const w21 = sigma1<T>(w19);
  const w22 = add<T>(sigma1<T>(w20), spread<T>(HEADER_BITS));
  const w23 = add<T>(sigma1<T>(w21), w16);
  const w24 = add<T>(sigma1<T>(w22), w17);
  const w25 = add<T>(sigma1<T>(w23), w18);
  const w26 = add<T>(sigma1<T>(w24), w19);
  const w27 = add<T>(sigma1<T>(w25), w20);
  const w28 = add<T>(sigma1<T>(w26), w21);
  const w29 = add<T>(sigma1<T>(w27), w22);
  const w30 = add<T>(add<T>(sigma1<T>(w28), w23), spread<T>(sigma0<u32>(HEADER_BITS)));
  const w31 = add<T>(add<T>(sigma1<T>(w29), w24), loadSpread<T>(JOB_SCHEDULE, 16));
  storeLanes<T>(words, w18, 18 * size);
  storeLanes<T>(words, w19, 19 * size);
  storeLanes<T>(words, w20, 20 * size);
  storeLanes<T>(words, w21, 21 * size);
  storeLanes<T>(words, w22, 22 * size);
  storeLanes<T>(words, w23, 23 * size);
  storeLanes<T>(words, w24, 24 * size);
  storeLanes<T>(words, w25, 25 * size);
  storeLanes<T>(words, w26, 26 * size);
  storeLanes<T>(words, w27, 27 * size);
  storeLanes<T>(words, w28, 28 * size);
  storeLanes<T>(words, w29, 29 * size);
  storeLanes<T>(words, w30, 30 * size);
  storeLanes<T>(words, w31, 31 * size);
}

/** Makes the first hash the message of the second, and sets the second's initial state. */
@inline function beginSecondHash<T>(state: usize, words2: usize): void {
  const size = sizeof<T>();
  for (let i: usize = 0; i < 8; i++) {
    storeLanes<T>(words2, add<T>(loadLanes<T>(state, i * size), loadSpread<T>(JOB_MIDSTATE, i * 4)), i * size);
    storeLanes<T>(state, loadSpread<T>(INITIAL, i * 4), i * size);
  }
}

/** Round 60 of the second hash for `e` alone, which gives the most significant word of the hash. */
@inline function topWord<T>(state: usize, words2: usize): T {
  const size = sizeof<T>();
  const d = loadLanes<T>(state, 3 * size), e = loadLanes<T>(state, 4 * size), f = loadLanes<T>(state, 5 * size);
  const g = loadLanes<T>(state, 6 * size), h = loadLanes<T>(state, 7 * size);
  const kw = add<T>(loadSpread<T>(K, 60 * 4), nextWord<T>(words2 + 44 * size, 0));
  return swapBytes<T>(add<T>(add<T>(d, t1<T>(e, f, g, h, kw)), loadSpread<T>(INITIAL, 7 * 4)));
}

/** One nonce: whether its top word is at or below the target's. */
function tryOne(nonce: u32, targetTop: u32): bool {
  beginHeader<u32>(STATE, SCHEDULE + Z_WORDS, nonce);
  runRounds<u32>(STATE, SCHEDULE + Z_WORDS, 4, 32, 64);
  beginSecondHash<u32>(STATE, SCHEDULE_2 + Z_WORDS);
  runRounds<u32>(STATE, SCHEDULE_2 + Z_WORDS, 0, 16, 60);
  return topWord<u32>(STATE, SCHEDULE_2 + Z_WORDS) <= targetTop;
}

/** Nine nonces from `nonce` on: bit i of the result tells of `nonce + i`. */
function tryNine(nonce: u32, targetTop: u32): u32 {
  const first = v128.splat<u32>(nonce);
  beginHeader<v128>(STATE + X_STATE, SCHEDULE + X_WORDS, v128.add<u32>(first, i32x4(0, 1, 2, 3)));
  beginHeader<v128>(STATE + Y_STATE, SCHEDULE + Y_WORDS, v128.add<u32>(first, i32x4(4, 5, 6, 7)));
  beginHeader<u32>(STATE + Z_STATE, SCHEDULE + Z_WORDS, nonce + 8);
  runRoundsOfThree(STATE, SCHEDULE, 4, 32, 64);
  beginSecondHash<v128>(STATE + X_STATE, SCHEDULE_2 + X_WORDS);
  beginSecondHash<v128>(STATE + Y_STATE, SCHEDULE_2 + Y_WORDS);
  beginSecondHash<u32>(STATE + Z_STATE, SCHEDULE_2 + Z_WORDS);
  runRoundsOfThree(STATE, SCHEDULE_2, 0, 16, 60);
  const limit = v128.splat<u32>(targetTop);
  const x = v128.le<u32>(topWord<v128>(STATE + X_STATE, SCHEDULE_2 + X_WORDS), limit);
  const y = v128.le<u32>(topWord<v128>(STATE + Y_STATE, SCHEDULE_2 + Y_WORDS), limit);
  const z = topWord<u32>(STATE + Z_STATE, SCHEDULE_2 + Z_WORDS) <= targetTop;
  return <u32>v128.bitmask<u32>(x) | (<u32>v128.bitmask<u32>(y) << 4) | (<u32>z << 8);
}

/** Makes ready the job that the host wrote. */
export function prepareHeader(): void {
  preparePadding<u32>(SCHEDULE + Z_WORDS, SCHEDULE_2 + Z_WORDS);
  if (ASC_FEATURE_SIMD) {
    preparePadding<v128>(SCHEDULE + X_WORDS, SCHEDULE_2 + X_WORDS);
    preparePadding<v128>(SCHEDULE + Y_WORDS, SCHEDULE_2 + Y_WORDS);
  }
}

/** The lowest nonce of `[start, end)` whose hash's top word is at or below the target's; `end` when there is none. */
export function findNonce(start: u64, end: u64): u64 {
  const targetTop = load<u32>(JOB_TARGET_TOP);
  let nonce = start;
  if (ASC_FEATURE_SIMD) {
    for (; nonce + GROUP <= end; nonce += GROUP) {
      const hits = tryNine(<u32>nonce, targetTop);
      if (hits) return nonce + ctz(hits);
    }
  }
  for (; nonce < end; nonce++) if (tryOne(<u32>nonce, targetTop)) return nonce;
  return end;
}
