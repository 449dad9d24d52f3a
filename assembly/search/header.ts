/**
 * The search over the nonce of a header (sha256d of 80 bytes, of which the first 64 are folded into the midstate).
 *
 * Per nonce: rounds 4 to 63 of the second block, then rounds 1 to 60 of the second hash, the last four for `e` alone.
 * The hash's last word is its most significant, it is `e` of round 60, and it settles nearly every nonce. What is the
 * same for all nonces is prepared: by the host for a header, in constants.ts for the second hash.
 */
import {
  JOB_MIDSTATE, JOB_SCHEDULE, JOB_STATE, JOB_TARGET_TOP, SCHEDULE, SCHEDULE_2, STATE,
  X_STATE, X_WORDS, Y_STATE, Y_WORDS, Z_STATE, Z_WORDS,
} from '../layout';
import {
  AFTER_ROUND_0, AT_END_BIT, AT_HASH_BITS, AT_HEADER_BITS, AT_SIGMA0_END_BIT, AT_SIGMA0_HASH_BITS, AT_SIGMA0_HEADER_BITS,
  AT_SIGMA1_HASH_BITS, END_BIT, HASH_BITS, HEADER_BITS, INITIAL, K,
} from '../sha256/constants';
import { add, loadLanes, loadSpread, spread, storeLanes, swapBytes } from '../sha256/lanes';
import { runRounds } from '../sha256/one-stream';
import { nextWord, putSum, putWord, sigma0, sigma1, t1 } from '../sha256/rounds';
import { runRoundsOfThree } from '../sha256/three-streams';

/** Nonces of one group: four in stream X, four in Y, one in Z. */
const GROUP: u32 = 9;

/** Writes the words that do not change during a job. The schedule needs only W16 and W17 of them. */
@inline function preparePadding<T>(w: usize, w2: usize): void {
  putSum<T>(w, 4, spread<T>(END_BIT));
  for (let t: usize = 5; t < 15; t++) putSum<T>(w, t, spread<T>(0));
  putSum<T>(w, 15, spread<T>(HEADER_BITS));
  putWord<T>(w, 16, loadSpread<T>(JOB_SCHEDULE, 0));
  putWord<T>(w, 17, loadSpread<T>(JOB_SCHEDULE, 4));
  putSum<T>(w2, 8, spread<T>(END_BIT));
  for (let t: usize = 9; t < 15; t++) putSum<T>(w2, t, spread<T>(0));
  putSum<T>(w2, 15, spread<T>(HASH_BITS));
}

/** Sets a state that was prepared for a word of zero: `word` is still to be added to `a` and `e`. */
@inline function beginState<T>(state: usize, prepared: usize, word: T): void {
  const size = sizeof<T>();
  storeLanes<T>(state, add<T>(loadSpread<T>(prepared, 0), word));
  for (let i: usize = 1; i < 8; i++) storeLanes<T>(state + i * size, loadSpread<T>(prepared + i * 4));
  storeLanes<T>(state, add<T>(loadSpread<T>(prepared, 16), word), 4 * size);
}

/** The state after round 3, and words 18 to 31 of the header's second block, in which most terms are zero. */
@inline function beginHeader<T>(state: usize, w: usize, nonce: T): void {
  const w3 = swapBytes<T>(nonce);
  beginState<T>(state, JOB_STATE, w3);
  const w18 = putWord<T>(w, 18, add<T>(loadSpread<T>(JOB_SCHEDULE, 8), sigma0<T>(w3)));
  const w19 = putWord<T>(w, 19, add<T>(loadSpread<T>(JOB_SCHEDULE, 12), w3));
  const w20 = putWord<T>(w, 20, add<T>(sigma1<T>(w18), loadSpread<T>(AT_END_BIT)));
  const w21 = putWord<T>(w, 21, sigma1<T>(w19));
  const w22 = putWord<T>(w, 22, add<T>(sigma1<T>(w20), loadSpread<T>(AT_HEADER_BITS)));
  const w23 = putWord<T>(w, 23, add<T>(sigma1<T>(w21), loadSpread<T>(JOB_SCHEDULE, 0)));
  const w24 = putWord<T>(w, 24, add<T>(sigma1<T>(w22), loadSpread<T>(JOB_SCHEDULE, 4)));
  const w25 = putWord<T>(w, 25, add<T>(sigma1<T>(w23), w18));
  const w26 = putWord<T>(w, 26, add<T>(sigma1<T>(w24), w19));
  const w27 = putWord<T>(w, 27, add<T>(sigma1<T>(w25), w20));
  const w28 = putWord<T>(w, 28, add<T>(sigma1<T>(w26), w21));
  const w29 = putWord<T>(w, 29, add<T>(sigma1<T>(w27), w22));
  putWord<T>(w, 30, add<T>(add<T>(sigma1<T>(w28), w23), loadSpread<T>(AT_SIGMA0_HEADER_BITS)));
  putWord<T>(w, 31, add<T>(add<T>(sigma1<T>(w29), w24), loadSpread<T>(JOB_SCHEDULE, 16)));
}

/** Word `t` of the first hash: a word of the second hash's message. */
@inline function hashWord<T>(state: usize, w: usize, t: usize): T {
  return putSum<T>(w, t, add<T>(loadLanes<T>(state + t * sizeof<T>()), loadSpread<T>(JOB_MIDSTATE + t * 4)));
}

