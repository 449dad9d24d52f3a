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

/** Stores word `t` of a schedule and returns it. */
@inline function put<T>(words: usize, t: usize, word: T): T {
  storeLanes<T>(words, word, t * sizeof<T>());
  return word;
}

/** Writes the words that do not change during a job. */
@inline function preparePadding<T>(w: usize, w2: usize): void {
  put<T>(w, 4, spread<T>(END_BIT));
  for (let t: usize = 5; t < 15; t++) put<T>(w, t, spread<T>(0));
  put<T>(w, 15, spread<T>(HEADER_BITS));
  put<T>(w, 16, loadSpread<T>(JOB_SCHEDULE, 0));
  put<T>(w, 17, loadSpread<T>(JOB_SCHEDULE, 4));
  put<T>(w2, 8, spread<T>(END_BIT));
  for (let t: usize = 9; t < 15; t++) put<T>(w2, t, spread<T>(0));
  put<T>(w2, 15, spread<T>(HASH_BITS));
}

/** The state after round 3, and words 18 to 31 of the header's second block, in which most terms are zero. */
@inline function beginHeader<T>(state: usize, w: usize, nonce: T): void {
  const w3 = swapBytes<T>(nonce);
  for (let i: usize = 0; i < 8; i++) put<T>(state, i, loadSpread<T>(JOB_STATE, i * 4));
  put<T>(state, 0, add<T>(loadSpread<T>(JOB_STATE, 0), w3));
  put<T>(state, 4, add<T>(loadSpread<T>(JOB_STATE, 16), w3));

  const w18 = put<T>(w, 18, add<T>(loadSpread<T>(JOB_SCHEDULE, 8), sigma0<T>(w3)));
  const w19 = put<T>(w, 19, add<T>(loadSpread<T>(JOB_SCHEDULE, 12), w3));
  const w20 = put<T>(w, 20, add<T>(sigma1<T>(w18), spread<T>(END_BIT)));
  const w21 = put<T>(w, 21, sigma1<T>(w19));
  const w22 = put<T>(w, 22, add<T>(sigma1<T>(w20), spread<T>(HEADER_BITS)));
  const w23 = put<T>(w, 23, add<T>(sigma1<T>(w21), loadSpread<T>(JOB_SCHEDULE, 0)));
  const w24 = put<T>(w, 24, add<T>(sigma1<T>(w22), loadSpread<T>(JOB_SCHEDULE, 4)));
  const w25 = put<T>(w, 25, add<T>(sigma1<T>(w23), w18));
  const w26 = put<T>(w, 26, add<T>(sigma1<T>(w24), w19));
  const w27 = put<T>(w, 27, add<T>(sigma1<T>(w25), w20));
  const w28 = put<T>(w, 28, add<T>(sigma1<T>(w26), w21));
  const w29 = put<T>(w, 29, add<T>(sigma1<T>(w27), w22));
  put<T>(w, 30, add<T>(add<T>(sigma1<T>(w28), w23), spread<T>(sigma0<u32>(HEADER_BITS))));
  put<T>(w, 31, add<T>(add<T>(sigma1<T>(w29), w24), loadSpread<T>(JOB_SCHEDULE, 16)));
}

/** Makes the first hash the message of the second, and sets the second's initial state. */
@inline function beginSecondHash<T>(state: usize, w: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    put<T>(w, i, add<T>(loadLanes<T>(state, i * sizeof<T>()), loadSpread<T>(JOB_MIDSTATE, i * 4)));
    put<T>(state, i, loadSpread<T>(INITIAL, i * 4));
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
