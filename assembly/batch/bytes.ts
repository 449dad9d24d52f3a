/** Messages between bytes, one after another, and lanes, side by side. */
import { loadLanes, storeLanes, swapBytes } from '../sha256/lanes';
import { putWord } from '../sha256/rounds';

/** Rows and columns of four by four words exchanged: word i of row j becomes word j of row i. */
@inline function column01(r0: v128, r1: v128): v128 { return v128.shuffle<u32>(r0, r1, 0, 4, 1, 5); }
@inline function column23(r0: v128, r1: v128): v128 { return v128.shuffle<u32>(r0, r1, 2, 6, 3, 7); }
@inline function first(low: v128, high: v128): v128 { return v128.shuffle<u64>(low, high, 0, 2); }
@inline function second(low: v128, high: v128): v128 { return v128.shuffle<u64>(low, high, 1, 3); }

/**
 * Stores the first words of a message, or of four, and their sums.
 * @param schedule of this stream
 * @param message where it begins, or the first of four
 * @param stride bytes from one message to the next
 * @param count words of each, at most 16; what stands behind them is read too, up to a multiple of four words
 */
export function readWords<T>(schedule: usize, message: usize, stride: usize, count: usize): void {
  if (!isVector<T>()) {
    for (let t: usize = 0; t < count; t++) putWord<T>(schedule, t, swapBytes<T>(loadLanes<T>(message + t * 4)));
    return;
  }
  for (let t: usize = 0; t < count; t += 4) {
    const at = message + t * 4;
    const r0 = v128.load(at), r1 = v128.load(at + stride), r2 = v128.load(at + 2 * stride), r3 = v128.load(at + 3 * stride);
    const a = column01(r0, r1), b = column01(r2, r3), c = column23(r0, r1), d = column23(r2, r3);
    putWord<v128>(schedule, t, swapBytes<v128>(first(a, b)));
    if (t + 1 < count) putWord<v128>(schedule, t + 1, swapBytes<v128>(second(a, b)));
    if (t + 2 < count) putWord<v128>(schedule, t + 2, swapBytes<v128>(first(c, d)));
    if (t + 3 < count) putWord<v128>(schedule, t + 3, swapBytes<v128>(second(c, d)));
  }
}

/** Writes a stream's state as digests of 32 bytes, one after another. */
export function writeDigests<T>(state: usize, digest: usize): void {
  for (let t: usize = 0; t < 8; t += 4) {
    const at = state + t * sizeof<T>();
    const to = digest + t * 4;
    if (isVector<T>()) {
      const r0 = v128.load(at), r1 = v128.load(at, 16), r2 = v128.load(at, 32), r3 = v128.load(at, 48);
      const a = column01(r0, r1), b = column01(r2, r3), c = column23(r0, r1), d = column23(r2, r3);
      v128.store(to, swapBytes<v128>(first(a, b)));
      v128.store(to, swapBytes<v128>(second(a, b)), 32);
      v128.store(to, swapBytes<v128>(first(c, d)), 64);
      v128.store(to, swapBytes<v128>(second(c, d)), 96);
    } else {
      for (let i: usize = 0; i < 4; i++) storeLanes<T>(to + i * 4, swapBytes<T>(loadLanes<T>(at + i * 4)));
    }
  }
}
