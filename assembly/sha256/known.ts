/** Blocks and words that are the same for all messages: written to the lanes of every stream once, not for each message. */
import { X, Y, Z } from '../layout';
import { loadSpread, storeLanes } from './lanes';
import { nextWord, putSum, putWord } from './rounds';

@inline function spreadBlockOf<T>(schedule: usize, block: usize): void {
  for (let t: usize = 0; t < 16; t++) putWord<T>(schedule, t, loadSpread<T>(block + 4 * t));
}

/** Stores a block's 16 words and their sums for all streams. Those that differ from message to message are stored over them. */
export function spreadBlock(schedule: usize, block: usize): void {
  if (ASC_FEATURE_SIMD) {
    spreadBlockOf<v128>(schedule + X, block);
    spreadBlockOf<v128>(schedule + Y, block);
  }
  spreadBlockOf<u32>(schedule + Z, block);
}

@inline function spreadSumsOf<T>(to: usize, sums: usize): void {
  for (let t: usize = 0; t < 64; t++) storeLanes<T>(to + t * sizeof<T>(), loadSpread<T>(sums + 4 * t));
}

/** Stores the 64 sums K[t] + W[t] of a block for all streams: all that its rounds need. */
export function spreadSums(to: usize, sums: usize): void {
  if (ASC_FEATURE_SIMD) {
    spreadSumsOf<v128>(to + X, sums);
    spreadSumsOf<v128>(to + Y, sums);
  }
  spreadSumsOf<u32>(to + Z, sums);
}

/** A block's 16 words become the 64 sums K[t] + W[t], in place. */
export function sumBlock(words: usize): void {
  for (let t: usize = 0; t < 48; t++) nextWord<u32>(words + 4 * t, 0);
  for (let t: usize = 0; t < 64; t++) putSum<u32>(words, t, load<u32>(words + 4 * t));
}
