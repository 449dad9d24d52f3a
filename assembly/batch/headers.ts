/** sha256d of many headers: three blocks each, two of the header and one of its hash. */
import {
  HASH_SIZE_BYTES, HASHES, HEADER_SIZE_BYTES, HEADERS, SCHEDULE, SCHEDULE_0, SCHEDULE_2, STATE, STATE_BEFORE,
  X_STATE, X_WORDS, Y_STATE, Y_WORDS, Z_STATE, Z_WORDS,
} from '../layout';
import { END_BIT, HASH_BITS, HEADER_BITS, INITIAL } from '../sha256/constants';
import { add, loadLanes, loadSpread, spread, storeLanes, swapBytes } from '../sha256/lanes';
import { runRounds } from '../sha256/one-stream';
import { putSum, putWord } from '../sha256/rounds';
import { runRoundsOfThree } from '../sha256/three-streams';

/** Headers of one group: four in stream X, four in Y, one in Z. */
const GROUP: i32 = 9;

/** Four words of each of four lanes, exchanged: word i of lane j goes to word j of lane i. Then the bytes of each. */
@inline function transpose(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const r0 = v128.load(from), r1 = v128.load(from + fromStride);
  const r2 = v128.load(from + 2 * fromStride), r3 = v128.load(from + 3 * fromStride);
  const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, swapBytes<v128>(v128.shuffle<u64>(low01, low23, 0, 2)));
  v128.store(to + toStride, swapBytes<v128>(v128.shuffle<u64>(low01, low23, 1, 3)));
  v128.store(to + 2 * toStride, swapBytes<v128>(v128.shuffle<u64>(high01, high23, 0, 2)));
  v128.store(to + 3 * toStride, swapBytes<v128>(v128.shuffle<u64>(high01, high23, 1, 3)));
}

/** Words of one header, or of four that stand one after another, from bytes to lanes; `count` is a multiple of four. */
@inline function readWords<T>(words: usize, header: usize, count: usize): void {
  for (let t: usize = 0; t < count; t += 4) {
    if (isVector<T>()) transpose(header + t * 4, HEADER_SIZE_BYTES, words + t * 16, 16);
    else for (let i = t; i < t + 4; i++) store<u32>(words + i * 4, bswap<u32>(load<u32>(header + i * 4)));
    for (let i = t; i < t + 4; i++) putSum<T>(words, i, loadLanes<T>(words + i * sizeof<T>()));
  }
}

/** The state of one message, or of four, from lanes to bytes. */
@inline function writeHashes<T>(hash: usize, state: usize): void {
  for (let t: usize = 0; t < 8; t += 4) {
    if (isVector<T>()) transpose(state + t * 16, 16, hash + t * 4, HASH_SIZE_BYTES);
    else for (let i = t; i < t + 4; i++) store<u32>(hash + i * 4, bswap<u32>(load<u32>(state + i * 4)));
  }
}

/** Ends a message of `length` words with its padding. */
@inline function padWords<T>(words: usize, length: usize, bits: u32): void {
  putWord<T>(words, length, spread<T>(END_BIT));
  for (let t = length + 1; t < 15; t++) putWord<T>(words, t, spread<T>(0));
  putWord<T>(words, 15, spread<T>(bits));
}

/** The padding of a stream's second block and second hash, which stays in place for the whole batch. */
@inline function preparePadding<T>(words: usize, words2: usize): void {
  padWords<T>(words, 4, HEADER_BITS);
  padWords<T>(words2, 8, HASH_BITS);
}

@inline function setInitial<T>(state: usize): void {
  for (let i: usize = 0; i < 8; i++) storeLanes<T>(state, loadSpread<T>(INITIAL, i * 4), i * sizeof<T>());
}

/** The first block: the initial state, the header's first 16 words. */
@inline function beginFirst<T>(state: usize, words: usize, header: usize): void {
  setInitial<T>(state);
  readWords<T>(words, header, 16);
}

/** The second block: the state so far, which is added again after it; the last four words and padding. */
@inline function beginSecond<T>(state: usize, before: usize, words: usize, header: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const word = add<T>(loadLanes<T>(state, i * sizeof<T>()), loadSpread<T>(INITIAL, i * 4));
    storeLanes<T>(state, word, i * sizeof<T>());
    storeLanes<T>(before, word, i * sizeof<T>());
  }
  readWords<T>(words, header + 64, 4);
}

