/**
 * The search over the nonce of a header (sha256d of 80 bytes, of which the first 64 are folded into the midstate).
 *
 * Per nonce: rounds 4 to 63 of the second block, then rounds 1 to 60 of the second hash, whose last word settles nearly
 * every nonce. What is the same for all nonces is prepared: by the host for a header, in constants.ts for the second hash.
 *
 * Several versions of a header (BIP-0320) differ in the midstate alone. Then the schedule of the second block is made once
 * for a nonce, and only its rounds are run for each version.
 */
import {
  HEADER_SCHEDULE, SCHEDULE, SCHEDULE_2, STATE, TARGET_TOP, VERSION_SIZE_BYTES, VERSION_STATE, VERSIONS, WORDS,
  X, X_STATE, Y, Y_STATE, Z, Z_STATE,
} from '../layout';
import { AFTER_ROUND_0, AT_END_BIT, END_BIT, INITIAL, SIZE_OF_DIGEST, SIZE_OF_HEADER } from '../sha256/constants';
import { expandDigest, prepareDigests } from '../sha256/digest';
import { add, countUp, lanesAtMost, loadLanes, loadSpread, spread, storeLanes, swapBytes } from '../sha256/lanes';
import { nextWord, putSum, putWord, sigma0, sigma1 } from '../sha256/rounds';
import { beginGroup, hasX, hasY, hasZ, hitsThatCount, placeOfZ, runAllRounds } from '../sha256/streams';

/** Versions that each nonce is tried in. */
let versions: u32 = 1;

/** Writes the words that do not change during a job. The schedule needs only W16 and W17 of them. */
@inline function prepareOf<T>(w: usize): void {
  putSum<T>(w, 4, spread<T>(END_BIT));
  for (let t: usize = 5; t < 15; t++) putSum<T>(w, t, spread<T>(0));
  putSum<T>(w, 15, loadSpread<T>(SIZE_OF_HEADER));
  putWord<T>(w, 16, loadSpread<T>(HEADER_SCHEDULE, 0));
  putWord<T>(w, 17, loadSpread<T>(HEADER_SCHEDULE, 4));
}

/** Makes ready the job that the host wrote. */
export function prepareHeader(count: u32): void {
  versions = count;
  if (ASC_FEATURE_SIMD) {
    prepareOf<v128>(SCHEDULE + X);
    prepareOf<v128>(SCHEDULE + Y);
  }
  prepareOf<u32>(SCHEDULE + Z);
  prepareDigests(SIZE_OF_DIGEST);
}

/** W3, and words 18 to 31 of the header's second block, in which most terms are zero. */
@inline function putNonce<T>(w: usize, nonce: T): void {
  const w3 = swapBytes<T>(nonce);
  storeLanes<T>(w + WORDS + 3 * sizeof<T>(), w3);
  const w18 = putWord<T>(w, 18, add<T>(loadSpread<T>(HEADER_SCHEDULE, 8), sigma0<T>(w3)));
  const w19 = putWord<T>(w, 19, add<T>(loadSpread<T>(HEADER_SCHEDULE, 12), w3));
  const w20 = putWord<T>(w, 20, add<T>(sigma1<T>(w18), loadSpread<T>(AT_END_BIT)));
  const w21 = putWord<T>(w, 21, sigma1<T>(w19));
  const w22 = putWord<T>(w, 22, add<T>(sigma1<T>(w20), loadSpread<T>(SIZE_OF_HEADER)));
  const w23 = putWord<T>(w, 23, add<T>(sigma1<T>(w21), loadSpread<T>(HEADER_SCHEDULE, 0)));
  const w24 = putWord<T>(w, 24, add<T>(sigma1<T>(w22), loadSpread<T>(HEADER_SCHEDULE, 4)));
  const w25 = putWord<T>(w, 25, add<T>(sigma1<T>(w23), w18));
  const w26 = putWord<T>(w, 26, add<T>(sigma1<T>(w24), w19));
  const w27 = putWord<T>(w, 27, add<T>(sigma1<T>(w25), w20));
  const w28 = putWord<T>(w, 28, add<T>(sigma1<T>(w26), w21));
  const w29 = putWord<T>(w, 29, add<T>(sigma1<T>(w27), w22));
  putWord<T>(w, 30, add<T>(add<T>(sigma1<T>(w28), w23), loadSpread<T>(SIZE_OF_HEADER, 4)));
  putWord<T>(w, 31, add<T>(add<T>(sigma1<T>(w29), w24), loadSpread<T>(HEADER_SCHEDULE, 16)));
}

/** Words 32 to 63 and their sums. */
function expandWhole<T>(w: usize): void {
  for (let t: usize = 32; t < 64; t++) putSum<T>(w, t, nextWord<T>(w + WORDS + (t - 16) * sizeof<T>(), 0));
}

/** Sets a state that was prepared for a word of zero: `word` is still to be added to `a` and `e`. */
@inline function beginState<T>(state: usize, prepared: usize, word: T): void {
  const size = sizeof<T>();
  storeLanes<T>(state, add<T>(loadSpread<T>(prepared, 0), word));
  for (let i: usize = 1; i < 8; i++) storeLanes<T>(state + i * size, loadSpread<T>(prepared + i * 4));
  storeLanes<T>(state, add<T>(loadSpread<T>(prepared, 16), word), 4 * size);
}

