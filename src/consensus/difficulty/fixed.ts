/** No retarget at all: the bits of genesis for ever. For tests, where proof of work shall cost nothing. */
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';

/**
 * Each block has the bits of its parent. Regtest is this with the 20-minute rule on top (`bitcoinDifficulty`), which
 * makes no difference there: its target is at its limit from the start.
 */
export function fixedDifficulty(): DifficultyAlgorithm {
  return Object.freeze<DifficultyAlgorithm>({
    name: 'none',
    nextBits(_params, parent) {
      return parent.bits;
    },
    permitsTransition(_params, _height, oldBits, newBits) {
      return oldBits === newBits;
    },
  });
}
