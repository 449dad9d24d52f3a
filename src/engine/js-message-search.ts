/** The message search in JavaScript: counters of one stretch (`message-plan.ts`), one after another. */
import type { CounterKind, MessagePlan } from './message-plan.ts';
import { compress, compressReady } from './js-compress.ts';
import { END_BIT, INITIAL, runRounds, swapBytes } from './js-sha256.ts';

/** The bytes of a counter as one word, the last one lowest: four of them, of which the plan may use the lower ones. */
export function counterBytes(kind: CounterKind, counter: number): number {
  switch (kind) {
    case 'decimal': {
      // 0x00hh00ll, two digits each, then one digit a byte: x / 10 is x * 103 >> 10 up to 178, x / 100 alike
      const hundreds = (counter * 5243) >> 19;
      const pairs = (hundreds << 16) | (counter - 100 * hundreds);
      const tens = ((pairs * 103) >> 10) & 0x000f000f;
      return (0x30303030 + (tens << 8) + pairs - 10 * tens) | 0;
    }
    case 'hex': {
      const pairs = (counter | (counter << 8)) & 0x00ff00ff;
      const digits = (pairs | (pairs << 4)) & 0x0f0f0f0f;
      // 'a' comes 39 behind what follows '9'
      return (0x30303030 + digits + (((digits + 0x06060606) >> 4) & 0x01010101) * 39) | 0;
    }
    case 'big-endian':
      return counter | 0;
    case 'little-endian':
      return swapBytes(counter);
  }
}

/** Makes the search of one plan: the lowest counter of `[start, end)` that passes the filter, or -1. */
export function createMessageSearch(plan: MessagePlan): (start: number, end: number) => number {
  const { counter: kind, counterSizeBytes, counterOffset, iterations, knownSums } = plan;
  const { mask, flip, limit } = plan.filter;
  /** The word in which the counter begins, and how many bits of that word stand before it. */
  const at = counterOffset >> 2;
  const bitsBefore = 8 * (counterOffset & 3);
  const crosses = bitsBefore + 8 * counterSizeBytes > 32;

  const first = plan.blocks.slice(0, 16);
  const second = plan.blocks.slice(16);
  const digest = new Int32Array(16);
  digest[8] = END_BIT;
  digest[15] = 256;

  // rounds that do not see the counter are run here
  const skipped = at & ~3;
  const afterSkipped = plan.state.slice();
  runRounds(afterSkipped, first, 0, skipped);

  /** The first word of the digest of one counter. */
  function firstWord(counter: number): number {
    const bytes = counterBytes(kind, counter) << (8 * (4 - counterSizeBytes));
    first[at] = plan.blocks[at]! | (bytes >>> bitsBefore);
    if (crosses) {
      if (at < 15) first[at + 1] = plan.blocks[at + 1]! | (bytes << (32 - bitsBefore));
      else second[0] = plan.blocks[16]! | (bytes << (32 - bitsBefore));
    }
    compress(digest, plan.state, afterSkipped, first, skipped);
    if (second.length !== 0) compress(digest, digest, digest, second, 0);
    for (let behind = 0; behind < knownSums.length; behind += 64) compressReady(digest, digest, knownSums, behind);
    for (let i = 1; i < iterations; i++) compress(digest, INITIAL, INITIAL, digest, 0);
    return digest[0]!;
  }

  return (start, end) => {
    for (let counter = start; counter < end; counter++)
      if (((firstWord(counter) & mask) ^ flip) >>> 0 <= limit) return counter;
    return -1;
  };
}