/** The state after round 3 of a version. */
@inline function beginVersion<T>(state: usize, w: usize, version: usize): void {
  beginState<T>(state, version + VERSION_STATE, loadLanes<T>(w + WORDS + 3 * sizeof<T>()));
}

/** Word `t` of the first hash: a word of the second hash's message. */
@inline function hashWord<T>(state: usize, midstate: usize, t: usize): T {
  return add<T>(loadLanes<T>(state + t * sizeof<T>()), loadSpread<T>(midstate + t * 4));
}

/** The first hash as the message of the second: the state after round 0, and words 16 to 32 without their zero terms. */
@inline function beginSecondHash<T>(state: usize, w: usize, midstate: usize): void {
  const w0 = hashWord<T>(state, midstate, 0);
  const w1 = putSum<T>(w, 1, hashWord<T>(state, midstate, 1)), w2 = putSum<T>(w, 2, hashWord<T>(state, midstate, 2));
  const w3 = putSum<T>(w, 3, hashWord<T>(state, midstate, 3)), w4 = putSum<T>(w, 4, hashWord<T>(state, midstate, 4));
  const w5 = putSum<T>(w, 5, hashWord<T>(state, midstate, 5)), w6 = putSum<T>(w, 6, hashWord<T>(state, midstate, 6));
  const w7 = putSum<T>(w, 7, hashWord<T>(state, midstate, 7));
  beginState<T>(state, AFTER_ROUND_0, w0);
  expandDigest<T>(w, SIZE_OF_DIGEST, true, w0, w1, w2, w3, w4, w5, w6, w7);
}

/**
 * A bit for each lane whose hash may be at or below the target. The hash's last word is its most significant, and that is
 * `e` of round 60.
 */
@inline function hitsOf<T>(state: usize): u32 {
  const top = swapBytes<T>(add<T>(loadLanes<T>(state + 4 * sizeof<T>()), loadSpread<T>(INITIAL, 7 * 4)));
  return lanesAtMost<T>(top, loadSpread<T>(TARGET_TOP));
}

/** The nonces of a group in one version: bit i of the result tells of `nonce + i`. */
function tryVersion(version: usize): u32 {
  if (hasX()) beginVersion<v128>(STATE + X_STATE, SCHEDULE + X, version);
  if (hasY()) beginVersion<v128>(STATE + Y_STATE, SCHEDULE + Y, version);
  if (hasZ()) beginVersion<u32>(STATE + Z_STATE, SCHEDULE + Z, version);
  runAllRounds(SCHEDULE, 4, versions == 1 ? 32 : 64, 64);
  if (hasX()) beginSecondHash<v128>(STATE + X_STATE, SCHEDULE_2 + X, version);
  if (hasY()) beginSecondHash<v128>(STATE + Y_STATE, SCHEDULE_2 + Y, version);
  if (hasZ()) beginSecondHash<u32>(STATE + Z_STATE, SCHEDULE_2 + Z, version);
  runAllRounds(SCHEDULE_2, 1, 33, 61);
  let hits: u32 = 0;
  if (hasX()) hits |= hitsOf<v128>(STATE + X_STATE);
  if (hasY()) hits |= hitsOf<v128>(STATE + Y_STATE) << 4;
  if (hasZ()) hits |= hitsOf<u32>(STATE + Z_STATE) << placeOfZ();
  return hits;
}

/** A group of nonces in all versions, of which `left` count: the lowest hit as `place * versions + version`, or -1. */
function tryGroup(nonce: u32, left: u64): i32 {
  if (hasX()) putNonce<v128>(SCHEDULE + X, countUp<v128>(nonce));
  if (hasY()) putNonce<v128>(SCHEDULE + Y, countUp<v128>(nonce + 4));
  if (hasZ()) putNonce<u32>(SCHEDULE + Z, nonce + placeOfZ());
  if (versions == 1) {
    const hits = hitsThatCount(tryVersion(VERSIONS), left);
    return hits ? ctz(hits) : -1;
  }
  if (hasX()) expandWhole<v128>(SCHEDULE + X);
  if (hasY()) expandWhole<v128>(SCHEDULE + Y);
  if (hasZ()) expandWhole<u32>(SCHEDULE + Z);
  let lowest: i32 = -1;
  for (let i: u32 = 0; i < versions; i++) {
    const hits = hitsThatCount(tryVersion(VERSIONS + <usize>i * VERSION_SIZE_BYTES), left);
    if (!hits) continue;
    const hit = <i32>(ctz(hits) * versions + i);
    if (lowest < 0 || hit < lowest) lowest = hit;
  }
  return lowest;
}

/**
 * Tries the nonces of `[start, end)`, each in all versions.
 * @returns `nonce * versions + version` of the lowest whose hash's top word is at or below the target's, or -1
 */
export function findNonce(start: u64, end: u64): i64 {
  for (let nonce = start; nonce < end;) {
    const size = beginGroup(end - nonce);
    const hit = tryGroup(<u32>nonce, end - nonce);
    if (hit >= 0) return <i64>(nonce * versions) + hit;
    nonce += size;
  }
  return -1;
}
