/** The message search in JavaScript: counters of one stretch (`message-plan.ts`), one after another. */
import type { CounterKind, MessagePlan } from './message-plan.ts';
import { compress, END_BIT, INITIAL, K, runRounds, swapBytes } from './js-sha256.ts';

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

/** The search of one plan: the lowest counter of `[start, end)` that passes the filter, or -1. */
export function createMessageSearch(plan: MessagePlan): (start: number, end: number) => number {
  const { counter: kind, counterSizeBytes, counterOffset, blocks, knownSums, iterations } = plan;
  const { mask, flip, limit } = plan.filter;
  const words = blocks.slice();
  const w = new Int32Array(64);
  const state = new Int32Array(8);
  const before = new Int32Array(8);
  const sums = new Int32Array(64);
  const at = counterOffset >> 2;
  const shift = 8 * (counterOffset & 3);
  const crosses = (counterOffset & 3) + counterSizeBytes > 4;

  /** Puts a counter in its place. */
  function write(counter: number): void {
    const bytes = counterBytes(kind, counter) << (8 * (4 - counterSizeBytes));
    words[at] = blocks[at]! | (bytes >>> shift);
    if (crosses) words[at + 1] = blocks[at + 1]! | (bytes << (32 - shift));
  }

  return (start, end) => {
    for (let counter = start; counter < end; counter++) {
      write(counter);
      state.set(plan.state);
      for (let from = 0; from < words.length; from += 16) {
        for (let i = 0; i < 16; i++) w[i] = words[from + i]!;
        compress(state, w);
      }
      for (let from = 0; from < knownSums.length; from += 64) {
        before.set(state);
        for (let t = 0; t < 64; t++) sums[t] = knownSums[from + t]! - K[t]!;
        runRounds(state, sums, 0, 64);
        for (let i = 0; i < 8; i++) state[i]! += before[i]!;
      }
      for (let i = 1; i < iterations; i++) {
        w.fill(0, 8, 16);
        w.set(state);
        w[8] = END_BIT;
        w[15] = 256;
        state.set(INITIAL);
        compress(state, w);
      }
      if (((state[0]! & mask) ^ flip) >>> 0 <= limit) return counter;
    }
    return -1;
  };
}