/** The first hash as the message of the second: the state after round 0, and words 16 to 32 without their zero terms. */
@inline function beginSecondHash<T>(state: usize, w: usize): void {
  const w0 = add<T>(loadLanes<T>(state), loadSpread<T>(JOB_MIDSTATE)), w1 = hashWord<T>(state, w, 1);
  const w2 = hashWord<T>(state, w, 2), w3 = hashWord<T>(state, w, 3), w4 = hashWord<T>(state, w, 4);
  const w5 = hashWord<T>(state, w, 5), w6 = hashWord<T>(state, w, 6), w7 = hashWord<T>(state, w, 7);
  beginState<T>(state, AFTER_ROUND_0, w0);
  const w16 = putWord<T>(w, 16, add<T>(sigma0<T>(w1), w0));
  const w17 = putWord<T>(w, 17, add<T>(add<T>(sigma0<T>(w2), w1), loadSpread<T>(AT_SIGMA1_HASH_BITS)));
  const w18 = putWord<T>(w, 18, add<T>(add<T>(sigma1<T>(w16), sigma0<T>(w3)), w2));
  const w19 = putWord<T>(w, 19, add<T>(add<T>(sigma1<T>(w17), sigma0<T>(w4)), w3));
  const w20 = putWord<T>(w, 20, add<T>(add<T>(sigma1<T>(w18), sigma0<T>(w5)), w4));
  const w21 = putWord<T>(w, 21, add<T>(add<T>(sigma1<T>(w19), sigma0<T>(w6)), w5));
  const w22 = putWord<T>(w, 22, add<T>(add<T>(add<T>(sigma1<T>(w20), sigma0<T>(w7)), w6), loadSpread<T>(AT_HASH_BITS)));
  const w23 = putWord<T>(w, 23, add<T>(add<T>(add<T>(sigma1<T>(w21), w16), w7), loadSpread<T>(AT_SIGMA0_END_BIT)));
  const w24 = putWord<T>(w, 24, add<T>(add<T>(sigma1<T>(w22), w17), loadSpread<T>(AT_END_BIT)));
  const w25 = putWord<T>(w, 25, add<T>(sigma1<T>(w23), w18));
  const w26 = putWord<T>(w, 26, add<T>(sigma1<T>(w24), w19));
  const w27 = putWord<T>(w, 27, add<T>(sigma1<T>(w25), w20));
  const w28 = putWord<T>(w, 28, add<T>(sigma1<T>(w26), w21));
  const w29 = putWord<T>(w, 29, add<T>(sigma1<T>(w27), w22));
  const w30 = putWord<T>(w, 30, add<T>(add<T>(sigma1<T>(w28), w23), loadSpread<T>(AT_SIGMA0_HASH_BITS)));
  putWord<T>(w, 31, add<T>(add<T>(sigma1<T>(w29), w24), add<T>(sigma0<T>(w16), loadSpread<T>(AT_HASH_BITS))));
  putWord<T>(w, 32, add<T>(add<T>(sigma1<T>(w30), w25), add<T>(sigma0<T>(w17), w16)));
}

/** K[t] + W[t] for a round whose word is not ready. */
@inline function nextSum<T>(words: usize, t: i32): T {
  return add<T>(loadSpread<T>(K, t * 4), nextWord<T>(words, t - 16));
}

/**
 * Rounds 57 to 60 of the second hash for `e` alone, since nobody reads their `a`. The last `e` gives the most
 * significant word of the hash.
 */
@inline function topWord<T>(state: usize, words: usize): T {
  const size = sizeof<T>();
  const a = loadLanes<T>(state), b = loadLanes<T>(state, size), c = loadLanes<T>(state, 2 * size), d = loadLanes<T>(state, 3 * size);
  const e = loadLanes<T>(state, 4 * size), f = loadLanes<T>(state, 5 * size), g = loadLanes<T>(state, 6 * size), h = loadLanes<T>(state, 7 * size);
  const e1 = add<T>(d, t1<T>(e, f, g, h, nextSum<T>(words, 57)));
  const e2 = add<T>(c, t1<T>(e1, e, f, g, nextSum<T>(words, 58)));
  const e3 = add<T>(b, t1<T>(e2, e1, e, f, nextSum<T>(words, 59)));
  const e4 = add<T>(a, t1<T>(e3, e2, e1, e, nextSum<T>(words, 60)));
  return swapBytes<T>(add<T>(e4, loadSpread<T>(INITIAL, 7 * 4)));
}

/** One nonce: whether its top word is at or below the target's. */
function tryOne(nonce: u32, targetTop: u32): bool {
  beginHeader<u32>(STATE, SCHEDULE + Z_WORDS, nonce);
  runRounds<u32>(STATE, SCHEDULE + Z_WORDS, 4, 32, 64);
  beginSecondHash<u32>(STATE, SCHEDULE_2 + Z_WORDS);
  runRounds<u32>(STATE, SCHEDULE_2 + Z_WORDS, 1, 33, 57);
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
  runRoundsOfThree(STATE, SCHEDULE_2, 1, 33, 57);
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