/** The second hash: the initial state, the first hash and padding. */
@inline function beginHash<T>(state: usize, before: usize, words: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    putWord<T>(words, i, add<T>(loadLanes<T>(state, i * sizeof<T>()), loadLanes<T>(before, i * sizeof<T>())));
  }
  setInitial<T>(state);
}

@inline function finish<T>(state: usize, hash: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    storeLanes<T>(state, add<T>(loadLanes<T>(state, i * sizeof<T>()), loadSpread<T>(INITIAL, i * 4)), i * sizeof<T>());
  }
  writeHashes<T>(hash, state);
}

function hashOne(header: usize, hash: usize): void {
  beginFirst<u32>(STATE, SCHEDULE_0 + Z_WORDS, header);
  runRounds<u32>(STATE, SCHEDULE_0 + Z_WORDS, 0, 16, 64);
  beginSecond<u32>(STATE, STATE_BEFORE, SCHEDULE + Z_WORDS, header);
  runRounds<u32>(STATE, SCHEDULE + Z_WORDS, 0, 16, 64);
  beginHash<u32>(STATE, STATE_BEFORE, SCHEDULE_2 + Z_WORDS);
  runRounds<u32>(STATE, SCHEDULE_2 + Z_WORDS, 0, 16, 64);
  finish<u32>(STATE, hash);
}

function hashNine(x: usize, hash: usize): void {
  const y = x + 4 * HEADER_SIZE_BYTES, z = x + 8 * HEADER_SIZE_BYTES;
  beginFirst<v128>(STATE + X_STATE, SCHEDULE_0 + X_WORDS, x);
  beginFirst<v128>(STATE + Y_STATE, SCHEDULE_0 + Y_WORDS, y);
  beginFirst<u32>(STATE + Z_STATE, SCHEDULE_0 + Z_WORDS, z);
  runRoundsOfThree(STATE, SCHEDULE_0, 0, 16, 64);
  beginSecond<v128>(STATE + X_STATE, STATE_BEFORE + X_STATE, SCHEDULE + X_WORDS, x);
  beginSecond<v128>(STATE + Y_STATE, STATE_BEFORE + Y_STATE, SCHEDULE + Y_WORDS, y);
  beginSecond<u32>(STATE + Z_STATE, STATE_BEFORE + Z_STATE, SCHEDULE + Z_WORDS, z);
  runRoundsOfThree(STATE, SCHEDULE, 0, 16, 64);
  beginHash<v128>(STATE + X_STATE, STATE_BEFORE + X_STATE, SCHEDULE_2 + X_WORDS);
  beginHash<v128>(STATE + Y_STATE, STATE_BEFORE + Y_STATE, SCHEDULE_2 + Y_WORDS);
  beginHash<u32>(STATE + Z_STATE, STATE_BEFORE + Z_STATE, SCHEDULE_2 + Z_WORDS);
  runRoundsOfThree(STATE, SCHEDULE_2, 0, 16, 64);
  finish<v128>(STATE + X_STATE, hash);
  finish<v128>(STATE + Y_STATE, hash + 4 * HASH_SIZE_BYTES);
  finish<u32>(STATE + Z_STATE, hash + 8 * HASH_SIZE_BYTES);
}

/** Hashes the first `count` headers of the headers' area. */
export function hashBatch(count: i32): void {
  let i = 0;
  preparePadding<u32>(SCHEDULE + Z_WORDS, SCHEDULE_2 + Z_WORDS);
  if (ASC_FEATURE_SIMD) {
    preparePadding<v128>(SCHEDULE + X_WORDS, SCHEDULE_2 + X_WORDS);
    preparePadding<v128>(SCHEDULE + Y_WORDS, SCHEDULE_2 + Y_WORDS);
    for (; i + GROUP <= count; i += GROUP) hashNine(HEADERS + i * HEADER_SIZE_BYTES, HASHES + i * HASH_SIZE_BYTES);
  }
  for (; i < count; i++) hashOne(HEADERS + i * HEADER_SIZE_BYTES, HASHES + i * HASH_SIZE_BYTES);
}
