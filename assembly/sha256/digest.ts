/**
 * The hash of a digest: a message of eight words, one block, in which only they vary. It is the second half of sha256d, a
 * link of a chain of hashes, and with another size in its padding the inside of HMAC.
 */
import { SCHEDULE_2, STATE, X, X_STATE, Y, Y_STATE, Z, Z_STATE } from '../layout';
import { AT_END_BIT, AT_SIGMA0_END_BIT, END_BIT, INITIAL } from './constants';
import { add, loadLanes, loadSpread, spread } from './lanes';
import { putSum, putWord, sigma0, sigma1 } from './rounds';
import { addSpread, hasX, hasY, hasZ, runAllRounds, setInitial } from './streams';

/** What the size of the message adds to the schedule: places in a table of constants.ts. */
const AT_BITS: usize = 0, AT_SIGMA0_BITS: usize = 4, AT_SIGMA1_BITS: usize = 8;

/** Stores the padding behind eight words, which stays in place. @param size a table of constants.ts */
@inline function prepareOf<T>(schedule: usize, size: usize): void {
  putSum<T>(schedule, 8, spread<T>(END_BIT));
  for (let t: usize = 9; t < 15; t++) putSum<T>(schedule, t, spread<T>(0));
  putSum<T>(schedule, 15, loadSpread<T>(size + AT_BITS));
}

/** Makes SCHEDULE_2 ready for hashes of digests. */
export function prepareDigests(size: usize): void {
  if (ASC_FEATURE_SIMD) {
    prepareOf<v128>(SCHEDULE_2 + X, size);
    prepareOf<v128>(SCHEDULE_2 + Y, size);
  }
  prepareOf<u32>(SCHEDULE_2 + Z, size);
}

/** Stores words 16 to 31, without the terms that are zero; `also32` makes word 32 too. */
@inline export function expandDigest<T>(s: usize, size: usize, also32: bool, w0: T, w1: T, w2: T, w3: T, w4: T, w5: T, w6: T, w7: T): void {
  const w16 = putWord<T>(s, 16, add<T>(sigma0<T>(w1), w0));
  const w17 = putWord<T>(s, 17, add<T>(add<T>(sigma0<T>(w2), w1), loadSpread<T>(size, AT_SIGMA1_BITS)));
  const w18 = putWord<T>(s, 18, add<T>(add<T>(sigma1<T>(w16), sigma0<T>(w3)), w2));
  const w19 = putWord<T>(s, 19, add<T>(add<T>(sigma1<T>(w17), sigma0<T>(w4)), w3));
  const w20 = putWord<T>(s, 20, add<T>(add<T>(sigma1<T>(w18), sigma0<T>(w5)), w4));
  const w21 = putWord<T>(s, 21, add<T>(add<T>(sigma1<T>(w19), sigma0<T>(w6)), w5));
  const w22 = putWord<T>(s, 22, add<T>(add<T>(add<T>(sigma1<T>(w20), sigma0<T>(w7)), w6), loadSpread<T>(size, AT_BITS)));
  const w23 = putWord<T>(s, 23, add<T>(add<T>(add<T>(sigma1<T>(w21), w16), w7), loadSpread<T>(AT_SIGMA0_END_BIT)));
  const w24 = putWord<T>(s, 24, add<T>(add<T>(sigma1<T>(w22), w17), loadSpread<T>(AT_END_BIT)));
  const w25 = putWord<T>(s, 25, add<T>(sigma1<T>(w23), w18));
  const w26 = putWord<T>(s, 26, add<T>(sigma1<T>(w24), w19));
  const w27 = putWord<T>(s, 27, add<T>(sigma1<T>(w25), w20));
  const w28 = putWord<T>(s, 28, add<T>(sigma1<T>(w26), w21));
  const w29 = putWord<T>(s, 29, add<T>(sigma1<T>(w27), w22));
  const w30 = putWord<T>(s, 30, add<T>(add<T>(sigma1<T>(w28), w23), loadSpread<T>(size, AT_SIGMA0_BITS)));
  putWord<T>(s, 31, add<T>(add<T>(sigma1<T>(w29), w24), add<T>(sigma0<T>(w16), loadSpread<T>(size, AT_BITS))));
  if (also32) putWord<T>(s, 32, add<T>(add<T>(sigma1<T>(w30), w25), add<T>(sigma0<T>(w17), w16)));
}

/** Takes the state as the message. */
function takeDigest<T>(state: usize, s: usize, size: usize): void {
  const step = sizeof<T>();
  expandDigest<T>(
    s, size, false,
    putSum<T>(s, 0, loadLanes<T>(state)), putSum<T>(s, 1, loadLanes<T>(state + step)),
    putSum<T>(s, 2, loadLanes<T>(state + 2 * step)), putSum<T>(s, 3, loadLanes<T>(state + 3 * step)),
    putSum<T>(s, 4, loadLanes<T>(state + 4 * step)), putSum<T>(s, 5, loadLanes<T>(state + 5 * step)),
    putSum<T>(s, 6, loadLanes<T>(state + 6 * step)), putSum<T>(s, 7, loadLanes<T>(state + 7 * step)),
  );
}

/** The state of all streams becomes the message of SCHEDULE_2. */
export function takeDigests(size: usize): void {
  if (hasX()) takeDigest<v128>(STATE + X_STATE, SCHEDULE_2 + X, size);
  if (hasY()) takeDigest<v128>(STATE + Y_STATE, SCHEDULE_2 + Y, size);
  if (hasZ()) takeDigest<u32>(STATE + Z_STATE, SCHEDULE_2 + Z, size);
}

/** The state of all streams becomes the SHA-256 of itself. @param size the table of a digest */
export function hashDigests(size: usize): void {
  takeDigests(size);
  setInitial();
  runAllRounds(SCHEDULE_2, 0, 32, 64);
  addSpread(INITIAL);
}
